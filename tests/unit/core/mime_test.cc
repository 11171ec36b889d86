// SPDX-License-Identifier: GPL-2.0-only
#include "core/mime.h"

#include <gtest/gtest.h>

#include "core/bytes.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

std::string type_of(std::string_view path)
{
	static GuardedBuf guarded(256);

	return std::string(view_of(
		kh_mime_type(kh_span(guarded.hold(path), path.size()))));
}

TEST(Mime, KnowsTheCommonTypesOfTheWeb)
{
	const struct {
		const char *path;
		const char *type;
	} rows[] = {
		{ "/index.html", "text/html; charset=utf-8" },
		{ "/a.htm", "text/html; charset=utf-8" },
		{ "/a.css", "text/css; charset=utf-8" },
		{ "/a.js", "text/javascript; charset=utf-8" },
		{ "/a.mjs", "text/javascript; charset=utf-8" },
		{ "/a.txt", "text/plain; charset=utf-8" },
		{ "/a.md", "text/markdown; charset=utf-8" },
		{ "/a.csv", "text/csv; charset=utf-8" },
		{ "/a.json", "application/json" }, // RFC 8259 11
		{ "/a.xml", "application/xml" },
		{ "/a.svg", "image/svg+xml" },
		{ "/a.png", "image/png" },
		{ "/a.jpg", "image/jpeg" },
		{ "/a.jpeg", "image/jpeg" },
		{ "/a.gif", "image/gif" },
		{ "/a.webp", "image/webp" },
		{ "/a.avif", "image/avif" },
		{ "/favicon.ico", "image/vnd.microsoft.icon" },
		{ "/a.woff2", "font/woff2" },
		{ "/a.wasm", "application/wasm" },
		{ "/a.mp4", "video/mp4" },
		{ "/a.webm", "video/webm" },
		{ "/a.mp3", "audio/mpeg" },
		{ "/a.pdf", "application/pdf" },
		{ "/a.zip", "application/zip" },
		{ "/a.gz", "application/gzip" },
		{ "/a.docx", "application/vnd.openxmlformats-officedocument."
			     "wordprocessingml.document" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(type_of(row.path), row.type) << row.path;
}

TEST(Mime, GoesByTheLastExtensionInAnyCase)
{
	EXPECT_EQ(type_of("/A.HTML"), "text/html; charset=utf-8");
	EXPECT_EQ(type_of("/a.Png"), "image/png");
	EXPECT_EQ(type_of("/a.tar.gz"), "application/gzip");
	EXPECT_EQ(type_of("/a.css.txt"), "text/plain; charset=utf-8");
	EXPECT_EQ(type_of("a.png"), "image/png") << "no slash at all";
}

TEST(Mime, SaysOctetStreamWhereNothingIsKnown)
{
	const char *const paths[] = {
		"",	      "/",
		"/a",	      "/a.",
		"/a.unknown", "/.html", // a hidden file, no extension
		"/png",	      "/dir.png/file",
		"/dir.html/", "/a.htmlx",
		"/a.htm l",   "/a..",
		"/a.html.",
	};

	for (const char *path : paths)
		EXPECT_EQ(type_of(path), "application/octet-stream") << path;
	EXPECT_EQ(type_of(std::string_view("/a.png\0", 7)),
		  "application/octet-stream");
}

TEST(Mime, FindsNothingForAnExtensionItDoesNotKnow)
{
	EXPECT_EQ(view_of(kh_mime_find(span_of("PNG"))), "image/png");
	EXPECT_EQ(view_of(kh_mime_find(span_of("unknown"))), "");
	EXPECT_EQ(view_of(kh_mime_find(span_of(""))), "");
	EXPECT_EQ(view_of(kh_mime_extension(span_of("/a.b/c.d.Ef"))), "Ef");
	EXPECT_EQ(view_of(kh_mime_extension(span_of("/a.b/.c"))), "");
	EXPECT_EQ(view_of(kh_mime_extension(span_of("/a.b/c"))), "");
}

TEST(Mime, NamesACharsetForTextOnly)
{
	for (const char *path : { "/a.html", "/a.vtt", "/a.ics", "/a.log" })
		EXPECT_TRUE(type_of(path).ends_with("; charset=utf-8"));
	for (const char *path : { "/a.json", "/a.svg", "/a.png", "/a.rss" })
		EXPECT_EQ(type_of(path).find("charset"), std::string::npos);
}

} // namespace
} // namespace khttpd::test
