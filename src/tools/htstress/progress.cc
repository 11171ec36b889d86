// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/progress.h"

#include <fmt/format.h>

#include <cstdio>

#include "tools/htstress/units.h"

namespace htstress {
namespace {

constexpr const char* kEraseLine = "\r\033[K";

}  // namespace

std::string progress_text(double seconds, double rate_now, uint64_t failed,
                          double p99_ns) {
  return fmt::format("{:.1f} s  {:.0f} requests/sec now  {} errors  p99 {}",
                     seconds, rate_now, failed, format_duration(p99_ns));
}

void ProgressLine::show(uint64_t elapsed_ns, const Snapshot& sum) {
  // The end of the warm-up starts the counters again.
  if (sum.completed < last_completed_) last_completed_ = 0;
  double passed = static_cast<double>(elapsed_ns - last_ns_) / 1e9;
  double rate =
      static_cast<double>(sum.completed - last_completed_) / passed;
  std::string text =
      progress_text(static_cast<double>(elapsed_ns) / 1e9, rate, sum.failed,
                    static_cast<double>(sum.latency.percentile(99)));
  fmt::print(stderr, "{}{}", kEraseLine, text);
  fflush(stderr);
  last_ns_ = elapsed_ns;
  last_completed_ = sum.completed;
  is_shown_ = true;
}

void ProgressLine::clear() {
  if (is_shown_) fmt::print(stderr, "{}", kEraseLine);
  is_shown_ = false;
}

}  // namespace htstress
