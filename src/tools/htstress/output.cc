// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/output.h"

#include <fmt/format.h>

#include <cstdio>

#include "tools/htstress/csv_report.h"
#include "tools/htstress/file.h"
#include "tools/htstress/hdr_text.h"
#include "tools/htstress/json_report.h"
#include "tools/htstress/plot.h"
#include "tools/htstress/text_report.h"

namespace htstress {
namespace {

using khttpd::Done;
using khttpd::Status;

Status write_text(const Options& options, const std::string& text) {
  if (options.quiet) return Done{};
  if (options.json_file != "-" && options.csv_file != "-")
    return write_file("-", text);
  fmt::print(stderr, "{}", text);
  return Done{};
}

}  // namespace

Status write_reports(const Options& options, const RunResult& result,
                     const Summary& summary) {
  // All are written even if one fails: the run cannot be had again.
  Status all[] = {
      write_text(options, text_report(result, summary)),
      options.json ? write_file(options.json_file,
                                json_report(options, result, summary))
                   : Done{},
      options.csv ? write_file(options.csv_file,
                               csv_report(options, result, summary))
                  : Done{},
      options.histogram_file.empty()
          ? Done{}
          : write_file(options.histogram_file,
                       hdr_text(summary.is_open_model
                                    ? result.stats.response
                                    : result.stats.service)),
      options.plot_file.empty()
          ? Done{}
          : write_file(options.plot_file, plot_svg(options, result, summary)),
  };
  for (const Status& status : all)
    if (!status) return status;
  return Done{};
}

}  // namespace htstress
