// SPDX-License-Identifier: GPL-2.0-only
//
// The command line, checked.  Reads no file and resolves no name.
#ifndef KHTTPD_TOOLS_HTSTRESS_OPTIONS_H
#define KHTTPD_TOOLS_HTSTRESS_OPTIONS_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/common/result.h"
#include "tools/htstress/threshold.h"
#include "tools/htstress/url.h"

namespace htstress {

enum class Action { kRun, kCompare, kPrintText };
enum class Family { kAny, kIpv4, kIpv6 };

struct Options {
  Action action = Action::kRun;
  std::string text;  // for kPrintText: the help or the version

  std::vector<Url> urls;
  std::vector<std::string> url_texts;  // the same, as typed
  std::string path_file;
  std::optional<uint64_t> seed;  // given: paths are taken at random

  uint64_t number = 0;       // requests to finish; 0: no such limit
  uint64_t duration_ns = 0;  // 0: no such limit
  uint64_t warmup_ns = 0;
  unsigned connections = 1;  // in total
  unsigned threads = 1;      // never more than connections
  unsigned asked_threads = 1;
  double rate = 0;  // requests per second in total; 0: the closed model
  unsigned pipeline = 1;
  bool keep_alive = true;
  uint64_t timeout_ns = 0;

  std::string method = "GET";
  std::vector<std::string> headers;
  std::string body_file;
  std::string host;  // replaces the Host field
  std::string unix_path;
  std::optional<HostPort> connect_to;
  Family family = Family::kAny;
  bool debug = false;

  std::vector<double> percentiles;
  bool json = false, csv = false;
  std::string json_file, csv_file;  // "-": standard output
  std::string histogram_file;
  std::string plot_file;
  std::vector<Threshold> fail_if;
  bool quiet = false;
  bool progress = true;
  std::string compare_a, compare_b;
};

// Errors carry ExitCode::kUsage and name the option they are about.
khttpd::Result<Options> parse_options(int argc, const char* const* argv);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_OPTIONS_H
