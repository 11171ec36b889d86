// SPDX-License-Identifier: GPL-2.0-only
//
// Latencies in fixed memory.  Log-linear: every power of two is cut into
// 1024 equal parts, so a value is kept within 1/1024 of itself (three
// significant digits) from one nanosecond to 73 minutes; longer ones are
// kept as that.  The counters take 264 KiB whatever the length of a run; of
// those only the pages of values that occurred are ever touched.
// One writer; other histograms are merged in when the run is over.
#ifndef KHTTPD_TOOLS_HTSTRESS_HISTOGRAM_H
#define KHTTPD_TOOLS_HTSTRESS_HISTOGRAM_H

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace htstress {

class Histogram {
 public:
  static constexpr unsigned kSubBits = 11;  // below 2^11 every value is exact
  static constexpr unsigned kMaxBits = 42;
  static constexpr uint64_t kMaxValue = (uint64_t{1} << kMaxBits) - 1;
  static constexpr size_t kHalf = size_t{1} << (kSubBits - 1);
  static constexpr size_t kNrBuckets = (kMaxBits - kSubBits + 2) * kHalf;

  Histogram();
  Histogram(const Histogram& other) : Histogram() { merge(other); }
  Histogram(Histogram&&) = default;
  Histogram& operator=(Histogram&&) = default;
  Histogram& operator=(const Histogram& other) {
    return *this = Histogram(other);
  }

  void record(uint64_t ns) { record_many(ns, 1); }

  void record_many(uint64_t ns, uint64_t times) {
    ns = std::min(ns, kMaxValue);
    counts_[index_of(ns)] += times;
    total_ += times;
    sum_ += ns * times;
    if (ns > max_) max_ = ns;
    if (ns < min_) min_ = ns;
  }

  void merge(const Histogram& other);

  uint64_t total() const { return total_; }
  uint64_t max() const { return max_; }
  uint64_t min() const { return total_ ? min_ : 0; }
  uint64_t sum() const { return sum_; }
  double mean() const;
  double stddev() const;

  // The smallest kept value that at least percent of all samples do not
  // exceed; 0 without samples.
  uint64_t percentile(double percent) const;
  // The value of the sample with this rank, 1 to total().
  uint64_t at_rank(uint64_t rank) const;

  // What a client that sends every interval, answered or not, would have
  // measured: each sample longer than the interval stands for the requests
  // that were not sent meanwhile (coordinated omission).
  Histogram corrected_for(uint64_t interval_ns) const;

  // Walks the buckets with samples: fn(highest value, count).
  template <typename Fn>
  void for_each(Fn fn) const {
    for (size_t i = first(); i < end(); ++i)
      if (counts_[i]) fn(std::min(highest_in(i), max_), counts_[i]);
  }

  static size_t index_of(uint64_t value) {
    unsigned shift = std::bit_width(value | (2 * kHalf - 1)) - kSubBits;
    return shift * kHalf + (value >> shift);
  }
  // The largest value that falls into the bucket.
  static uint64_t highest_in(size_t index);

 private:
  struct Free {
    void operator()(uint64_t* counts) const { std::free(counts); }
  };

  // The buckets between the smallest and the largest sample.
  size_t first() const { return index_of(min()); }
  size_t end() const { return total_ ? index_of(max_) + 1 : 0; }

  std::unique_ptr<uint64_t[], Free> counts_;
  uint64_t total_ = 0;
  uint64_t sum_ = 0;
  uint64_t max_ = 0;
  uint64_t min_ = UINT64_MAX;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_HISTOGRAM_H
