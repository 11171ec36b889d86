// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 5.6.1 (lists) and 12.4.2 (weights).
#include "core/list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/bytes.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

struct kh_span held(std::string_view text)
{
	static GuardedBuf guarded(4096);

	return kh_span(guarded.hold(text), text.size());
}

// "name name" of a plain list.
std::string elements(std::string_view text)
{
	struct kh_span list = held(text);
	struct kh_span element;
	std::string out;

	while (kh_list_next(&list, &element))
		out += std::string(view_of(element)) + "|";
	return out;
}

// "name=weight" of a list of preferences.
std::string members(std::string_view text)
{
	struct kh_span list = held(text);
	struct kh_weighted member;
	std::string out;

	while (kh_list_next_weighted(&list, &member))
		out += std::string(view_of(member.name)) + "=" +
		       std::to_string(member.weight) + "|";
	return out;
}

TEST(List, GivesElementsWithoutBlanksAndSkipsEmptyOnes)
{
	EXPECT_EQ(elements("a"), "a|");
	EXPECT_EQ(elements("a,b"), "a|b|");
	EXPECT_EQ(elements(" a\t, b c ,"), "a|b c|");
	EXPECT_EQ(elements(",, ,a,,"), "a|");
	EXPECT_EQ(elements(""), "");
	EXPECT_EQ(elements(" , ,"), "");
	EXPECT_EQ(elements("\"a,b\""), "\"a|b\"|") << "quotes mean nothing";
}

TEST(ListWeighted, ReadsWeightsInThousandths)
{
	const struct {
		const char *text;
		const char *members;
	} rows[] = {
		{ "a", "a=1000|" },
		{ "a;q=1", "a=1000|" },
		{ "a;q=1.", "a=1000|" },
		{ "a;q=1.000", "a=1000|" },
		{ "a;q=0", "a=0|" },
		{ "a;q=0.", "a=0|" },
		{ "a;q=0.5", "a=500|" },
		{ "a;q=0.05", "a=50|" },
		{ "a;q=0.001", "a=1|" },
		{ "a;q=0.999", "a=999|" },
		{ "a;Q=0.5", "a=500|" },
		{ "a ;\tq=0.5 , b", "a=500|b=1000|" },
		{ "a;x=1;q=0.5;y=2", "a=500|" },
		{ "a;q=0.5;q=0.7", "a=500|" },
		{ "a;", "a=1000|" },
		{ "a;;q=0.5", "a=500|" },
		{ "a;qx=0.5", "a=1000|" },
		{ ",a,,b;q=0,", "a=1000|b=0|" },
		{ "", "" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(members(row.text), row.members) << row.text;
}

TEST(ListWeighted, SkipsMembersWhoseWeightIsNone)
{
	for (const std::string weight :
	     { "",    "2",     "1.001", "1.5", "0.0001", "1.0000", "-0",
	       "+1",  ".5",    "00",	"01",  "0x1",	 "0.a",	   "\"1\"",
	       "1 0", "0.5 x", " 1",	"9",   "10",	 "0/5" })
		EXPECT_EQ(members("b,a;q=" + weight + ",c"), "b=1000|c=1000|")
			<< weight;
	EXPECT_EQ(members(";q=1,b"), "b=1000|") << "no name";
}

TEST(ListWeighted, LeavesQuotedStringsWhole)
{
	EXPECT_EQ(members("a;x=\"b, c;q=0\";q=0.5, d"), "a=500|d=1000|");
	EXPECT_EQ(members("a;x=\"\\\", b\";q=0.1"), "a=100|");
	EXPECT_EQ(members("a;x=\"b, c"), "a=1000|") << "left open";
	EXPECT_EQ(members("a;x=\"\\"), "a=1000|") << "left open at a backslash";
	EXPECT_EQ(members("\""), "\"=1000|");
}

} // namespace
} // namespace khttpd::test
