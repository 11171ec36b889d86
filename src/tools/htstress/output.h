// SPDX-License-Identifier: GPL-2.0-only
//
// Which report goes where.
#ifndef KHTTPD_TOOLS_HTSTRESS_OUTPUT_H
#define KHTTPD_TOOLS_HTSTRESS_OUTPUT_H

#include "tools/common/result.h"
#include "tools/htstress/summary.h"

namespace htstress {

// Text goes to standard output, or to standard error when JSON or CSV took
// standard output.
khttpd::Status write_reports(const Options& options, const RunResult& result,
                             const Summary& summary);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_OUTPUT_H
