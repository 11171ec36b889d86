// SPDX-License-Identifier: GPL-2.0-only
// Which field lines a request keeps for later stages: RFC 9110 5.3.
#include "core/kept.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/asked.h"
#include "core/bytes.h"
#include "core/parse_feed.h"

namespace khttpd::test {
namespace {

using Kept = std::vector<std::pair<int, std::string>>;

constexpr const char *kNames[KH_NR_KEPT_NAMES] = {
	[KH_KEPT_RANGE] = "Range",
	[KH_KEPT_IF_RANGE] = "If-Range",
	[KH_KEPT_IF_MATCH] = "If-Match",
	[KH_KEPT_IF_NONE_MATCH] = "If-None-Match",
	[KH_KEPT_IF_MODIFIED_SINCE] = "If-Modified-Since",
	[KH_KEPT_IF_UNMODIFIED_SINCE] = "If-Unmodified-Since",
	[KH_KEPT_ACCEPT_ENCODING] = "Accept-Encoding",
	[KH_KEPT_ACCEPT] = "Accept",
};

std::string repeated(const std::string &line, unsigned times)
{
	std::string lines;

	while (times--)
		lines += "\r\n" + line;
	return lines.substr(2);
}

TEST(Kept, HoldsEveryFieldThatLaterStagesRead)
{
	for (int name = 0; name < KH_NR_KEPT_NAMES; name++) {
		const Parsed parsed = parse(
			with_field(std::string(kNames[name]) + ": \t a b\t"));

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << kNames[name];
		EXPECT_EQ(parsed.kept, (Kept{ { name, "a b" } }));
	}
}

TEST(Kept, FindsNamesInAnyCaseAndNoOthers)
{
	EXPECT_EQ(parse(with_field("rANGE:x")).kept,
		  (Kept{ { KH_KEPT_RANGE, "x" } }));
	for (const char *line :
	     { "Ranges: x", "Rang: x", "If-Rangf: x", "If-Matches: x",
	       "If_None-Match: x", "Accept-Charset: x", "Accept-Language: x",
	       "Accepted: x", "Cookie: x", "X-Range: x", "Content-Range: x" })
		EXPECT_EQ(parse(with_field(line)).kept, Kept{}) << line;
}

TEST(Kept, HoldsLinesInTheirOrder)
{
	const Parsed parsed = parse(with_field("Accept: a\r\n"
					       "If-Match: \"x\"\r\n"
					       "X: y\r\n"
					       "Accept:\r\n"
					       "Accept: c"));

	EXPECT_EQ(parsed.kept, (Kept{ { KH_KEPT_ACCEPT, "a" },
				      { KH_KEPT_IF_MATCH, "\"x\"" },
				      { KH_KEPT_ACCEPT, "" },
				      { KH_KEPT_ACCEPT, "c" } }));
}

TEST(Kept, RefusesMoreLinesThanItHolds)
{
	EXPECT_EQ(refusal(with_field(repeated("Accept: a", KH_KEPT_MAX))), 0);
	EXPECT_EQ(refusal(with_field(repeated("Accept: a", KH_KEPT_MAX + 1))),
		  431); // RFC 6585 5
	EXPECT_EQ(refusal(with_field(repeated("X: a", KH_KEPT_MAX + 1))), 0);
}

TEST(Kept, StartsEmptyWithEachHead)
{
	struct kh_parser parser;
	struct kh_request req;

	memset(&req, 0xff, sizeof(req));
	kh_parse_init(&parser, &req);
	EXPECT_EQ(req.nr_kept, 0);
	EXPECT_EQ(req.kept[0].name, 0xff) << "entries are not cleared";
}

class KeptLines : public testing::Test {
      protected:
	void read(std::string_view lines)
	{
		head_ = with_field(lines);
		parsed_ = parse(head_);
	}
	std::string single(enum kh_kept_name name)
	{
		struct kh_span value;

		if (!kh_kept_single(&parsed_.req, head_.data(), name, &value))
			return "none";
		return std::string(view_of(value));
	}
	std::vector<std::string> all(enum kh_kept_name name)
	{
		std::vector<std::string> values;
		struct kh_span value;
		u8 at = 0;

		while (kh_kept_next(&parsed_.req, head_.data(), name, &at,
				    &value))
			values.emplace_back(view_of(value));
		return values;
	}

	std::string head_;
	Parsed parsed_;
};

TEST_F(KeptLines, AreFoundByName)
{
	using Values = std::vector<std::string>;

	read("Accept: a\r\nRange: r\r\nAccept: b");
	EXPECT_EQ(all(KH_KEPT_ACCEPT), (Values{ "a", "b" }));
	EXPECT_EQ(all(KH_KEPT_RANGE), (Values{ "r" }));
	EXPECT_EQ(all(KH_KEPT_IF_MATCH), Values{});
	EXPECT_TRUE(kh_kept_any(&parsed_.req, KH_KEPT_RANGE));
	EXPECT_FALSE(kh_kept_any(&parsed_.req, KH_KEPT_IF_RANGE));
}

TEST_F(KeptLines, HaveNoSingleValueWhenThereAreTwo)
{
	read("Range: bytes=0-1\r\nIf-Range: \"a\"\r\nRange: bytes=0-1");
	EXPECT_EQ(single(KH_KEPT_RANGE), "none") << "RFC 9110 5.3";
	EXPECT_EQ(single(KH_KEPT_IF_RANGE), "\"a\"");
	EXPECT_EQ(single(KH_KEPT_IF_MATCH), "none");
}

class KeptLists : public testing::TestWithParam<enum kh_kept_name> {
      protected:
	static bool too_many(const std::string &values)
	{
		std::string lines;
		std::string value;

		for (std::istringstream in(values); std::getline(in, value);)
			lines += (lines.empty() ? "" : "\r\n") +
				 std::string(kNames[GetParam()]) + ": " + value;
		const Asked asked(lines);
		return kh_kept_has_too_many(asked.req(), asked.head(),
					    GetParam());
	}
	// That many members, in a line.
	static std::string members(u32 nr, const std::string &member = "\"a\"")
	{
		std::string line = member;

		while (--nr)
			line += ", " + member;
		return line;
	}
};

TEST_P(KeptLists, MayHaveSoManyMembers)
{
	EXPECT_FALSE(too_many(""));
	EXPECT_FALSE(too_many(members(64)));
	EXPECT_TRUE(too_many(members(65)));
	EXPECT_FALSE(too_many(members(32) + "\n" + members(32)))
		<< "lines are one list (RFC 9110 5.3)";
	EXPECT_TRUE(too_many(members(32) + "\n" + members(33)));
	EXPECT_TRUE(too_many(std::string(64, ','))) << "empty ones take time";
	EXPECT_FALSE(too_many(std::string(63, ',')));
}

TEST_P(KeptLists, HaveNoMembersInQuotes)
{
	EXPECT_FALSE(too_many(members(64, "\"a,b\"")));
	EXPECT_FALSE(too_many("\"" + std::string(100, ',')));
	EXPECT_TRUE(too_many("\"a\"" + std::string(100, ',')));
}

TEST_P(KeptLists, HaveEscapesUnlessTheyAreTags)
{
	const bool is_tag = GetParam() == KH_KEPT_IF_MATCH ||
			    GetParam() == KH_KEPT_IF_NONE_MATCH;

	// RFC 9110 5.6.4 and 8.8.3: there the text ends with the second quote.
	EXPECT_EQ(too_many("\"\\\"" + std::string(100, ',')), is_tag);
	EXPECT_FALSE(too_many(std::string(80, 'a') + "\"\\"));
}

INSTANTIATE_TEST_SUITE_P(All, KeptLists,
			 testing::Values(KH_KEPT_ACCEPT,
					 KH_KEPT_ACCEPT_ENCODING,
					 KH_KEPT_IF_MATCH,
					 KH_KEPT_IF_NONE_MATCH));

} // namespace
} // namespace khttpd::test
