// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/timeline.h"

namespace htstress {

void Timeline::fold() {
  for (size_t i = 0; i < intervals_.size(); ++i) {
    Interval part = intervals_[i];
    if (i % 2 == 0) {
      intervals_[i / 2] = part;
      continue;
    }
    intervals_[i / 2].completed += part.completed;
    intervals_[i / 2].failed += part.failed;
  }
  intervals_.resize((intervals_.size() + 1) / 2);
  width_ns_ *= 2;
}

void Timeline::add(uint64_t since_start_ns, uint64_t completed,
                   uint64_t failed) {
  while (since_start_ns / width_ns_ >= kMaxIntervals) fold();
  size_t index = static_cast<size_t>(since_start_ns / width_ns_);
  if (index >= intervals_.size()) intervals_.resize(index + 1);
  intervals_[index].completed += completed;
  intervals_[index].failed += failed;
}

void Timeline::merge(const Timeline& other) {
  while (width_ns_ < other.width_ns_) fold();
  for (size_t i = 0; i < other.intervals_.size(); ++i)
    add(i * other.width_ns_, other.intervals_[i].completed,
        other.intervals_[i].failed);
}

}  // namespace htstress
