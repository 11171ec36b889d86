// SPDX-License-Identifier: GPL-2.0-only
// RFC 9112 3.2, RFC 3986 2 and 5.2.4, and what keeps a path below the root.
#include "core/target.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/request.h"
#include "support/guarded_buf.h"
#include "support/random.h"

namespace khttpd::test {
namespace {

using namespace std::string_literals;

struct Cleaned {
	int status;
	std::string path; // empty if refused

	bool operator==(const Cleaned &) const = default;
};

std::ostream &operator<<(std::ostream &out, const Cleaned &cleaned)
{
	return out << cleaned.status << ' ' << printable(cleaned.path);
}

// Input and output both end at an unreadable page; the output has exactly
// `cap` bytes.
Cleaned clean_into(std::string_view target, u32 cap)
{
	static GuardedBuf in(2 * KH_TARGET_MAX);
	static GuardedBuf out(2 * KH_TARGET_MAX);
	char *room = out.room(cap);
	u32 len = 0;
	const int status = kh_target_path(
		kh_span(in.hold(target), target.size()), room, cap, &len);

	return { status, std::string(room, len) };
}

Cleaned clean(std::string_view target)
{
	return clean_into(target, KH_TARGET_MAX);
}

TEST(TargetPath, IsThePathInOriginForm)
{
	const struct {
		const char *target;
		const char *path;
	} rows[] = {
		{ "/", "/" },
		{ "/a", "/a" },
		{ "/a/", "/a/" },
		{ "/a/b.html", "/a/b.html" },
		{ "/a?b", "/a" },
		{ "/a/?b/../c", "/a/" },
		{ "/?", "/" },
		{ "/a?b?c", "/a" },
		{ "/a;b=c,d", "/a;b=c,d" },
		{ "/~u/@:!$&'()*+,;=-._", "/~u/@:!$&'()*+,;=-._" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(clean(row.target), (Cleaned{ 0, row.path }))
			<< row.target;
}

TEST(TargetPath, IsThePathInAbsoluteForm)
{
	const struct {
		const char *target;
		const char *path;
	} rows[] = {
		// RFC 9112 3.2.2
		{ "http://a/b", "/b" },
		{ "http://a", "/" },
		{ "http://a/", "/" },
		{ "http://a?b", "/" },
		{ "http://a?b/c", "/" },
		{ "HTTP://A:80/b/../c?d", "/c" },
		{ "http://[::1]:8081/b", "/b" },
		{ "http://a//b", "/b" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(clean(row.target), (Cleaned{ 0, row.path }))
			<< row.target;
}

TEST(TargetPath, RefusesOtherForms)
{
	for (const char *target : { "",
				    "*",
				    "a",
				    "a/b",
				    "example.org:443",
				    "?a",
				    "http:",
				    "http:/",
				    "http://",
				    "http:///a",
				    "http://?a",
				    "http://:80/",
				    "http:/a/b",
				    "http://user@a/",
				    "http://a b/",
				    "http://[::1/",
				    "http//a/",
				    "https://a/b",
				    "ftp://a/b",
				    "file:///etc/passwd",
				    "http://a:99999/" })
		EXPECT_EQ(clean(target), (Cleaned{ 400, "" })) << target;
}

TEST(TargetPath, DecodesEscapesOnce)
{
	const struct {
		const char *target;
		std::string path;
	} rows[] = {
		{ "/a%20b", "/a b" },
		{ "/%41%42%5a%5A", "/ABZZ" },
		{ "/%C3%a9", "/\xc3\xa9" },
		{ "/%ff%80", "/\xff\x80" },
		{ "/a%3Fb", "/a?b" },
		{ "/a%3fb?c%3fd", "/a?b" },
		{ "/%23%22%3c%3E", "/#\"<>" },
		{ "/%5c..%5c", "/\\..\\" }, // a name like others here
		{ "/%25", "/%" },
		{ "/%252e%252e/", "/%2e%2e/" }, // once, not twice
		{ "/%252f", "/%2f" },
		{ "/%2500", "/%00" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(clean(row.target), (Cleaned{ 0, row.path }))
			<< row.target;
}

TEST(TargetPath, RefusesBadEscapes)
{
	for (const char *target :
	     { "/%", "/%4", "/%g0", "/%0g", "/%%41", "/%4%31", "/a%", "/%-1",
	       "/% 41", "/%u0041", "/%4/1", "/%4?1" }) // RFC 3986 2.1
		EXPECT_EQ(clean(target), (Cleaned{ 400, "" })) << target;
}

TEST(TargetPath, RefusesWhatCouldHideFromACheck)
{
	const struct {
		std::string target;
		const char *text;
	} rows[] = {
		{ "/a%00.html", "an encoded NUL" },
		{ "/%2f", "an encoded slash" },
		{ "/a%2Fb", "an encoded slash inside" },
		{ "/..%2f..%2fetc/passwd", "an encoded slash after dots" },
		{ "/%0d%0aX:y", "an encoded line end" },
		{ "/%1f", "an encoded control byte" },
		{ "/%7f", "an encoded DEL" },
		{ "/a\0b"s, "a raw NUL" },
		{ "/a\rb", "a raw CR" },
		{ "/a b", "a raw space" },
		{ "/a\x7f", "a raw DEL" },
		{ "/a\x80", "a raw byte that is not ASCII" },
		{ "/a#b", "a fragment" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(clean(row.target), (Cleaned{ 400, "" })) << row.text;
}

TEST(TargetPath, RemovesDotSegmentsAndDoubleSlashes)
{
	const struct {
		const char *target;
		const char *path;
	} rows[] = {
		// RFC 3986 5.2.4
		{ "/.", "/" },
		{ "/./", "/" },
		{ "/./a", "/a" },
		{ "/a/.", "/a/" },
		{ "/a/./b", "/a/b" },
		{ "/a/..", "/" },
		{ "/a/../", "/" },
		{ "/a/../b", "/b" },
		{ "/a/b/..", "/a/" },
		{ "/a/b/../..", "/" },
		{ "/a/b/../../c", "/c" },
		{ "/a/b/c/./../../g", "/a/g" },
		{ "//", "/" },
		{ "//a", "/a" },
		{ "/a//b", "/a/b" },
		{ "/a///", "/a/" },
		{ "/a//../b", "/b" }, // slashes first, then dots
		{ "/a/.//.//b", "/a/b" },
		{ "/%2e", "/" },
		{ "/a/%2E%2e/b", "/b" },
		{ "/a/.%2e/b", "/b" },
		{ "/a/%2e./b", "/b" },
		// these are names
		{ "/...", "/..." },
		{ "/.a", "/.a" },
		{ "/..a", "/..a" },
		{ "/a..", "/a.." },
		{ "/a/.../b", "/a/.../b" },
		{ "/..;a/b", "/..;a/b" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(clean(row.target), (Cleaned{ 0, row.path }))
			<< row.target;
}

TEST(TargetPath, RefusesToLeaveTheRoot)
{
	for (const char *target :
	     { "/..", "/../", "/../a", "/./..", "//..", "/a/../..",
	       "/a/../../a", "/%2e%2e", "/%2E./etc/passwd", "/.%2e/",
	       "/a/b/../../../c", "/../../../../etc/passwd", "http://a/..",
	       "/a/./.././/../b" })
		EXPECT_EQ(clean(target), (Cleaned{ 400, "" })) << target;
}

TEST(TargetPath, FitsWhereTheTargetFits)
{
	for (const char *target : { "/", "/a", "/a/b/", "/a/../b", "/%41" }) {
		const auto len = static_cast<u32>(std::strlen(target));

		EXPECT_EQ(clean_into(target, len).status, 0) << target;
	}
	const std::string longest = "/" + std::string(KH_TARGET_MAX - 1, 'a');
	EXPECT_EQ(clean(longest), (Cleaned{ 0, longest }));
}

TEST(TargetPath, Says414WhereTheOutputIsTooSmall)
{
	EXPECT_EQ(clean_into("/abc", 4), (Cleaned{ 0, "/abc" }));
	EXPECT_EQ(clean_into("/abc", 3), (Cleaned{ 414, "" }));
	EXPECT_EQ(clean_into("/abc/", 4), (Cleaned{ 414, "" }));
	EXPECT_EQ(clean_into("/", 0), (Cleaned{ 414, "" }));
}

TEST(TargetPath, TakesTimeInProportionToItsLength)
{
	// Up and down again a thousand times; a quadratic way back would show.
	std::string target;

	while (target.size() + 5 < KH_TARGET_MAX)
		target += "/a/..";
	EXPECT_EQ(clean(target), (Cleaned{ 0, "/" }));
}

TEST(TargetQuery, IsWhatFollowsThePathWithItsMark)
{
	const struct {
		const char *target;
		const char *query;
	} rows[] = {
		{ "/a", "" },
		{ "/a?", "?" },
		{ "/a?b=c&d", "?b=c&d" },
		{ "/a?b?c", "?b?c" },
		{ "/a%3fb", "" },
		{ "http://a?b", "?b" },
		{ "", "" },
	};
	GuardedBuf guarded(64);

	for (const auto &row : rows) {
		const std::string_view target = row.target;

		EXPECT_EQ(view_of(kh_target_query(kh_span(guarded.hold(target),
							  target.size()))),
			  row.query)
			<< row.target;
	}
}

// The obvious way for origin form: cut, decode into a list of segments, join.
class SlowTarget {
      public:
	static Cleaned clean(const std::string &target)
	{
		SlowTarget slow;

		if (target.empty() || target[0] != '/')
			return { 400, "" };
		const std::string path = target.substr(0, target.find('?'));
		size_t at = 1;
		while (true) {
			const size_t end = std::min(path.find('/', at),
						    path.size());
			const bool last = end == path.size();

			if (!slow.add(path.substr(at, end - at), last))
				return { 400, "" };
			if (last)
				break;
			at = end + 1;
		}
		return { 0, slow.joined() };
	}

      private:
	static std::optional<std::string> decoded(const std::string &raw)
	{
		static const std::string hex = "0123456789abcdef";
		std::string out;

		for (size_t i = 0; i < raw.size(); i++) {
			if (raw[i] != '%') {
				const auto c = static_cast<u8>(raw[i]);

				if (c <= ' ' || c >= 0x7f ||
				    std::string_view("\"#<>").find(raw[i]) !=
					    std::string_view::npos)
					return {};
				out += raw[i];
				continue;
			}
			if (i + 2 >= raw.size())
				return {};
			const auto high = hex.find(static_cast<char>(
				std::tolower(static_cast<u8>(raw[i + 1]))));
			const auto low = hex.find(static_cast<char>(
				std::tolower(static_cast<u8>(raw[i + 2]))));
			if (high == std::string::npos ||
			    low == std::string::npos)
				return {};
			const size_t byte = high * 16 + low;
			if (byte < 0x20 || byte == 0x7f || byte == '/')
				return {};
			out += static_cast<char>(byte);
			i += 2;
		}
		return out;
	}

	bool add(const std::string &raw, bool last)
	{
		const auto segment = decoded(raw);

		if (!segment)
			return false;
		if (*segment == "..") {
			if (segments_.empty())
				return false;
			segments_.pop_back();
		} else if (!segment->empty() && *segment != ".") {
			segments_.push_back(*segment);
			slash_at_end_ = !last;
			return true;
		}
		slash_at_end_ = true;
		return true;
	}

	std::string joined() const
	{
		std::string path;

		for (const auto &segment : segments_)
			path += "/" + segment;
		return path.empty() || slash_at_end_ ? path + "/" : path;
	}

	std::vector<std::string> segments_;
	bool slash_at_end_ = true;
};

TEST(TargetPath, AgreesWithASlowTwinOnAllShortTargets)
{
	const std::string alphabet = "/.a%2e?0f";

	// all targets up to six bytes after the slash, as numbers in base 9
	for (size_t len = 0, count = 1; len <= 6; len++, count *= 9) {
		for (size_t number = 0; number < count; number++) {
			std::string target = "/";

			for (size_t i = 0, n = number; i < len; i++, n /= 9)
				target += alphabet[n % 9];
			ASSERT_EQ(clean(target), SlowTarget::clean(target))
				<< target;
		}
	}
}

TEST(TargetPath, AgreesWithASlowTwinOnRandomTargets)
{
	static const std::string pieces[] = {
		"/",   "/",	    "/",      ".",   ".",      "..",  "a",
		"b.c", "%2e",	    "%2E%2e", "%41", "%2f",    "%25", "%",
		"%e",  "?",	    "\x80",   " ",   "~",      "//",  "/../",
		"/./", "long-name", "%00",    "%7f", "%c3%a9",
	};
	Random random;

	SCOPED_TRACE("KHTTPD_TEST_SEED=" + std::to_string(random.seed()));
	for (int round = 0; round < 200000; round++) {
		const std::string target = "/" + random.text_of(pieces, 12);

		ASSERT_EQ(clean(target), SlowTarget::clean(target))
			<< printable(target);
	}
}

std::string authority(std::string_view target)
{
	static GuardedBuf guarded(256);

	return std::string(view_of(kh_target_authority(
		kh_span(guarded.hold(target), target.size()))));
}

TEST(TargetAuthority, IsThatOfTheAbsoluteForm)
{
	const struct {
		const char *target;
		const char *authority;
	} rows[] = {
		// RFC 9112 3.2.2
		{ "http://a/b", "a" },
		{ "http://A.b:80/c", "A.b:80" },
		{ "HTTP://a", "a" },
		{ "http://a?b/c", "a" },
		{ "http://[::1]:8/", "[::1]:8" },
		{ "/", "" },
		{ "/http://a/", "" },
		{ "/?http://a/", "" },
		{ "*", "" },
		{ "a:443", "" },
		{ "http:/", "" },
		{ "http://", "" },
		{ "http:///a", "" },
		{ "?http://a", "" },
		{ "", "" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(authority(row.target), row.authority) << row.target;
}

TEST(TargetAsterisk, IsOneStarAlone)
{
	EXPECT_TRUE(kh_target_is_asterisk(span_of("*"))); // RFC 9112 3.2.4
	for (const char *target : { "", "/", "/*", "**", "*?", "* " })
		EXPECT_FALSE(kh_target_is_asterisk(span_of(target))) << target;
}

TEST(TargetHidden, IsAPathWithADotThatBeginsASegment)
{
	const struct {
		const char *path;
		bool hidden;
	} rows[] = {
		{ "/", false },
		{ "/a.b/c.", false },
		{ "/.a", true },
		{ "/a/.git/config", true },
		{ "/a/...", true },
		{ "/.", true },
		// RFC 8615 3
		{ "/.well-known", false },
		{ "/.well-known/", false },
		{ "/.well-known/acme-challenge/x", false },
		{ "/.well-known/.a", true },
		{ "/.well-known/a/.b", true },
		{ "/.well-knownx", true },
		{ "/.well-know", true },
		{ "/.Well-Known/a", true },
		{ "/a/.well-known/b", true },
		{ "", false },
	};
	GuardedBuf guarded(64);

	for (const auto &row : rows) {
		const std::string_view path = row.path;

		EXPECT_EQ(kh_target_is_hidden(
				  kh_span(guarded.hold(path), path.size())),
			  row.hidden)
			<< row.path;
	}
}

} // namespace
} // namespace khttpd::test
