// SPDX-License-Identifier: GPL-2.0-only
// What the command line says: where the server is and what may be assumed
// about it.  Set once by main, read by every test.
#ifndef KHTTPD_TESTS_WIRE_OPTIONS_H
#define KHTTPD_TESTS_WIRE_OPTIONS_H

#include <sys/socket.h>

#include <chrono>
#include <string>

namespace wire {

struct Options {
  // The server, as given and as the kernel wants it.
  std::string address = "127.0.0.1:8081";
  sockaddr_storage peer = {};
  socklen_t peer_len = 0;
  // The server's document root as this program sees it.
  std::string root = "/srv/wire";
  // The folder of the server's parameters, one file each.
  std::string parameters = "/sys/module/khttpd/parameters";
  bool make_root = false;
  // Another server than khttpd: fields beyond the required ones are allowed
  // and texts that HTTP leaves open are not compared.
  bool other_server = false;
  // How long to wait for anything that must come.  Generous: it is spent only
  // when a test fails, and an emulated guest is some 20 times slower.
  std::chrono::milliseconds patience{20000};
};

const Options& options();

// Fills `opts` from what GoogleTest left of argv.  On error prints to stderr
// and returns false.
bool parse_options(int argc, char** argv, Options* opts);

// Publishes the options; call once, before any test runs.
void set_options(const Options& opts);

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_OPTIONS_H
