// SPDX-License-Identifier: GPL-2.0-only
// A model of the server, in user space over src/core: a thread per connection,
// no cache, nothing clever.  The wire tests must all pass against it, and the
// named tests must fail when one of its faults is switched on.
#ifndef KHTTPD_TESTS_WIRE_MODEL_H
#define KHTTPD_TESTS_WIRE_MODEL_H

#include <sys/stat.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/http.h"
#include "core/response.h"
#include "core/select.h"

namespace model {

struct Settings {
  std::string root;
  std::string parameters;  // folder with one file per parameter
  std::string fault;       // empty: none
  std::atomic<int> connections{0};
  std::mutex lock;
  std::map<uint32_t, int> of_address;  // connections; under the lock
};

extern Settings g_settings;

inline bool has_fault(const char* name) { return g_settings.fault == name; }

// The present value of a parameter, read from its file.
long number_of(const char* name);
std::string text_of(const char* name);

// Writes the default of every parameter.
void make_parameters();

// An open regular file, or the status to answer with.
struct File {
  int fd = -1;
  int status = 200;
  struct stat st = {};
  std::string path;  // what its type is told from
};

// Opens below the root, with the index file for a path that ends in a slash.
File open_below_root(const std::string& path);

// What a request gets of a file: itself or an encoded form of it.
struct Form {
  File file;  // open
  kh_coding coding = KH_CODING_IDENTITY;
  u8 siblings = 0;  // bits of the encoded forms there are
  std::string tag;
  std::string rest;  // of the head of a 200
  kh_rest_layout layout = {};
  kh_selection selection = {};
};

// Takes `plain` over.
Form choose_form(File plain, const kh_request& req, const char* head);

// Text, and bytes of the file after it.
struct Piece {
  std::string text;
  kh_range range;
};

// What follows the opening, for 200, 206 and 304.
std::vector<Piece> pieces_of(const Form& form);

// Answers everything on the socket; false when its end is a reset.
bool serve(int fd);
// Says 503; false when the peer has gone.
bool refuse(int fd);

// Ends the sending side, and waits for the peer's end (RFC 9112 9.6: bytes not
// read would turn the close into a reset, and that could take the answer from
// the client).
void linger(int fd);
// Makes the close a reset.
void reset(int fd);

}  // namespace model

#endif  // KHTTPD_TESTS_WIRE_MODEL_H
