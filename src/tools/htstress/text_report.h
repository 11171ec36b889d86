// SPDX-License-Identifier: GPL-2.0-only
//
// The report for people.  Its first six lines are those of the old tool:
// scripts look for them.
#ifndef KHTTPD_TOOLS_HTSTRESS_TEXT_REPORT_H
#define KHTTPD_TOOLS_HTSTRESS_TEXT_REPORT_H

#include <string>

#include "tools/htstress/summary.h"

namespace htstress {

std::string text_report(const RunResult& result, const Summary& summary);

// "0", "0.123", "99.999", "100": 0 and 100 only if it is all or nothing.
std::string percent_text(uint64_t part, uint64_t whole);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_TEXT_REPORT_H
