// SPDX-License-Identifier: GPL-2.0-only
// The wire tests' program: options, the document root, then GoogleTest.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "options.h"
#include "root.h"

namespace wire {
namespace {

Options g_options;

constexpr const char* kUsage =
    "usage: khttpd_wire [--address HOST:PORT] [--root DIR] [--make-root]\n"
    "                   [--make-root-only] [--parameters DIR] [--other-server]\n"
    "                   [--patience SECONDS] [--gtest_...]\n";

bool parse_address(const std::string& text, Options* opts) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  std::string host = text.substr(0, colon);
  const int port = std::atoi(text.c_str() + colon + 1);
  if (port < 1 || port > 65535) return false;
  if (host.size() > 2 && host.front() == '[') {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&opts->peer);
    host = host.substr(1, host.size() - 2);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(static_cast<uint16_t>(port));
    opts->peer_len = sizeof(*in6);
    return inet_pton(AF_INET6, host.c_str(), &in6->sin6_addr) == 1;
  }
  auto* in = reinterpret_cast<sockaddr_in*>(&opts->peer);
  in->sin_family = AF_INET;
  in->sin_port = htons(static_cast<uint16_t>(port));
  opts->peer_len = sizeof(*in);
  return inet_pton(AF_INET, host.c_str(), &in->sin_addr) == 1;
}

// An option with a value; 0: none of these, 1: taken, -1: value missing.
int take_value(const std::string& name, const char* value, Options* opts) {
  const bool known = name == "--address" || name == "--root" ||
                     name == "--parameters" || name == "--patience";
  if (!known) return 0;
  if (value == nullptr) return -1;
  if (name == "--address") opts->address = value;
  if (name == "--root") opts->root = value;
  if (name == "--parameters") opts->parameters = value;
  if (name == "--patience")
    opts->patience = std::chrono::seconds(std::atoi(value));
  return 1;
}

}  // namespace

const Options& options() { return g_options; }
void set_options(const Options& opts) { g_options = opts; }

bool parse_options(int argc, char** argv, Options* opts) {
  for (int i = 1; i < argc; i++) {
    const std::string arg = argv[i];
    const int taken =
        take_value(arg, i + 1 < argc ? argv[i + 1] : nullptr, opts);
    if (taken > 0) {
      i++;
    } else if (arg == "--make-root") {
      opts->make_root = true;
    } else if (arg == "--other-server") {
      opts->other_server = true;
    } else {
      std::fprintf(stderr, "khttpd_wire: %s: %s\n%s", arg.c_str(),
                   taken < 0 ? "needs a value" : "unknown option", kUsage);
      return false;
    }
  }
  if (parse_address(opts->address, opts)) return true;
  std::fprintf(stderr, "khttpd_wire: %s: expected ADDRESS:PORT\n",
               opts->address.c_str());
  return false;
}

}  // namespace wire

int main(int argc, char** argv) {
  // A server that closes while we send must be an error code, not our end.
  std::signal(SIGPIPE, SIG_IGN);
  testing::InitGoogleTest(&argc, argv);
  bool root_only = false;
  int kept = 1;
  for (int i = 1; i < argc; i++) {
    if (std::strcmp(argv[i], "--make-root-only") == 0)
      root_only = true;
    else
      argv[kept++] = argv[i];
  }
  wire::Options opts;
  opts.make_root = root_only;
  if (!wire::parse_options(kept, argv, &opts)) return 2;
  wire::set_options(opts);
  try {
    if (opts.make_root) wire::make_root(opts.root);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "khttpd_wire: cannot make %s: %s\n",
                 opts.root.c_str(), e.what());
    return 2;
  }
  if (root_only) return 0;
  const int rc = RUN_ALL_TESTS();
  if (GTEST_FLAG_GET(list_tests)) return rc;
  // A filter that selects nothing would otherwise pass.
  if (testing::UnitTest::GetInstance()->test_to_run_count() == 0) {
    std::fprintf(stderr, "khttpd_wire: the filter selects no test\n");
    return 2;
  }
  return rc;
}
