// SPDX-License-Identifier: GPL-2.0-only
// Heads and bodies compared whole, byte by byte.
#include "core/response.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/bytes.h"
#include "core/mime.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

const char kDate[] = "Sun, 06 Nov 1994 08:49:37 GMT";

constexpr enum kh_status kAll[] = {
	KH_STATUS_OK,
	KH_STATUS_MOVED_PERMANENTLY,
	KH_STATUS_BAD_REQUEST,
	KH_STATUS_FORBIDDEN,
	KH_STATUS_NOT_FOUND,
	KH_STATUS_METHOD_NOT_ALLOWED,
	KH_STATUS_REQUEST_TIMEOUT,
	KH_STATUS_LENGTH_REQUIRED,
	KH_STATUS_CONTENT_TOO_LARGE,
	KH_STATUS_URI_TOO_LONG,
	KH_STATUS_EXPECTATION_FAILED,
	KH_STATUS_FIELDS_TOO_LARGE,
	KH_STATUS_INTERNAL_ERROR,
	KH_STATUS_NOT_IMPLEMENTED,
	KH_STATUS_UNAVAILABLE,
	KH_STATUS_VERSION_NOT_SUPPORTED,
};

// What `write` writes into `cap` bytes; "overflow" if it does not fit.
std::string written(u32 cap, const std::function<void(struct kh_wbuf *)> &write)
{
	static GuardedBuf guarded(1 << 16);
	struct kh_wbuf w;

	kh_wbuf_init(&w, guarded.room(cap), cap);
	write(&w);
	return w.overflow ? "overflow" : std::string(w.ptr, w.len);
}

std::string opening(enum kh_status status, enum kh_persist persist)
{
	return written(KH_OPENING_MAX, [&](struct kh_wbuf *w) {
		kh_response_opening(w, status, kDate, persist);
	});
}

std::string status_rest(enum kh_status status, bool head_only)
{
	return written(KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_response_status_rest(w, status, head_only);
	});
}

std::string file_rest(std::string_view type, u64 size, s64 mtime)
{
	return written(KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_response_file_rest(w, span_of(type), size, mtime);
	});
}

std::string redirect(std::string_view path, std::string_view query,
		     bool head_only = true)
{
	return written(1 << 16, [&](struct kh_wbuf *w) {
		kh_response_slash_redirect(w, span_of(path), span_of(query),
					   head_only);
	});
}

// The value of Location in a redirect's rest.
std::string location(std::string_view path, std::string_view query = "")
{
	const std::string rest = redirect(path, query);
	const std::string name = "Location: ";

	EXPECT_TRUE(rest.starts_with(name));
	return rest.substr(name.size(), rest.find("\r\n") - name.size());
}

TEST(ResponseOpening, SaysWhatTheConnectionWillDo)
{
	EXPECT_EQ(opening(KH_STATUS_OK, KH_PERSIST_DEFAULT),
		  "HTTP/1.1 200 OK\r\n"
		  "Server: khttpd\r\n"
		  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
	EXPECT_EQ(opening(KH_STATUS_OK, KH_PERSIST_KEEP),
		  "HTTP/1.1 200 OK\r\n"
		  "Server: khttpd\r\n"
		  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		  "Connection: keep-alive\r\n");
	EXPECT_EQ(opening(KH_STATUS_BAD_REQUEST, KH_PERSIST_CLOSE),
		  "HTTP/1.1 400 Bad Request\r\n"
		  "Server: khttpd\r\n"
		  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		  "Connection: close\r\n");
}

TEST(ResponseOpening, FitsItsBoundForEveryStatus)
{
	for (const enum kh_status status : kAll)
		for (int persist = 0; persist < KH_NR_PERSIST; persist++)
			EXPECT_NE(opening(status, static_cast<enum kh_persist>(
							  persist)),
				  "overflow")
				<< status;
}

TEST(ResponseFile, NamesTypeLengthAndTime)
{
	EXPECT_EQ(file_rest("text/html; charset=utf-8", 1234, 784111777),
		  "Content-Type: text/html; charset=utf-8\r\n"
		  "Content-Length: 1234\r\n"
		  "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		  "\r\n");
	EXPECT_EQ(file_rest("image/png", 0, 0),
		  "Content-Type: image/png\r\n"
		  "Content-Length: 0\r\n"
		  "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
		  "\r\n");
}

TEST(ResponseFile, FitsItsBoundForTheLongestTypeAndLength)
{
	const struct kh_span type = kh_mime_type(span_of("/a.pptx"));

	EXPECT_NE(file_rest(view_of(type), UINT64_MAX, INT64_MAX), "overflow");
}

TEST(ResponseStatus, HasAShortBodyThatNamesIt)
{
	EXPECT_EQ(status_rest(KH_STATUS_NOT_FOUND, false),
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 14\r\n"
		  "\r\n"
		  "404 Not Found\n");
	EXPECT_EQ(status_rest(KH_STATUS_FIELDS_TOO_LARGE, false),
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 36\r\n"
		  "\r\n"
		  "431 Request Header Fields Too Large\n");
}

TEST(ResponseStatus, NamesTheAllowedMethodsWith405)
{
	EXPECT_EQ(status_rest(KH_STATUS_METHOD_NOT_ALLOWED, false),
		  "Allow: GET, HEAD\r\n" // RFC 9110 15.5.6
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 23\r\n"
		  "\r\n"
		  "405 Method Not Allowed\n");
}

TEST(ResponseStatus, SaysWhenToComeAgainWith503)
{
	EXPECT_EQ(status_rest(KH_STATUS_UNAVAILABLE, false),
		  "Retry-After: 1\r\n" // RFC 9110 10.2.3
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 24\r\n"
		  "\r\n"
		  "503 Service Unavailable\n");
}

TEST(ResponseStatus, HasAlwaysTheLengthOfItsBody)
{
	for (const enum kh_status status : kAll) {
		const std::string rest = status_rest(status, false);
		const size_t head = rest.find("\r\n\r\n") + 4;
		const std::string body = std::to_string(status) + " " +
					 kh_status_reason(status) + "\n";

		EXPECT_EQ(rest.substr(head), body);
		EXPECT_NE(rest.find("\r\nContent-Length: " +
				    std::to_string(body.size()) + "\r\n"),
			  std::string::npos)
			<< status;
		// RFC 9110 9.3.2: HEAD has the same fields and no body
		EXPECT_EQ(status_rest(status, true), rest.substr(0, head));
	}
}

TEST(ResponseRedirect, AppendsASlashAndKeepsTheQuery)
{
	EXPECT_EQ(redirect("/docs", "?a=b", false),
		  "Location: /docs/?a=b\r\n"
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 22\r\n"
		  "\r\n"
		  "301 Moved Permanently\n");
	EXPECT_EQ(redirect("/docs", "", true),
		  "Location: /docs/\r\n"
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 22\r\n"
		  "\r\n");
}

TEST(ResponseRedirect, EncodesWhatNeedsItInAPath)
{
	const struct {
		std::string path;
		const char *location;
	} rows[] = {
		{ "/a b", "/a%20b/" },
		{ "/a?b", "/a%3Fb/" }, // decoded: a byte of the name
		{ "/a%41", "/a%2541/" },
		{ "/\xc3\xa9", "/%C3%A9/" },
		{ "/\xff", "/%FF/" },
		{ "/a\r\nSet-Cookie: b", "/a%0D%0ASet-Cookie:%20b/" },
		{ "/\"<#>\\^`{|}[]", "/%22%3C%23%3E%5C%5E%60%7B%7C%7D%5B%5D/" },
		{ "/~a-b._c/!$&'()*+,;=:@", "/~a-b._c/!$&'()*+,;=:@/" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(location(row.path), row.location);
}

TEST(ResponseRedirect, KeepsTheEscapesOfAQuery)
{
	EXPECT_EQ(location("/a", "?b%20c=%2F&d?e/f"), "/a/?b%20c=%2F&d?e/f");
	EXPECT_EQ(location("/a", "?"), "/a/?");
	EXPECT_EQ(location("/a", "?{b}|\\"), "/a/?%7Bb%7D%7C%5C");
	EXPECT_EQ(location("/a", "?b\r\nc"), "/a/?b%0D%0Ac");
}

TEST(ResponseRedirect, NeverNamesAnotherServer)
{
	EXPECT_EQ(location("//evil.example"), "/evil.example/");
	EXPECT_EQ(location("///evil.example"), "/evil.example/");
	EXPECT_EQ(location("/\\evil.example"), "/%5Cevil.example/");
	EXPECT_EQ(location("evil.example"), "/evil.example/");
	EXPECT_EQ(location("/\tevil"), "/%09evil/");
}

TEST(ResponseRedirect, AppendsNoSecondSlash)
{
	EXPECT_EQ(location("/a/"), "/a/");
	EXPECT_EQ(location("/"), "/");
	EXPECT_EQ(location(""), "/");
}

TEST(ResponseRedirect, SaysSoWhenItDoesNotFit)
{
	EXPECT_EQ(written(KH_REST_MAX,
			  [](struct kh_wbuf *w) {
				  const std::string path(KH_REST_MAX, 'a');

				  kh_response_slash_redirect(w, span_of(path),
							     span_of(""), true);
			  }),
		  "overflow");
}

} // namespace
} // namespace khttpd::test
