// SPDX-License-Identifier: GPL-2.0-only
// Listings: no name may be more than text, whatever its bytes.
#include "core/listing.h"

#include <gtest/gtest.h>

#include <string>

#include "core/bytes.h"
#include "core/written.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

constexpr struct kh_listing_order kByName = { KH_LISTING_NAME, false };

std::string item(enum kh_listing_form form, std::string_view name,
		 bool is_directory = false, u64 size = 0, s64 mtime = 0)
{
	const struct kh_listing_item it = { span_of(name), is_directory, size,
					    mtime };

	return written(KH_LISTING_ITEM_MAX, [&](struct kh_wbuf *w) {
		kh_listing_item(w, form, &it, true);
	});
}

std::string html(std::string_view name, bool is_directory = false, u64 size = 0)
{
	return item(KH_LISTING_HTML, name, is_directory, size);
}

std::string json(std::string_view name)
{
	return item(KH_LISTING_JSON, name);
}

bool has(const std::string &text, std::string_view part)
{
	return text.find(part) != std::string::npos;
}

TEST(ListingOrder, IsReadFromTheQueryAndByNameWithoutOne)
{
	const struct {
		const char *query;
		enum kh_listing_key key;
		bool descending;
	} rows[] = {
		{ "", KH_LISTING_NAME, false },
		{ "?", KH_LISTING_NAME, false },
		{ "?sort=size", KH_LISTING_SIZE, false },
		{ "?sort=time&order=desc", KH_LISTING_TIME, true },
		{ "?order=desc", KH_LISTING_NAME, true },
		{ "?order=desc&sort=size", KH_LISTING_SIZE, true },
		{ "?sort=sizes&order=asc", KH_LISTING_NAME, false },
		{ "?sort=&&&order", KH_LISTING_NAME, false },
		{ "?x=1&sort=time", KH_LISTING_TIME, false },
	};

	for (const auto &row : rows) {
		GuardedBuf guarded(256);
		const std::string_view query = row.query;
		const auto order = kh_listing_order_of(
			kh_span(guarded.hold(query), query.size()));
		EXPECT_EQ(order.key, row.key) << row.query;
		EXPECT_EQ(order.descending, row.descending) << row.query;
	}
}

int compared(const struct kh_listing_item &a, const struct kh_listing_item &b,
	     enum kh_listing_key key, bool descending)
{
	return kh_listing_compare(&a, &b, { key, descending });
}

TEST(ListingOrder, PutsDirectoriesFirstAndBreaksTiesByName)
{
	const struct kh_listing_item dir = { span_of("z"), true, 9, 9 };
	const struct kh_listing_item a = { span_of("a"), false, 5, 7 };
	const struct kh_listing_item b = { span_of("b"), false, 5, 6 };
	const struct kh_listing_item ab = { span_of("ab"), false, 4, 7 };

	for (const bool descending : { false, true }) {
		EXPECT_LT(compared(dir, a, KH_LISTING_NAME, descending), 0);
		EXPECT_GT(compared(a, dir, KH_LISTING_SIZE, descending), 0);
	}
	EXPECT_LT(compared(a, b, KH_LISTING_NAME, false), 0);
	EXPECT_LT(compared(a, ab, KH_LISTING_NAME, false), 0);
	EXPECT_GT(compared(a, b, KH_LISTING_NAME, true), 0);
	EXPECT_LT(compared(ab, a, KH_LISTING_SIZE, false), 0);
	EXPECT_LT(compared(a, b, KH_LISTING_SIZE, false), 0);
	EXPECT_LT(compared(b, a, KH_LISTING_TIME, false), 0);
	EXPECT_EQ(compared(a, a, KH_LISTING_TIME, false), 0);
}

TEST(ListingHtml, EscapesEveryByteThatCouldEndTheText)
{
	const auto row = html("<a href=\"x\" o='y'>&");

	EXPECT_TRUE(has(row, ">&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;"
			     "</a>"))
		<< row;
	EXPECT_TRUE(has(row, "href=\"./%3Ca%20href=%22x%22%20o=%27y%27%3E%26\""))
		<< row;
}

TEST(ListingHtml, AColonInANameMakesNoScheme)
{
	EXPECT_TRUE(has(html("javascript:alert(1)"),
			"href=\"./javascript%3Aalert(1)\""));
}

TEST(ListingHtml, ADirectoryHasASlashAndNoSize)
{
	const auto row = html("sub", true, 4096);

	EXPECT_TRUE(has(row, "href=\"./sub/\">sub/</a></td><td class=n></td>"))
		<< row;
}

TEST(ListingHtml, SizesAreShortAndCutOff)
{
	EXPECT_TRUE(has(html("x", false, 0), ">0 B<"));
	EXPECT_TRUE(has(html("x", false, 1023), ">1023 B<"));
	EXPECT_TRUE(has(html("x", false, 1024), ">1.0 KiB<"));
	EXPECT_TRUE(has(html("x", false, 1048575), ">1023.9 KiB<"));
	EXPECT_TRUE(has(html("x", false, 1572864), ">1.5 MiB<"));
	EXPECT_TRUE(has(html("x", false, ~0ull), ">15.9 EiB<"));
}

TEST(ListingHtml, TheLongestNamesAndPathsFit)
{
	const std::string name(255, '"');
	const std::string path(4096, '"');

	EXPECT_NE(html(name, true, ~0ull), "overflow");
	EXPECT_NE(json(std::string(255, '\x01')), "overflow");
	EXPECT_NE(json(std::string(255, '\xff')), "overflow");
	for (const auto form : { KH_LISTING_HTML, KH_LISTING_JSON })
		EXPECT_NE(written(KH_LISTING_BEGIN_MAX,
				  [&](struct kh_wbuf *w) {
					  kh_listing_begin(w, form,
							   span_of(path),
							   kByName);
				  }),
			  "overflow");
}

TEST(ListingHtml, TheColumnThatSortsLinksToTheOtherWay)
{
	const auto begin = [](struct kh_listing_order order) {
		return written(KH_LISTING_BEGIN_MAX, [&](struct kh_wbuf *w) {
			kh_listing_begin(w, KH_LISTING_HTML, span_of("/a/"),
					 order);
		});
	};

	EXPECT_TRUE(has(begin({ KH_LISTING_SIZE, false }),
			"aria-sort=ascending><a "
			"href=\"?sort=size&amp;order=desc\">"));
	EXPECT_TRUE(has(begin({ KH_LISTING_SIZE, true }),
			"aria-sort=descending><a href=\"?sort=size\">"));
	EXPECT_TRUE(has(begin(kByName), "href=\"../\""));
	EXPECT_FALSE(has(written(KH_LISTING_BEGIN_MAX,
				 [](struct kh_wbuf *w) {
					 kh_listing_begin(w, KH_LISTING_HTML,
							  span_of("/"),
							  kByName);
				 }),
			 "href=\"../\""));
}

TEST(ListingJson, IsOneObjectAnItem)
{
	EXPECT_EQ(
		item(KH_LISTING_JSON, "a.txt", false, 12, 784111777),
		"\n{\"name\":\"a.txt\",\"href\":\"./a.txt\",\"type\":\"file\","
		"\"size\":12,\"mtime\":\"1994-11-06T08:49:37Z\"}");
	EXPECT_EQ(item(KH_LISTING_JSON, "d", true, 4096, 0),
		  "\n{\"name\":\"d\",\"href\":\"./d/\",\"type\":\"directory\","
		  "\"mtime\":\"1970-01-01T00:00:00Z\"}");
}

TEST(ListingJson, NamesAreUtf8WhateverTheirBytes)
{
	const struct {
		std::string_view name;
		std::string_view text;
	} rows[] = {
		{ "\xc3\xbc", "\"name\":\"\xc3\xbc\"" },
		{ "\xf0\x9f\x90\xa7", "\"name\":\"\xf0\x9f\x90\xa7\"" },
		{ "\"\\\n\x7f", "\"name\":\"\\\"\\\\\\u000a\\u007f\"" },
		{ "a\xff", "\"name\":\"a\xef\xbf\xbd\"" },
		{ "\xc0\x80", "\"name\":\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80",
		  "\"name\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xe2\x82", "\"name\":\"\xef\xbf\xbd\xef\xbf\xbd\"" },
	};

	for (const auto &row : rows)
		EXPECT_TRUE(has(json(row.name), row.text))
			<< printable(json(row.name));
}

TEST(ListingJson, SaysWhenThereIsMore)
{
	const auto end = [](bool is_cut) {
		return written(256, [&](struct kh_wbuf *w) {
			kh_listing_end(w, KH_LISTING_JSON, is_cut);
		});
	};

	EXPECT_EQ(end(false), "\n]\n");
	EXPECT_EQ(end(true), ",\n{\"type\":\"more\"}\n]\n");
}

} // namespace
} // namespace khttpd::test
