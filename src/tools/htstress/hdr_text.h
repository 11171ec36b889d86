// SPDX-License-Identifier: GPL-2.0-only
//
// A histogram in the text form of the HdrHistogram libraries, which their
// plotters read.  Values are milliseconds.
#ifndef KHTTPD_TOOLS_HTSTRESS_HDR_TEXT_H
#define KHTTPD_TOOLS_HTSTRESS_HDR_TEXT_H

#include <string>
#include <vector>

#include "tools/htstress/histogram.h"

namespace htstress {

std::string hdr_text(const Histogram& histogram);

// The percentiles that this form lists: five steps to each halving of the
// distance to 100, which is the last.  Stops where more than nr_samples
// would be needed to tell two steps apart.
std::vector<double> hdr_percentiles(uint64_t nr_samples);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_HDR_TEXT_H
