// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/schedule.h"

namespace htstress {

uint64_t Schedule::nr_due_before(uint64_t time_ns) const {
  Schedule walker = *this;
  if (!is_open() || walker.due_ns() >= time_ns) return 0;
  double span = static_cast<double>(time_ns - start_ns_) / interval_ns_;
  // Jump close below the end, then walk: rounding may be off by one.
  auto end = static_cast<uint64_t>(span);
  uint64_t steps = end > next_ ? end - next_ : 0;
  uint64_t count = steps > 2 * stride_ ? steps / stride_ - 1 : 0;
  walker.next_ += count * stride_;
  for (; walker.due_ns() < time_ns; walker.advance()) ++count;
  return count;
}

uint64_t share_of(uint64_t number, unsigned thread, unsigned nr_threads) {
  return number / nr_threads + (thread < number % nr_threads ? 1 : 0);
}

}  // namespace htstress
