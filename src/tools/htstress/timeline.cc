// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/timeline.h"

namespace htstress {

void Timeline::join(Interval* sum, const Interval& part) {
  sum->completed += part.completed;
  sum->failed += part.failed;
  sum->latency_sum_ns += part.latency_sum_ns;
}

void Timeline::fold() {
  for (size_t i = 0; i < intervals_.size(); ++i) {
    Interval part = intervals_[i];
    if (i % 2 == 0)
      intervals_[i / 2] = part;
    else
      join(&intervals_[i / 2], part);
  }
  intervals_.resize((intervals_.size() + 1) / 2);
  width_ns_ *= 2;
}

void Timeline::add(uint64_t since_start_ns, const Interval& part) {
  while (since_start_ns / width_ns_ >= kMaxIntervals) fold();
  size_t index = static_cast<size_t>(since_start_ns / width_ns_);
  if (index >= intervals_.size()) intervals_.resize(index + 1);
  join(&intervals_[index], part);
}

void Timeline::merge(const Timeline& other) {
  while (width_ns_ < other.width_ns_) fold();
  for (size_t i = 0; i < other.intervals_.size(); ++i)
    add(i * other.width_ns_, other.intervals_[i]);
}

}  // namespace htstress
