// SPDX-License-Identifier: GPL-2.0-only
//
// When each request is due.  Closed model: whenever a connection is free.
// Open model: request k of the whole run is due at start + k / rate, whether
// or not the server keeps up; thread i of n owns every n-th request, so the
// threads need not talk to keep the total rate.
#ifndef KHTTPD_TOOLS_HTSTRESS_SCHEDULE_H
#define KHTTPD_TOOLS_HTSTRESS_SCHEDULE_H

#include <cstdint>

namespace htstress {

class Schedule {
 public:
  // The closed model.
  Schedule() = default;
  // rate: requests per second of all threads together.
  Schedule(double rate, unsigned thread, unsigned nr_threads)
      : interval_ns_(1e9 / rate), next_(thread), stride_(nr_threads) {}

  bool is_open() const { return stride_ != 0; }
  void start(uint64_t now_ns) { start_ns_ = now_ns; }

  // When the next request of this thread is due; exact to the nanosecond for
  // 2^53 ns (104 days), where double stops counting in ones.
  uint64_t due_ns() const {
    return start_ns_ +
           static_cast<uint64_t>(static_cast<double>(next_) * interval_ns_);
  }
  void advance() { next_ += stride_; }

  // How many requests of this thread are due before the given time and were
  // not taken.
  uint64_t nr_due_before(uint64_t time_ns) const;

 private:
  double interval_ns_ = 0;  // between two requests of the whole run
  uint64_t start_ns_ = 0;
  uint64_t next_ = 0;
  uint64_t stride_ = 0;
};

// Thread i's part of a number that nr_threads share: parts differ by one at
// most and add up exactly.
uint64_t share_of(uint64_t number, unsigned thread, unsigned nr_threads);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_SCHEDULE_H
