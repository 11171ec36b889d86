// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/histogram.h"

#include <cmath>
#include <new>

namespace htstress {

// From calloc, because its zeros need not be written.
Histogram::Histogram()
    : counts_(static_cast<uint64_t*>(
          std::calloc(kNrBuckets, sizeof(uint64_t)))) {
  if (!counts_) throw std::bad_alloc();
}

uint64_t Histogram::highest_in(size_t index) {
  if (index < 2 * kHalf) return index;
  unsigned shift = static_cast<unsigned>(index / kHalf - 1);
  uint64_t top = index - shift * kHalf;
  return ((top + 1) << shift) - 1;
}

void Histogram::merge(const Histogram& other) {
  for (size_t i = other.first(); i < other.end(); ++i)
    counts_[i] += other.counts_[i];
  total_ += other.total_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
  min_ = std::min(min_, other.min_);
}

double Histogram::mean() const {
  return total_ ? static_cast<double>(sum_) / static_cast<double>(total_) : 0;
}

double Histogram::stddev() const {
  if (total_ == 0) return 0;
  double middle = mean(), squares = 0;
  for_each([&](uint64_t value, uint64_t count) {
    double away = static_cast<double>(value) - middle;
    squares += away * away * static_cast<double>(count);
  });
  return std::sqrt(squares / static_cast<double>(total_));
}

uint64_t Histogram::at_rank(uint64_t rank) const {
  uint64_t seen = 0;
  for (size_t i = first(); i < end(); ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::max(std::min(highest_in(i), max_), min_);
  }
  return max_;
}

uint64_t Histogram::percentile(double percent) const {
  if (total_ == 0) return 0;
  // 99.9 % of 1000 is 999.0000000000001 in binary: the small step back keeps
  // such ranks from being rounded up to the next sample.
  double wanted = percent / 100 * static_cast<double>(total_);
  auto rank = static_cast<uint64_t>(std::ceil(wanted - wanted * 1e-12));
  return at_rank(std::clamp<uint64_t>(rank, 1, total_));
}

Histogram Histogram::corrected_for(uint64_t interval_ns) const {
  Histogram result;
  for_each([&](uint64_t value, uint64_t count) {
    result.record_many(value, count);
    if (interval_ns == 0) return;
    // At most 1000 steps per bucket: a stall a thousand times longer than
    // the interval is visible long before the last step.
    uint64_t step = std::max(interval_ns, value / 1000);
    for (uint64_t left = value; left > step + interval_ns;) {
      left -= step;
      result.record_many(left, count * (step / interval_ns));
    }
  });
  return result;
}

}  // namespace htstress
