// SPDX-License-Identifier: GPL-2.0-only
//
// What happened when, in fixed memory: 100 ms intervals at first; when they
// run out, neighbours are joined and the intervals become twice as long.
#ifndef KHTTPD_TOOLS_HTSTRESS_TIMELINE_H
#define KHTTPD_TOOLS_HTSTRESS_TIMELINE_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace htstress {

class Timeline {
 public:
  static constexpr uint64_t kFirstWidthNs = 100'000'000;
  static constexpr size_t kMaxIntervals = 512;

  struct Interval {
    uint64_t completed = 0;
    uint64_t failed = 0;
    uint64_t latency_sum_ns = 0;  // of the completed ones
  };

  // Adds to the interval that holds this time since the start.
  void add(uint64_t since_start_ns, const Interval& part);
  void merge(const Timeline& other);

  uint64_t width_ns() const { return width_ns_; }
  const std::vector<Interval>& intervals() const { return intervals_; }

 private:
  static void join(Interval* sum, const Interval& part);
  void fold();

  uint64_t width_ns_ = kFirstWidthNs;
  std::vector<Interval> intervals_;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_TIMELINE_H
