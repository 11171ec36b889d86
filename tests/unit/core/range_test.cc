// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 14.1.1, 14.1.2, 14.2 and 15.3.7.2.
#include "core/range.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "support/guarded_buf.h"
#include "support/random.h"

namespace khttpd::test {
namespace {

constexpr u64 kMax = UINT64_MAX;

// "whole", "unsatisfiable", or the parts as "first-end " with end exclusive.
std::string selected(std::string_view value, u64 size, u32 max = KH_RANGES_MAX)
{
	static GuardedBuf in(1 << 16);
	static GuardedBuf out(1 << 16);
	auto *ranges = reinterpret_cast<struct kh_range *>(
		out.room(max * sizeof(struct kh_range)));
	u32 nr = 0;
	std::string text;

	switch (kh_range_select(kh_span(in.hold(value), value.size()), size,
				ranges, max, &nr)) {
	case KH_RANGE_WHOLE:
		return "whole";
	case KH_RANGE_UNSATISFIABLE:
		return "unsatisfiable";
	case KH_RANGE_PARTS:
		break;
	}
	EXPECT_GT(nr, 0u);
	EXPECT_LE(nr, max);
	for (u32 i = 0; i < nr; i++)
		text += std::to_string(ranges[i].first) + "-" +
			std::to_string(ranges[i].end) + " ";
	return text;
}

TEST(Range, ReadsTheExamplesOfTheRfc)
{
	// RFC 9110 14.1.2, a file of 10000 bytes
	EXPECT_EQ(selected("bytes=0-499", 10000), "0-500 ");
	EXPECT_EQ(selected("bytes=500-999", 10000), "500-1000 ");
	EXPECT_EQ(selected("bytes=-500", 10000), "9500-10000 ");
	EXPECT_EQ(selected("bytes=9500-", 10000), "9500-10000 ");
	EXPECT_EQ(selected("bytes=0-0,-1", 10000), "0-1 9999-10000 ");
	EXPECT_EQ(selected("bytes= 0-999, 4500-5499, -1000", 10000),
		  "0-1000 4500-5500 9000-10000 ");
	EXPECT_EQ(selected("bytes=500-600,601-999", 10000), "500-1000 ");
	EXPECT_EQ(selected("bytes=500-700,601-999", 10000), "500-1000 ");
}

TEST(Range, EndsWithTheFile)
{
	EXPECT_EQ(selected("bytes=0-", 5), "0-5 ") << "all of it is a part";
	EXPECT_EQ(selected("bytes=0-4", 5), "0-5 ");
	EXPECT_EQ(selected("bytes=0-5", 5), "0-5 ");
	EXPECT_EQ(selected("bytes=4-99", 5), "4-5 ");
	EXPECT_EQ(selected("bytes=-5", 5), "0-5 ");
	EXPECT_EQ(selected("bytes=-6", 5), "0-5 ") << "RFC 9110 14.1.2";
}

TEST(Range, CannotBeSatisfiedBeyondTheEnd)
{
	for (const char *value : { "bytes=5-", "bytes=5-9", "bytes=99-",
				   "bytes=-0", "bytes=5-,-0,6-7" })
		EXPECT_EQ(selected(value, 5), "unsatisfiable") << value;
	EXPECT_EQ(selected("bytes=9-,1-2,-0", 5), "1-3 ")
		<< "one that can be had is enough";
}

// RFC 9110 14.2: what asks for many small or overlapping ranges may be ignored.
TEST(Range, IsIgnoredWithTooManyMembers)
{
	std::string value = "bytes=0-1";

	for (u32 i = 1; i < 2 + KH_RANGE_SPECS_MORE; i++)
		value += ",1-2";
	EXPECT_EQ(selected(value, 10, 2), "0-3 ");
	EXPECT_EQ(selected(value + ", ,", 10, 2), "0-3 ");
	EXPECT_EQ(selected(value + ",1-2", 10, 2), "whole");
	EXPECT_EQ(selected(value + ",99-", 10, 2), "whole")
		<< "one that cannot be had is one all the same";
	EXPECT_EQ(selected(value + ",1-2", 10, 3), "0-3 ");
}

TEST(Range, OfAnEmptyFileIsTheWholeOrNothing)
{
	EXPECT_EQ(selected("bytes=0-", 0), "unsatisfiable");
	EXPECT_EQ(selected("bytes=0-0", 0), "unsatisfiable");
	EXPECT_EQ(selected("bytes=-0", 0), "unsatisfiable");
	EXPECT_EQ(selected("bytes=-5", 0), "whole") << "RFC 9110 14.1.2";
	EXPECT_EQ(selected("bytes=0-,-5", 0), "whole");
}

TEST(Range, CountsIn64BitsWithoutOverflow)
{
	const struct {
		const char *value;
		u64 size;
		const char *selected;
	} rows[] = {
		{ "bytes=0-18446744073709551615", 5, "0-5 " },
		{ "bytes=0-18446744073709551614", kMax,
		  "0-18446744073709551615 " },
		{ "bytes=0-18446744073709551615", kMax,
		  "0-18446744073709551615 " },
		{ "bytes=0-18446744073709551616", 5, "0-5 " },
		{ "bytes=0-99999999999999999999999999", 5, "0-5 " },
		{ "bytes=4294967296-4294967297", 5, "unsatisfiable" },
		{ "bytes=4294967296-4294967297", 1ull << 33,
		  "4294967296-4294967298 " },
		{ "bytes=18446744073709551614-", kMax,
		  "18446744073709551614-18446744073709551615 " },
		{ "bytes=18446744073709551615-", kMax, "unsatisfiable" },
		{ "bytes=18446744073709551616-", 5, "unsatisfiable" },
		{ "bytes=18446744073709551617-18446744073709551616", 5,
		  "unsatisfiable" }, // both count as the largest
		{ "bytes=-18446744073709551615", 5, "0-5 " },
		{ "bytes=-18446744073709551621", 5, "0-5 " },
		{ "bytes=00000000000000000000000000000001-2", 5, "1-3 " },
	};

	for (const auto &row : rows)
		EXPECT_EQ(selected(row.value, row.size), row.selected)
			<< row.value;
}

TEST(Range, IsIgnoredWhenMalformedOrInAnotherUnit)
{
	for (const char *value : { "",
				   "bytes",
				   "bytes=",
				   "bytes=,",
				   "bytes= , ,",
				   "bytes 0-1",
				   "bytes:0-1",
				   "items=0-1",
				   "bytes =0-1",
				   " bytes=0-1",
				   "byte=0-1",
				   "bytes=-",
				   "bytes=0",
				   "bytes=a-b",
				   "bytes=0-b",
				   "bytes=0x0-1",
				   "bytes=0-1-2",
				   "bytes=--1",
				   "bytes=-1-",
				   "bytes=+0-1",
				   "bytes=0 -1",
				   "bytes=0- 1",
				   "bytes=1-0",
				   "bytes=0-1;2-3",
				   "bytes=0-1 2-3",
				   "bytes=0-1,x",
				   "bytes=x,0-1",
				   "bytes=0-1,2-1",
				   "bytes=99-98",
				   "bytes==0-1",
				   "bytes=0-1\x80",
				   "bytes=*",
				   "bytes=0-1,bytes=2-3",
				   "bytes=0.5-1" })
		EXPECT_EQ(selected(value, 5), "whole") << value;
}

TEST(Range, NamesItsUnitInAnyCase)
{
	EXPECT_EQ(selected("BYTES=0-1", 5), "0-2 ") << "RFC 9110 14.1";
	EXPECT_EQ(selected("Bytes=0-1", 5), "0-2 ");
}

TEST(Range, SkipsEmptyElementsAndBlanks)
{
	EXPECT_EQ(selected("bytes=,0-0,,\t4-4 ,", 5), "0-1 4-5 ");
}

TEST(Range, CoalescesAndKeepsTheOrderOfFirstAppearance)
{
	const struct {
		const char *value;
		const char *selected;
	} rows[] = {
		{ "bytes=5-5,0-0", "5-6 0-1 " },
		{ "bytes=5-5,0-0,6-7", "5-8 0-1 " },
		{ "bytes=5-5,0-0,4-4", "4-6 0-1 " },
		{ "bytes=5-5,0-0,1-4", "0-6 " }, // bridges
		{ "bytes=0-0,5-5,1-4", "0-6 " },
		{ "bytes=8-8,5-5,0-0,1-4", "8-9 0-6 " },
		{ "bytes=0-0,2-2,4-4,6-6,8-8,0-9", "0-10 " },
		{ "bytes=3-4,3-4,3-4", "3-5 " },
		{ "bytes=0-9,3-4", "0-10 " },
		{ "bytes=9-9,0-0,4-4,3-5,-2", "8-10 0-1 3-6 " },
		{ "bytes=0-1,3-4", "0-2 3-5 " }, // a gap of one byte stays
	};

	for (const auto &row : rows)
		EXPECT_EQ(selected(row.value, 10), row.selected) << row.value;
}

// "bytes=0-0,2-2,4-4..." with `nr` parts that stand apart.
std::string apart(u32 nr)
{
	std::string value = "bytes=";

	for (u32 i = 0; i < nr; i++)
		value += std::to_string(2 * i) + "-" + std::to_string(2 * i) +
			 ",";
	return value;
}

TEST(Range, IsIgnoredWhenTooManyPartsStandApart)
{
	EXPECT_NE(selected(apart(KH_RANGES_MAX), 1000), "whole");
	EXPECT_EQ(selected(apart(KH_RANGES_MAX + 1), 1000), "whole");
	EXPECT_EQ(selected(apart(KH_RANGES_MAX + 1) + "0-999", 1000), "whole")
		<< "also if a later one would join them";
	EXPECT_EQ(selected("bytes=0-0,2-2", 10, 1), "whole");
	EXPECT_EQ(selected("bytes=0-0,1-2", 10, 1), "0-3 ");
	EXPECT_EQ(selected("bytes=0-0", 10, 0), "whole");
}

TEST(Range, TakesAsManyMembersThatCoalesce)
{
	const int most = KH_RANGES_MAX + KH_RANGE_SPECS_MORE;
	std::string value = "bytes=";

	for (int i = 0; i < most; i++)
		value += std::to_string(i) + "-" + std::to_string(i + 1) + ",";
	EXPECT_EQ(selected(value, 1000), "0-81 ");
	EXPECT_EQ(selected(value + "999-", 1000), "whole");
}

// Member by member on a map of the file: what is asked for, as maximal runs in
// the order in which a byte of theirs was first asked for.
std::string slowly(const std::vector<std::pair<u64, u64>> &asked, u64 size)
{
	std::vector<bool> map(size + 1);
	std::vector<size_t> order(size + 1, asked.size());
	std::vector<std::pair<size_t, std::string>> runs;
	std::string text;

	for (size_t i = 0; i < asked.size(); i++)
		for (u64 at = asked[i].first;
		     at <= asked[i].second && at < size; at++) {
			map[at] = true;
			order[at] = std::min(order[at], i);
		}
	for (u64 at = 0; at < size; at++) {
		if (!map[at])
			continue;
		const u64 first = at;
		size_t earliest = asked.size();

		for (; map[at]; at++)
			earliest = std::min(earliest, order[at]);
		runs.emplace_back(earliest, std::to_string(first) + "-" +
						    std::to_string(at) + " ");
	}
	std::sort(runs.begin(), runs.end());
	for (const auto &[earliest, run] : runs)
		text += run;
	return text.empty() ? "unsatisfiable" : text;
}

TEST(Range, AgreesWithAMapOfTheFile)
{
	Random random;

	SCOPED_TRACE("KHTTPD_TEST_SEED=" + std::to_string(random.seed()));
	for (int round = 0; round < 20000; round++) {
		const u64 size = 1 + random.up_to(30);
		std::vector<std::pair<u64, u64>> asked(1 + random.up_to(9));
		std::string value = "bytes=";

		for (auto &[first, last] : asked) {
			first = random.up_to(32);
			last = first + random.up_to(5);
			value += std::to_string(first) + "-" +
				 std::to_string(last) + ",";
		}
		ASSERT_EQ(selected(value, size), slowly(asked, size))
			<< value << " of " << size;
	}
}

} // namespace
} // namespace khttpd::test
