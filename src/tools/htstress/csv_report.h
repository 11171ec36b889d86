// SPDX-License-Identifier: GPL-2.0-only
//
// The report for spreadsheets: a header line and one line per run, so that
// runs with the same --percentiles can be put below each other.
#ifndef KHTTPD_TOOLS_HTSTRESS_CSV_REPORT_H
#define KHTTPD_TOOLS_HTSTRESS_CSV_REPORT_H

#include <string>

#include "tools/htstress/summary.h"

namespace htstress {

std::string csv_report(const Options& options, const RunResult& result,
                       const Summary& summary);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_CSV_REPORT_H
