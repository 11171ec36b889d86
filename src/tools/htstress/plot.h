// SPDX-License-Identifier: GPL-2.0-only
//
// --plot: an SVG with latency by percentile above, requests/sec over time
// below.  No script, no font file, no network: it opens anywhere.
#ifndef KHTTPD_TOOLS_HTSTRESS_PLOT_H
#define KHTTPD_TOOLS_HTSTRESS_PLOT_H

#include <string>

#include "tools/htstress/summary.h"

namespace htstress {

std::string plot_svg(const Options& options, const RunResult& result,
                     const Summary& summary);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_PLOT_H
