// SPDX-License-Identifier: GPL-2.0-only
//
// When the figures of a run must not be taken at face value, and why.
#ifndef KHTTPD_TOOLS_HTSTRESS_WARNINGS_H
#define KHTTPD_TOOLS_HTSTRESS_WARNINGS_H

#include <vector>

#include "tools/htstress/summary.h"

namespace htstress {

std::vector<Warning> find_warnings(const Options& options,
                                   const RunResult& result,
                                   const Summary& summary);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_WARNINGS_H
