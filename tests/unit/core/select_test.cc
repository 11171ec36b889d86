// SPDX-License-Identifier: GPL-2.0-only
// What of a representation a request gets: conditions first, then ranges
// (RFC 9110 13.2.2).
#include "core/select.h"

#include <gtest/gtest.h>

#include "core/asked.h"
#include "core/bytes.h"

namespace khttpd::test {
namespace {

constexpr u64 kSize = 1000;

struct kh_selection selected(const std::string &lines,
			     const std::string &method = "GET",
			     u32 max_ranges = KH_RANGES_MAX)
{
	const Asked asked(lines, method);
	const struct kh_validators v = { span_of("\"a\""), 784111777 };
	struct kh_selection sel;

	kh_select(&sel, asked.req(), asked.head(), &v, kSize, max_ranges);
	return sel;
}

void expect_whole(const struct kh_selection &sel)
{
	EXPECT_EQ(sel.status, KH_STATUS_OK);
	ASSERT_EQ(sel.nr, 1u);
	EXPECT_EQ(sel.range[0].first, 0u);
	EXPECT_EQ(sel.range[0].end, kSize);
}

void expect_nothing(const struct kh_selection &sel, enum kh_status status)
{
	EXPECT_EQ(sel.status, status);
	EXPECT_EQ(sel.nr, 0u);
}

TEST(Select, TheWholeWithoutFields)
{
	expect_whole(selected(""));
	EXPECT_FALSE(selected("").head_only);
	expect_whole(selected("", "HEAD"));
	EXPECT_TRUE(selected("", "HEAD").head_only);
}

TEST(Select, APartOrSeveralInTheOrderAsked)
{
	const auto one = selected("Range: bytes=5-9");
	EXPECT_EQ(one.status, KH_STATUS_PARTIAL_CONTENT);
	ASSERT_EQ(one.nr, 1u);
	EXPECT_EQ(one.range[0].first, 5u);
	EXPECT_EQ(one.range[0].end, 10u);
	const auto two = selected("Range: bytes=900-,0-0");
	EXPECT_EQ(two.status, KH_STATUS_PARTIAL_CONTENT);
	ASSERT_EQ(two.nr, 2u);
	EXPECT_EQ(two.range[0].first, 900u);
	EXPECT_EQ(two.range[1].end, 1u);
}

TEST(Select, ConditionsDecideBeforeRanges)
{
	expect_nothing(selected("Range: bytes=0-0\r\nIf-None-Match: \"a\""),
		       KH_STATUS_NOT_MODIFIED);
	expect_nothing(selected("Range: bytes=0-0\r\nIf-Match: \"b\""),
		       KH_STATUS_PRECONDITION_FAILED);
	expect_nothing(selected("Range: bytes=1000-\r\nIf-Match: \"a\""),
		       KH_STATUS_RANGE_NOT_SATISFIABLE);
}

TEST(Select, RangesAreIgnoredWhereTheyHaveNoMeaning)
{
	expect_whole(selected("Range: bytes=0-0", "HEAD"));
	expect_whole(selected("Range: bytes=0-0\r\nIf-Range: \"b\""));
	expect_whole(selected("Range: lines=0-0"));
	expect_whole(selected("Range: bytes=0-0\r\nRange: bytes=1-1"));
}

TEST(Select, MoreRangesThanAreAllowedGetTheWhole)
{
	expect_whole(selected("Range: bytes=0-0", "GET", 0));
	expect_whole(selected("Range: bytes=0-0,2-2", "GET", 1));
	EXPECT_EQ(selected("Range: bytes=0-0,1-1", "GET", 1).nr, 1u);
}

} // namespace
} // namespace khttpd::test
