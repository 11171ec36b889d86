// SPDX-License-Identifier: GPL-2.0-only
//
// The report for programs: one JSON object, described by
// schema/htstress-run-1.schema.json.  A member may be added within a schema
// version; a change of meaning or a removal takes the next number.
#ifndef KHTTPD_TOOLS_HTSTRESS_JSON_REPORT_H
#define KHTTPD_TOOLS_HTSTRESS_JSON_REPORT_H

#include <string>

#include "tools/htstress/summary.h"

namespace htstress {

constexpr int kSchemaVersion = 1;

std::string json_report(const Options& options, const RunResult& result,
                        const Summary& summary);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_JSON_REPORT_H
