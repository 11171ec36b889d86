// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 8.8.3.
#include "core/etag.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/bytes.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

std::string etag(u64 ino, u64 size, s64 sec, u32 nsec,
		 enum kh_coding coding = KH_CODING_IDENTITY)
{
	static GuardedBuf guarded(KH_ETAG_MAX);
	char *out = guarded.room(KH_ETAG_MAX);

	return { out, kh_etag_write(out, ino, size, sec, nsec, coding) };
}

TEST(EtagWrite, HoldsInodeSizeTimeAndCoding)
{
	EXPECT_EQ(etag(0x12ab, 1024, 0x66, 999999999), "\"1aH.g0.1C.XCID_\"");
	EXPECT_EQ(etag(0, 0, 0, 0), "\"0.0.0.0\"");
	EXPECT_EQ(etag(62, 63, 64, 4), "\"-._.10.4\"");
	EXPECT_EQ(etag(1, 2, 3, 4, KH_CODING_GZIP), "\"1.2.3.4.g\"");
	EXPECT_EQ(etag(1, 2, 3, 4, KH_CODING_BR), "\"1.2.3.4.b\"");
	EXPECT_EQ(etag(1, 2, 3, 4, KH_CODING_ZSTD), "\"1.2.3.4.z\"");
}

TEST(EtagWrite, DiffersWithEachOfThem)
{
	const std::set<std::string> tags = {
		etag(1, 2, 3, 4),
		etag(2, 2, 3, 4),
		etag(1, 3, 3, 4),
		etag(1, 2, 4, 4),
		etag(1, 2, 3, 5),
		etag(1, 2, -3, 4),
		etag(0x11, 2, 3, 4),
		etag(1, 0x12, 3, 4),
		etag(1, 2, 3, 4, KH_CODING_GZIP),
		// the digit b and the b of br must not look alike
		etag(1, 2, 3, 4 * 64 + 11),
		etag(1, 2, 3, 4, KH_CODING_BR),
		etag(1, 2, 3, 4, KH_CODING_ZSTD),
	};

	EXPECT_EQ(tags.size(), 12u);
}

TEST(EtagWrite, FitsItsBoundForTheLargestNumbers)
{
	EXPECT_EQ(etag(UINT64_MAX, UINT64_MAX, -1, UINT32_MAX, KH_CODING_ZSTD)
			  .size(),
		  KH_ETAG_MAX);
}

// "weak" or "strong", the tag and what is left; "none".
std::string taken(std::string_view text)
{
	static GuardedBuf guarded(256);
	struct kh_span s = kh_span(guarded.hold(text), text.size());
	struct kh_etag tag;

	if (!kh_etag_take(&s, &tag))
		return "none";
	return std::string(tag.weak ? "weak " : "strong ") +
	       std::string(view_of(tag.opaque)) + " then " +
	       std::string(view_of(s));
}

TEST(EtagTake, ReadsWeakAndStrongTags)
{
	EXPECT_EQ(taken("\"xyzzy\""), "strong \"xyzzy\" then ");
	EXPECT_EQ(taken("W/\"xyzzy\""), "weak \"xyzzy\" then ");
	EXPECT_EQ(taken("\"\""), "strong \"\" then ");
	EXPECT_EQ(taken("\"a,b\", \"c\""), "strong \"a,b\" then , \"c\"");
	EXPECT_EQ(taken("\"a\\\"b"), "strong \"a\\\" then b")
		<< "a backslash is a byte like others";
	EXPECT_EQ(taken("\"\xff!~\""), "strong \"\xff!~\" then ");
}

TEST(EtagTake, RefusesWhatIsNoTag)
{
	for (const char *text : { "", "\"", "W", "W/", "W/\"", "w/\"a\"", "a",
				  "'a'", "\"a", "W/\"a", "\"a b\"", "\"a\tb\"",
				  "*", " \"a\"", "W/ \"a\"", "/\"a\"" })
		EXPECT_EQ(taken(text), "none") << text;
}

TEST(EtagEqual, FollowsTheTableOfTheRfc)
{
	// RFC 9110 8.8.3.2, rows where one side is ours and strong
	const struct kh_span ours = span_of("\"1\"");
	const struct kh_etag weak = { span_of("\"1\""), true };
	const struct kh_etag same = { span_of("\"1\""), false };
	const struct kh_etag other = { span_of("\"2\""), false };

	EXPECT_FALSE(kh_etag_equal_strong(&weak, ours));
	EXPECT_TRUE(kh_etag_equal_weak(&weak, ours));
	EXPECT_TRUE(kh_etag_equal_strong(&same, ours));
	EXPECT_TRUE(kh_etag_equal_weak(&same, ours));
	EXPECT_FALSE(kh_etag_equal_strong(&other, ours));
	EXPECT_FALSE(kh_etag_equal_weak(&other, ours));
	EXPECT_FALSE(kh_etag_equal_weak(&same, span_of("")));
}

} // namespace
} // namespace khttpd::test
