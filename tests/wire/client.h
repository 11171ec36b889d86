// SPDX-License-Identifier: GPL-2.0-only
// One TCP connection to the server under test: raw bytes out, responses in,
// every wait with a deadline.  Faults are thrown as std::runtime_error, which
// GoogleTest reports as the test's failure.
#ifndef KHTTPD_TESTS_WIRE_CLIENT_H
#define KHTTPD_TESTS_WIRE_CLIENT_H

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "response.h"

namespace wire {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

enum class Ending { kEof, kReset, kOpen };

class Client {
 public:
  // What a body is handed to, piece by piece, with its place in the body.
  using Sink = std::function<void(uint64_t offset, std::string_view piece)>;

  // Connects.  `receive_buffer` in bytes, 0: the system's choice; a small one
  // keeps the server from sending far ahead of the reader.
  explicit Client(int receive_buffer = 0);
  // Connects from an IPv4 address of this machine.
  explicit Client(const std::string& source);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends all bytes.
  void send(std::string_view bytes);
  // Sends what the server takes until it closes; false when it closed early.
  bool try_send(std::string_view bytes);
  // No more bytes from us; we still read.
  void half_close();
  // Closes with a reset, as a vanished client does.
  void reset();

  // Reads one response; 1xx responses before it are passed over.  `to_head`:
  // it answers a HEAD request, so no body follows whatever the head says.
  Response read(bool to_head = false);
  // Reads the head only; the body must then be taken with read_body.
  Response read_head();
  void read_body(uint64_t length, const Sink& sink);
  // Sends, then reads.
  Response ask(std::string_view request, bool to_head = false);

  // Waits until the server ends the connection; kOpen at the deadline.
  // `extra` receives bytes that came before the end.
  Ending wait_end(milliseconds patience, std::string* extra = nullptr);
  // Reads until at least one more byte is there; false: the end was reached.
  bool fill(Clock::time_point deadline);
  // Bytes received and not taken yet.
  std::string& pending() { return pending_; }
  // Waits until the socket can be written or read, or has failed.
  bool poll_for(short events, Clock::time_point deadline, short* got) const;
  int fd() const { return fd_; }

 private:
  Client(int receive_buffer, const char* source);
  size_t receive(std::vector<char>& buf, Clock::time_point deadline);

  int fd_ = -1;
  Ending ending_ = Ending::kOpen;
  std::string pending_;
  int64_t asked_sec_ = 0;
};

// A GET of an encoded target in HTTP/1.1.  `extra`: field lines with CRLF.
std::string get(std::string_view target, std::string_view extra = "");
std::string request(std::string_view method, std::string_view target,
                    std::string_view extra = "");

// One request on a connection of its own.
Response fetch(std::string_view target);

Clock::time_point after(milliseconds wait);
Clock::time_point patience_from_now();

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_CLIENT_H
