// SPDX-License-Identifier: GPL-2.0-only
// A peer's pace, on a clock of ten ticks a second.
#include "core/pace.h"

#include <gtest/gtest.h>

namespace khttpd::test {
namespace {

class Pace : public ::testing::Test {
      protected:
	u64 wait()
	{
		return kh_pace_wait(&pace_, &rule_, now_, taken_);
	}

	// The time passes in one wait, and then the peer takes the bytes.
	bool pass(u64 ticks, u64 bytes)
	{
		now_ += ticks;
		taken_ += bytes;
		return kh_pace_is_kept(&pace_, &rule_, now_, taken_);
	}

	struct kh_pace pace_ = {};
	struct kh_pace_rule rule_ = { .window = 100, .rate = 0, .hz = 10 };
	u64 now_ = 5000;
	u64 taken_ = 777;
};

TEST_F(Pace, ThatTakesNothingIsKeptUntilTheWindowIsOver)
{
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(99, 0));
	EXPECT_FALSE(pass(1, 0));
}

TEST_F(Pace, IsNotJudgedLaterForBeingLookedAtOften)
{
	EXPECT_EQ(wait(), 100u);
	for (u64 left = 99; left > 0; left--) {
		ASSERT_TRUE(pass(1, 0));
		ASSERT_EQ(wait(), left);
	}
	EXPECT_FALSE(pass(1, 0));
}

TEST_F(Pace, WithoutARateIsRenewedByEachByte)
{
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(99, 1));
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(100, 1));
	EXPECT_EQ(wait(), 100u);
	EXPECT_FALSE(pass(100, 0));
}

TEST_F(Pace, WithARateIsNotRenewedByAByte)
{
	rule_.rate = 5;
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(99, 1));
	EXPECT_EQ(wait(), 1u);
	EXPECT_FALSE(pass(1, 0));
}

TEST_F(Pace, OfExactlyTheRateIsEnough)
{
	rule_.rate = 5;
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(100, 50));
	EXPECT_EQ(wait(), 100u);
	EXPECT_FALSE(pass(100, 49));
}

TEST_F(Pace, IsTheAverageOverAWindowThatIsJudgedLate)
{
	rule_.rate = 5;
	EXPECT_EQ(wait(), 100u);
	EXPECT_FALSE(pass(120, 59));
	pace_ = {};
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(120, 60));
}

TEST_F(Pace, CountsEachWindowAnew)
{
	rule_.rate = 5;
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(100, 1000000));
	EXPECT_EQ(wait(), 100u);
	EXPECT_FALSE(pass(100, 49));
}

TEST_F(Pace, DoesNotCountTheTimeBetweenTwoWaits)
{
	rule_.rate = 5;
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(60, 30));
	now_ += 100000;
	EXPECT_EQ(wait(), 40u);
	EXPECT_TRUE(pass(40, 20));
}

TEST_F(Pace, DoesNotCountWhatWasTakenBeforeTheFirstWait)
{
	rule_.rate = 5;
	taken_ += 1000000;
	EXPECT_EQ(wait(), 100u);
	EXPECT_FALSE(pass(100, 49));
}

TEST_F(Pace, OfAWindowMadeShorterMeanwhileIsJudgedAtOnce)
{
	rule_.rate = 5;
	EXPECT_EQ(wait(), 100u);
	EXPECT_TRUE(pass(60, 0));
	rule_.window = 50;
	EXPECT_EQ(wait(), 0u);
	EXPECT_FALSE(pass(0, 0));
}

TEST_F(Pace, OfTheLargestNumbersDoesNotOverflow)
{
	rule_ = { .window = 3600 * 1000, .rate = u64(1) << 30, .hz = 1000 };
	EXPECT_EQ(wait(), rule_.window);
	EXPECT_TRUE(pass(rule_.window, 3600 * (u64(1) << 30)));
	EXPECT_EQ(wait(), rule_.window);
	EXPECT_FALSE(pass(rule_.window, 3600 * (u64(1) << 30) - 1));
}

} // namespace
} // namespace khttpd::test
