// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace htstress {
namespace {

constexpr uint64_t kStart = 1'000'000'000'000;

TEST(Schedule, IsClosedUnlessARateIsGiven) {
  EXPECT_FALSE(Schedule().is_open());
  EXPECT_TRUE(Schedule(1, 0, 1).is_open());
  EXPECT_EQ(Schedule().nr_due_before(kStart), 0u);
}

TEST(Schedule, ThreadsTogetherKeepTheRateEvenly) {
  for (unsigned nr_threads : {1u, 2u, 3u, 7u}) {
    std::vector<uint64_t> due;
    for (unsigned thread = 0; thread < nr_threads; ++thread) {
      Schedule schedule(1000, thread, nr_threads);
      schedule.start(kStart);
      for (; schedule.due_ns() < kStart + 1'000'000'000; schedule.advance())
        due.push_back(schedule.due_ns());
    }
    std::sort(due.begin(), due.end());
    ASSERT_EQ(due.size(), 1000u) << nr_threads << " threads";
    for (size_t i = 0; i < due.size(); ++i)
      EXPECT_EQ(due[i], kStart + i * 1'000'000);
  }
}

TEST(Schedule, DoesNotDriftOverAnHour) {
  Schedule schedule(3, 0, 1);  // a third of a second is no whole number of ns
  schedule.start(kStart);
  for (int i = 0; i < 3 * 3600; ++i) schedule.advance();
  EXPECT_EQ(schedule.due_ns(), kStart + 3600'000'000'000);
}

TEST(Schedule, RatesBelowOneWork) {
  Schedule schedule(0.5, 0, 1);
  schedule.start(kStart);
  schedule.advance();
  EXPECT_EQ(schedule.due_ns(), kStart + 2'000'000'000);
}

// The slow twin: walk.
uint64_t walk(Schedule schedule, uint64_t end) {
  uint64_t count = 0;
  for (; schedule.due_ns() < end; schedule.advance()) ++count;
  return count;
}

TEST(Schedule, CountsWhatIsDueLikeWalking) {
  for (double rate : {0.3, 7.0, 1000.0, 33333.3})
    for (unsigned nr_threads : {1u, 2u, 5u})
      for (unsigned taken : {0u, 1u, 100u})
        for (uint64_t after :
             {uint64_t{0}, uint64_t{1}, uint64_t{999'999}, uint64_t{1'000'000},
              uint64_t{1'000'001}, uint64_t{777'777'777}}) {
          Schedule schedule(rate, nr_threads - 1, nr_threads);
          schedule.start(kStart);
          for (unsigned i = 0; i < taken; ++i) schedule.advance();
          EXPECT_EQ(schedule.nr_due_before(kStart + after),
                    walk(schedule, kStart + after))
              << rate << " " << nr_threads << " " << taken << " " << after;
        }
}

TEST(Share, PartsAddUpAndDifferByOneAtMost) {
  for (uint64_t number : {0u, 1u, 2u, 7u, 100u, 101u})
    for (unsigned nr : {1u, 2u, 3u, 8u}) {
      uint64_t sum = 0, low = UINT64_MAX, high = 0;
      for (unsigned i = 0; i < nr; ++i) {
        uint64_t part = share_of(number, i, nr);
        sum += part;
        low = std::min(low, part);
        high = std::max(high, part);
      }
      EXPECT_EQ(sum, number);
      EXPECT_LE(high - low, 1u);
    }
}

}  // namespace
}  // namespace htstress
