// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/timeline.h"

#include <gtest/gtest.h>

namespace htstress {
namespace {

constexpr uint64_t kWidth = Timeline::kFirstWidthNs;

TEST(Timeline, CountsPerInterval) {
  Timeline line;
  line.add(0, {1, 0, 0});
  line.add(kWidth - 1, {2, 1, 0});
  line.add(2 * kWidth, {4, 0, 0});
  ASSERT_EQ(line.intervals().size(), 3u);
  EXPECT_EQ(line.intervals()[0].completed, 3u);
  EXPECT_EQ(line.intervals()[0].failed, 1u);
  EXPECT_EQ(line.intervals()[1].completed, 0u);
  EXPECT_EQ(line.intervals()[2].completed, 4u);
}

TEST(Timeline, NeverGrowsBeyondItsBound) {
  Timeline line;
  uint64_t sum = 0;
  for (uint64_t i = 0; i < 100'000; ++i) {  // close to three hours
    line.add(i * kWidth, {1, 0, 7});
    ASSERT_LE(line.intervals().size(), Timeline::kMaxIntervals);
  }
  for (const auto& part : line.intervals()) sum += part.completed;
  EXPECT_EQ(sum, 100'000u);
  EXPECT_EQ(line.width_ns(), 256 * kWidth);
  EXPECT_EQ(line.intervals()[0].completed, 256u);
  EXPECT_EQ(line.intervals()[0].latency_sum_ns, 7 * 256u);
}

TEST(Timeline, MergesDifferentWidths) {
  Timeline fine, coarse;
  fine.add(0, {1, 0, 0});
  fine.add(3 * kWidth, {2, 0, 0});
  coarse.add(Timeline::kMaxIntervals * kWidth, {5, 1, 0});
  ASSERT_EQ(coarse.width_ns(), 2 * kWidth);
  fine.merge(coarse);
  EXPECT_EQ(fine.width_ns(), 2 * kWidth);
  EXPECT_EQ(fine.intervals()[0].completed, 1u);
  EXPECT_EQ(fine.intervals()[1].completed, 2u);
  EXPECT_EQ(fine.intervals()[Timeline::kMaxIntervals / 2].completed, 5u);
  coarse.merge(fine);
  EXPECT_EQ(coarse.intervals()[Timeline::kMaxIntervals / 2].completed, 10u);
}

}  // namespace
}  // namespace htstress
