// SPDX-License-Identifier: GPL-2.0-only
//
// htstress: an HTTP load generator.  Wiring only.
#include <fmt/format.h>

#include <cstdio>

#include "tools/htstress/compare.h"
#include "tools/htstress/file.h"
#include "tools/htstress/output.h"
#include "tools/htstress/run.h"
#include "tools/htstress/summary.h"

namespace {

using khttpd::ExitCode;
using khttpd::Result;

Result<ExitCode> measure(const htstress::Options& options) {
  auto result = htstress::run_load(options);
  if (!result) return result.error();
  htstress::Summary summary = htstress::summarize(options, *result);
  auto status = htstress::write_reports(options, *result, summary);
  if (!status) return status.error();
  if (summary.has_crossed()) return ExitCode::kThreshold;
  bool is_answered = summary.completed != 0 || summary.requests == 0;
  return is_answered ? ExitCode::kOk : ExitCode::kFailure;
}

Result<ExitCode> print(std::string_view text) {
  auto status = htstress::write_file("-", text);
  if (!status) return status.error();
  return ExitCode::kOk;
}

Result<ExitCode> compare(const htstress::Options& options) {
  auto text = htstress::compare_files(options.compare_a, options.compare_b);
  if (!text) return text.error();
  return print(*text);
}

Result<ExitCode> run(int argc, char** argv) {
  auto options = htstress::parse_options(argc, argv);
  if (!options) return options.error();
  switch (options->action) {
    case htstress::Action::kPrintText:
      return print(options->text);
    case htstress::Action::kCompare:
      return compare(*options);
    case htstress::Action::kRun:
      break;
  }
  return measure(*options);
}

}  // namespace

int main(int argc, char** argv) {
  auto code = run(argc, argv);
  if (code) return static_cast<int>(*code);
  fmt::print(stderr, "htstress: {}\n", code.error().text);
  return static_cast<int>(code.error().code);
}
