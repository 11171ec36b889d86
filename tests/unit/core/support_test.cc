// SPDX-License-Identifier: GPL-2.0-only
// The test support itself: a guard that does not bite proves nothing.
#include <gtest/gtest.h>

#include <gtest/gtest-spi.h>

#include "core/parse.h"
#include "support/guarded_buf.h"
#include "support/split_feed.h"

namespace khttpd::test {
namespace {

TEST(GuardedBufDeathTest, KillsAReaderThatGoesOneByteTooFar)
{
	GuardedBuf guarded(10);
	const volatile char *bytes = guarded.hold("abc");

	EXPECT_EQ(bytes[2], 'c');
	EXPECT_DEATH({ [[maybe_unused]] char over = bytes[3]; }, "");
}

TEST(GuardedBufDeathTest, KillsAWriterThatGoesOneByteTooFar)
{
	GuardedBuf guarded(10);
	volatile char *room = guarded.room(4);

	room[3] = 'x';
	EXPECT_DEATH({ room[4] = 'x'; }, "");
}

TEST(SplitFeed, FailsForAReaderThatDependsOnTheCut)
{
	// Counts its calls, so every cut gives another end than one piece.
	const auto run = [] {
		split_feed<size_t>(3, [](const std::vector<size_t> &ends) {
			return ends.size();
		});
	};

	EXPECT_NONFATAL_FAILURE(run(), "cut after byte 0");
}

TEST(KhAssertDeathTest, StopsAParserThatWasNeverInitialised)
{
	struct kh_parser parser = {};
	struct kh_request req = {};

	parser.state = 0xff;
	EXPECT_DEATH(kh_parse(&parser, "", 0, &req), "");
}

} // namespace
} // namespace khttpd::test
