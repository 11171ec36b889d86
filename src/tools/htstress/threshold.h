// SPDX-License-Identifier: GPL-2.0-only
//
// --fail-if: conditions on the result that make a run fail.
#ifndef KHTTPD_TOOLS_HTSTRESS_THRESHOLD_H
#define KHTTPD_TOOLS_HTSTRESS_THRESHOLD_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/common/result.h"

namespace htstress {

enum class Metric {
  kPercentile,  // of the latency that the report puts first, ns
  kMean,        // ns
  kMax,         // ns
  kRps,         // completed requests per second
  kRequests,
  kGood,
  kBad,
  kErrors,       // socket errors
  kTimeouts,
  kFailedShare,  // (bad + errors) / requests, percent
};

struct Threshold {
  enum class Op { kAbove, kAtLeast, kBelow, kAtMost };

  std::string text;  // as written
  Metric metric = Metric::kErrors;
  double percent = 0;  // for kPercentile
  Op op = Op::kAbove;
  double limit = 0;  // ns, requests, requests per second or percent

  bool is_crossed_by(double value) const;
};

// "p99>5ms,errors>0".
khttpd::Result<std::vector<Threshold>> parse_thresholds(std::string_view text);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_THRESHOLD_H
