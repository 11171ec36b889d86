// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/random.h"

namespace htstress {
namespace {

using khttpd::test::Random;

// The slow twin: all samples, sorted.
uint64_t exact_percentile(const std::vector<uint64_t>& sorted,
                          double percent) {
  auto rank = static_cast<size_t>(
      std::ceil(percent / 100 * static_cast<double>(sorted.size()) - 1e-9));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

TEST(Histogram, IsEmptyAtFirst) {
  Histogram histogram;
  EXPECT_EQ(histogram.total(), 0u);
  EXPECT_EQ(histogram.percentile(99), 0u);
  EXPECT_EQ(histogram.min(), 0u);
  EXPECT_EQ(histogram.max(), 0u);
  EXPECT_EQ(histogram.mean(), 0);
}

TEST(Histogram, KeepsSmallValuesExactly) {
  for (uint64_t value = 0; value < 2048; ++value)
    EXPECT_EQ(Histogram::highest_in(Histogram::index_of(value)), value);
}

TEST(Histogram, KeepsEveryValueToThreeDigits) {
  for (unsigned bit = 0; bit < Histogram::kMaxBits; ++bit)
    for (uint64_t offset : {-3, -1, 0, 1, 7}) {
      uint64_t value = (uint64_t{1} << bit) + offset;
      if (value > Histogram::kMaxValue) continue;
      uint64_t kept = Histogram::highest_in(Histogram::index_of(value));
      EXPECT_GE(kept, value);
      EXPECT_LE(kept - value, value / 1024) << value;
    }
}

TEST(Histogram, BucketsFollowEachOtherWithoutGap) {
  for (size_t i = 0; i + 1 < Histogram::kNrBuckets; ++i) {
    uint64_t last = Histogram::highest_in(i);
    ASSERT_EQ(Histogram::index_of(last), i);
    ASSERT_EQ(Histogram::index_of(last + 1), i + 1);
  }
  EXPECT_EQ(Histogram::highest_in(Histogram::kNrBuckets - 1),
            Histogram::kMaxValue);
}

TEST(Histogram, AgreesWithSortingOnRandomSamples) {
  Random random;
  for (int round = 0; round < 50; ++round) {
    Histogram histogram;
    std::vector<uint64_t> samples;
    size_t nr = 1 + random.up_to(3000);
    uint64_t scale = random.up_to(36);
    for (size_t i = 0; i < nr; ++i) {
      samples.push_back(random.up_to(uint64_t{1} << random.up_to(scale)));
      histogram.record(samples.back());
    }
    std::sort(samples.begin(), samples.end());
    EXPECT_EQ(histogram.min(), samples.front());
    EXPECT_EQ(histogram.max(), samples.back());
    for (double percent : {0.1, 1.0, 25.0, 50.0, 75.0, 90.0, 99.0, 99.9,
                           99.99, 100.0}) {
      uint64_t exact = exact_percentile(samples, percent);
      uint64_t kept = histogram.percentile(percent);
      EXPECT_GE(kept, exact) << "seed " << random.seed();
      EXPECT_LE(kept - exact, exact / 1024)
          << percent << " % of " << nr << ", seed " << random.seed();
    }
  }
}

TEST(Histogram, RanksAreNotPushedUpByRounding) {
  Histogram histogram;
  for (uint64_t i = 1; i <= 1000; ++i) histogram.record(i);
  EXPECT_EQ(histogram.percentile(99.9), 999u);
  EXPECT_EQ(histogram.percentile(50), 500u);
  EXPECT_EQ(histogram.percentile(0.1), 1u);
  EXPECT_EQ(histogram.percentile(100), 1000u);
}

TEST(Histogram, MeanIsExactAndDeviationClose) {
  Histogram histogram;
  for (uint64_t value : {1'000'000u, 2'000'000u, 6'000'000u})
    histogram.record(value);
  EXPECT_DOUBLE_EQ(histogram.mean(), 3'000'000);
  EXPECT_NEAR(histogram.stddev(), 2'160'246.9, 2500);
}

TEST(Histogram, MergingIsTheSameAsOneHistogram) {
  Random random;
  Histogram parts[3], whole;
  for (int i = 0; i < 3000; ++i) {
    uint64_t value = random.up_to(uint64_t{1} << 33);
    parts[i % 3].record(value);
    whole.record(value);
  }
  Histogram merged;
  for (const Histogram& part : parts) merged.merge(part);
  EXPECT_EQ(merged.total(), whole.total());
  EXPECT_EQ(merged.mean(), whole.mean());
  EXPECT_EQ(merged.min(), whole.min());
  EXPECT_EQ(merged.max(), whole.max());
  for (double percent = 1; percent <= 100; percent += 1)
    EXPECT_EQ(merged.percentile(percent), whole.percentile(percent));
}

TEST(Histogram, ValuesBeyondTheEndAreKeptAsTheEnd) {
  Histogram histogram;
  histogram.record(Histogram::kMaxValue + 12345);
  EXPECT_EQ(histogram.total(), 1u);
  EXPECT_EQ(histogram.percentile(50), Histogram::kMaxValue);
}

TEST(Histogram, CorrectionAddsTheRequestsThatAStallPrevented) {
  Histogram histogram;
  histogram.record_many(1'000'000, 100);  // 1 ms
  histogram.record(1'000'000'000);        // one stall of 1 s
  Histogram fair = histogram.corrected_for(1'000'000);
  // 999 more would have been sent, waiting 999 ms, 998 ms, ... 1 ms.
  EXPECT_NEAR(static_cast<double>(fair.total()), 1100, 2);
  EXPECT_NEAR(static_cast<double>(fair.percentile(50)), 450e6, 5e6);
  EXPECT_EQ(fair.max(), histogram.max());
}

TEST(Histogram, CorrectionLeavesSteadyLoadAlone) {
  Histogram histogram;
  for (uint64_t i = 0; i < 1000; ++i) histogram.record(1'000'000 + i);
  EXPECT_EQ(histogram.corrected_for(histogram.percentile(50)).total(), 1000u);
  EXPECT_EQ(histogram.corrected_for(0).total(), 1000u);
}

}  // namespace
}  // namespace htstress
