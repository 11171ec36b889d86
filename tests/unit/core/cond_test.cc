// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 13.1 (each condition) and 13.2.2 (their order).
#include "core/cond.h"

#include <gtest/gtest.h>

#include "core/asked.h"
#include "core/bytes.h"

namespace khttpd::test {
namespace {

// The file has the tag "a" and is of this second.
constexpr s64 kModified = 784111777;
const std::string kSame = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string kBefore = "Sun, 06 Nov 1994 08:49:36 GMT";
const std::string kAfter = "Sun, 06 Nov 1994 08:49:38 GMT";

struct kh_validators validators(std::string_view etag = "\"a\"")
{
	return { span_of(etag), kModified };
}

int checked(const std::string &lines, const std::string &method = "GET",
	    std::string_view etag = "\"a\"")
{
	const Asked asked(lines, method);
	const struct kh_validators v = validators(etag);

	return kh_cond_check(asked.req(), asked.head(), &v);
}

TEST(CondCheck, GoesOnWithoutConditions)
{
	EXPECT_EQ(checked(""), 0);
	EXPECT_EQ(checked("Accept: */*\r\nRange: bytes=0-1"), 0);
}

TEST(CondCheck, IfMatchComparesStrongly)
{
	const struct {
		const char *value;
		int status;
	} rows[] = {
		// RFC 9110 13.1.1
		{ "\"a\"", 0 },
		{ "*", 0 },
		{ "\"b\", \"a\"", 0 },
		{ ",\"b\" ,\t\"a\",", 0 },
		{ "\"b\"", 412 },
		{ "W/\"a\"", 412 },
		{ "\"A\"", 412 },
		{ "", 412 },
		{ "a", 412 },
		{ "\"x,\"a\"", 412 },
		{ "\"b\",\"x,y\",\"a\"", 0 }, // a comma inside of a tag
	};

	for (const auto &row : rows)
		EXPECT_EQ(checked("If-Match: " + std::string(row.value)),
			  row.status)
			<< row.value;
}

TEST(CondCheck, IfNoneMatchComparesWeakly)
{
	const struct {
		const char *value;
		int status;
	} rows[] = {
		// RFC 9110 13.1.2
		{ "\"a\"", 304 }, { "W/\"a\"", 304 },
		{ "*", 304 },	  { "\"b\", W/\"c\", W/\"a\"", 304 },
		{ "\"b\"", 0 },	  { "W/\"b\", \"c\"", 0 },
		{ "w/\"a\"", 0 }, { "a", 0 },
		{ "", 0 },
	};

	for (const auto &row : rows)
		EXPECT_EQ(checked("If-None-Match: " + std::string(row.value)),
			  row.status)
			<< row.value;
}

TEST(CondCheck, TakesOfAMalformedListWhatIsBeforeTheFault)
{
	EXPECT_EQ(checked("If-None-Match: \"a\", x"), 304);
	EXPECT_EQ(checked("If-None-Match: x, \"a\""), 0);
	EXPECT_EQ(checked("If-None-Match: \"a\" \"b\""), 0);
	EXPECT_EQ(checked("If-None-Match: \"a\"x"), 0);
	EXPECT_EQ(checked("If-None-Match: *, \"a\""), 0);
	EXPECT_EQ(checked("If-None-Match: \"b\", *"), 0);
	EXPECT_EQ(checked("If-Match: x, \"a\""), 412);
}

TEST(CondCheck, ReadsSeveralLinesAsOneList)
{
	// RFC 9110 5.3
	EXPECT_EQ(checked("If-None-Match: \"b\"\r\nIf-None-Match: \"a\""), 304);
	EXPECT_EQ(checked("If-Match: \"b\"\r\nIf-Match: \"a\""), 0);
	EXPECT_EQ(checked("If-Match: \"b\"\r\nIf-Match: \"c\""), 412);
}

TEST(CondCheck, MatchesOnlyTheStarWhereAFileHasNoTag)
{
	EXPECT_EQ(checked("If-None-Match: \"\"", "GET", ""), 0);
	EXPECT_EQ(checked("If-None-Match: *", "GET", ""), 304);
	EXPECT_EQ(checked("If-Match: \"\"", "GET", ""), 412);
	EXPECT_EQ(checked("If-Match: *", "GET", ""), 0);
}

TEST(CondCheck, IfModifiedSinceTakesTheSameDateAsUnchanged)
{
	// RFC 9110 13.1.3
	EXPECT_EQ(checked("If-Modified-Since: " + kSame), 304);
	EXPECT_EQ(checked("If-Modified-Since: " + kAfter), 304);
	EXPECT_EQ(checked("If-Modified-Since: " + kBefore), 0);
	EXPECT_EQ(checked("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
		  304);
	EXPECT_EQ(checked("If-Modified-Since: Sun Nov  6 08:49:37 1994"), 304);
}

TEST(CondCheck, IfUnmodifiedSinceTakesTheSameDateAsUnchanged)
{
	// RFC 9110 13.1.4
	EXPECT_EQ(checked("If-Unmodified-Since: " + kSame), 0);
	EXPECT_EQ(checked("If-Unmodified-Since: " + kAfter), 0);
	EXPECT_EQ(checked("If-Unmodified-Since: " + kBefore), 412);
}

TEST(CondCheck, IgnoresDatesThatAreNoneOrTwo)
{
	for (const std::string name :
	     { "If-Modified-Since: ", "If-Unmodified-Since: " }) {
		EXPECT_EQ(checked(name + "yesterday"), 0) << name;
		EXPECT_EQ(checked(name), 0) << name;
		EXPECT_EQ(checked(name + kSame + ", " + kSame), 0) << name;
		EXPECT_EQ(checked(name + kSame + "\r\n" + name + kSame), 0)
			<< name;
		EXPECT_EQ(checked(name + kBefore + "\r\n" + name + kBefore), 0)
			<< name;
	}
}

TEST(CondCheck, FollowsTheOrderOfTheRfc)
{
	const struct {
		std::string lines;
		int status;
		const char *text;
	} rows[] = {
		// RFC 9110 13.2.2
		{ "If-Match: \"b\"\r\nIf-None-Match: \"a\"", 412,
		  "step 1 before step 3" },
		{ "If-None-Match: \"a\"\r\nIf-Match: \"b\"", 412,
		  "whatever comes first" },
		{ "If-Match: \"a\"\r\nIf-Unmodified-Since: " + kBefore, 0,
		  "step 2 only without If-Match" },
		{ "If-Match: \"a\"\r\nIf-None-Match: \"a\"", 304,
		  "step 3 after a true step 1" },
		{ "If-Unmodified-Since: " + kBefore +
			  "\r\nIf-None-Match: \"a\"",
		  412, "step 2 before step 3" },
		{ "If-Unmodified-Since: " + kSame + "\r\nIf-None-Match: \"a\"",
		  304, "step 3 after a true step 2" },
		{ "If-None-Match: \"b\"\r\nIf-Modified-Since: " + kAfter, 0,
		  "step 4 only without If-None-Match" },
		{ "If-None-Match: x\r\nIf-Modified-Since: " + kAfter, 0,
		  "also if that is malformed" },
		{ "If-Match: \"a\"\r\nIf-Modified-Since: " + kAfter, 304,
		  "step 4 after a true step 1" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(checked(row.lines), row.status) << row.text;
}

TEST(CondCheck, IsForGetAndHeadOnly)
{
	EXPECT_EQ(checked("If-None-Match: \"a\"", "HEAD"), 304);
	EXPECT_EQ(checked("If-Match: \"b\"", "HEAD"), 412);
	for (const char *method : { "OPTIONS", "POST", "TRACE", "BREW" }) {
		EXPECT_EQ(checked("If-None-Match: \"a\"", method), 0) << method;
		EXPECT_EQ(checked("If-Match: \"b\"", method), 0) << method;
	}
}

// The value of Range that counts, or "none".
std::string range_of(const std::string &lines,
		     const std::string &method = "GET",
		     std::string_view etag = "\"a\"")
{
	const Asked asked(lines, method);
	const struct kh_validators v = validators(etag);
	struct kh_span range;

	if (!kh_cond_wants_range(asked.req(), asked.head(), &v, &range))
		return "none";
	return std::string(view_of(range));
}

TEST(CondRange, IsTheOneRangeLineOfAGet)
{
	EXPECT_EQ(range_of("Range: bytes=0-1"), "bytes=0-1");
	EXPECT_EQ(range_of(""), "none");
	EXPECT_EQ(range_of("If-Range: \"a\""), "none");
	EXPECT_EQ(range_of("Range: bytes=0-1", "HEAD"), "none")
		<< "RFC 9110 14.2";
	EXPECT_EQ(range_of("Range: bytes=0-1", "POST"), "none");
	EXPECT_EQ(range_of("Range: bytes=0-1\r\nRange: bytes=0-1"), "none");
}

TEST(CondRange, NeedsAnIfRangeThatAgrees)
{
	const struct {
		std::string value;
		bool agrees;
	} rows[] = {
		// RFC 9110 13.1.5
		{ "\"a\"", true },
		{ "\"b\"", false },
		{ "W/\"a\"", false },
		{ "\"a\", \"b\"", false },
		{ "\"b\", \"a\"", false },
		{ "\"a\"x", false },
		{ "*", false },
		{ "a", false },
		{ "", false },
		{ kSame, true },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", true },
		{ kBefore, false },
		{ kAfter, false }, // exactly, not at least
	};

	for (const auto &row : rows)
		EXPECT_EQ(range_of("Range: r\r\nIf-Range: " + row.value),
			  row.agrees ? "r" : "none")
			<< row.value;
	EXPECT_EQ(range_of("Range: r\r\nIf-Range: \"a\"\r\nIf-Range: \"a\""),
		  "none");
	EXPECT_EQ(range_of("Range: r\r\nIf-Range: \"\"", "GET", ""), "none");
}

} // namespace
} // namespace khttpd::test
