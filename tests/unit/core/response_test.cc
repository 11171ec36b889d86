// SPDX-License-Identifier: GPL-2.0-only
// Heads and bodies compared whole, byte by byte.
#include "core/response.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/bytes.h"
#include "core/etag.h"
#include "core/mime.h"
#include "core/written.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

const char kDate[] = "Sun, 06 Nov 1994 08:49:37 GMT";

constexpr enum kh_status kStatuses[] = {
	KH_STATUS_OK,
	KH_STATUS_NO_CONTENT,
	KH_STATUS_PARTIAL_CONTENT,
	KH_STATUS_MOVED_PERMANENTLY,
	KH_STATUS_FOUND,
	KH_STATUS_NOT_MODIFIED,
	KH_STATUS_TEMPORARY_REDIRECT,
	KH_STATUS_PERMANENT_REDIRECT,
	KH_STATUS_BAD_REQUEST,
	KH_STATUS_FORBIDDEN,
	KH_STATUS_NOT_FOUND,
	KH_STATUS_METHOD_NOT_ALLOWED,
	KH_STATUS_NOT_ACCEPTABLE,
	KH_STATUS_REQUEST_TIMEOUT,
	KH_STATUS_LENGTH_REQUIRED,
	KH_STATUS_PRECONDITION_FAILED,
	KH_STATUS_CONTENT_TOO_LARGE,
	KH_STATUS_URI_TOO_LONG,
	KH_STATUS_RANGE_NOT_SATISFIABLE,
	KH_STATUS_EXPECTATION_FAILED,
	KH_STATUS_MISDIRECTED_REQUEST,
	KH_STATUS_FIELDS_TOO_LARGE,
	KH_STATUS_INTERNAL_ERROR,
	KH_STATUS_NOT_IMPLEMENTED,
	KH_STATUS_UNAVAILABLE,
	KH_STATUS_VERSION_NOT_SUPPORTED,
};

std::string opening(enum kh_status status, enum kh_persist persist,
		    std::string_view server = "khttpd")
{
	return written(KH_OPENING_MAX, [&](struct kh_wbuf *w) {
		kh_response_opening(w, status, span_of(server), kDate, persist);
	});
}

std::string status_rest(enum kh_status status, bool head_only)
{
	return written(KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_response_status_rest(w, status, head_only);
	});
}

std::string file_rest(const struct kh_representation &rep,
		      struct kh_rest_layout *layout)
{
	return written(KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_response_file_rest(w, &rep, layout);
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
	const std::string server(KH_SERVER_MAX, 's');

	for (const enum kh_status status : kStatuses)
		for (int persist = 0; persist < KH_NR_PERSIST; persist++)
			EXPECT_NE(opening(status,
					  static_cast<enum kh_persist>(persist),
					  server),
				  "overflow")
				<< status;
}

TEST(ResponseOpening, HasTheServerThatIsConfiguredOrNone)
{
	EXPECT_EQ(opening(KH_STATUS_OK, KH_PERSIST_DEFAULT, "www/1"),
		  "HTTP/1.1 200 OK\r\n"
		  "Server: www/1\r\n"
		  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
	EXPECT_EQ(opening(KH_STATUS_OK, KH_PERSIST_DEFAULT, ""),
		  "HTTP/1.1 200 OK\r\n"
		  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
}

// A page that has all that a file can have.
struct kh_representation full_page()
{
	struct kh_representation rep = {};

	rep.content_type = span_of("text/html; charset=utf-8");
	rep.size = 1234;
	rep.mtime_sec = 784111777;
	rep.etag = span_of("\"a-b\"");
	rep.coding = KH_CODING_BR;
	rep.vary = true;
	rep.extra = span_of("Cache-Control: max-age=60\r\nX-A: b\r\n");
	return rep;
}

TEST(ResponseFile, NamesTypeLengthAndTime)
{
	struct kh_representation rep = {};
	struct kh_rest_layout layout;

	rep.content_type = span_of("image/png");
	EXPECT_EQ(file_rest(rep, &layout),
		  "Content-Type: image/png\r\n"
		  "Content-Length: 0\r\n"
		  "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
		  "\r\n");
}

// RFC 9110 14.3 leaves it to the server.
TEST(ResponseFile, SaysThatThereAreRangesWhereTheyAreOfUse)
{
	for (const u64 size : { u64{ KH_ACCEPT_RANGES_MIN } - 1,
				u64{ KH_ACCEPT_RANGES_MIN }, ~u64{ 0 } }) {
		struct kh_representation rep = full_page();
		struct kh_rest_layout layout;

		rep.size = size;
		EXPECT_EQ(file_rest(rep, &layout)
					  .find("\r\nAccept-Ranges: "
						"bytes\r\n") !=
				  std::string::npos,
			  size >= KH_ACCEPT_RANGES_MIN)
			<< size;
	}
}

TEST(ResponseFile, NamesCodingTagVariantsAndConfiguredFields)
{
	struct kh_rest_layout layout;

	EXPECT_EQ(file_rest(full_page(), &layout),
		  "Content-Type: text/html; charset=utf-8\r\n"
		  "Content-Encoding: br\r\n"
		  "Content-Length: 1234\r\n"
		  "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		  "ETag: \"a-b\"\r\n"
		  "Vary: Accept-Encoding\r\n"
		  "Cache-Control: max-age=60\r\n"
		  "X-A: b\r\n"
		  "\r\n");
}

TEST(ResponseFile, HoldsThePiecesOfA304AndA206)
{
	struct kh_rest_layout layout;
	const std::string rest = file_rest(full_page(), &layout);

	// RFC 9110 15.3.7
	EXPECT_EQ(rest.substr(0, layout.type_len),
		  "Content-Type: text/html; charset=utf-8\r\n"
		  "Content-Encoding: br\r\n");
	// RFC 9110 15.4.5
	EXPECT_EQ(rest[layout.etag_off], '"');
	EXPECT_EQ(rest.substr(layout.etag_off - 6, 6), "ETag: ");
	EXPECT_EQ(rest.substr(layout.common_off,
			      layout.unchanged_off - layout.common_off),
		  "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
	EXPECT_EQ(rest.substr(layout.unchanged_off),
		  "ETag: \"a-b\"\r\n"
		  "Vary: Accept-Encoding\r\n"
		  "Cache-Control: max-age=60\r\n"
		  "X-A: b\r\n"
		  "\r\n");
}

TEST(ResponseFile, LeavesA304TheTimeWhereThereIsNoTag)
{
	struct kh_representation rep = full_page();
	struct kh_rest_layout layout;

	rep.etag = {};
	EXPECT_EQ(file_rest(rep, &layout).substr(layout.unchanged_off),
		  "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		  "Vary: Accept-Encoding\r\n"
		  "Cache-Control: max-age=60\r\n"
		  "X-A: b\r\n"
		  "\r\n");
}

TEST(ResponseFile, CountsItsPiecesFromWhereItBegins)
{
	struct kh_rest_layout alone, behind;
	const struct kh_representation rep = full_page();

	file_rest(rep, &alone);
	written(2 * KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_wbuf_puts(w, "HTTP/1.1 200 OK\r\n");
		kh_response_file_rest(w, &rep, &behind);
	});
	EXPECT_EQ(alone.type_len, behind.type_len);
	EXPECT_EQ(alone.common_off, behind.common_off);
	EXPECT_EQ(alone.unchanged_off, behind.unchanged_off);
}

TEST(ResponseFile, FitsItsBoundForTheLongestOfAll)
{
	struct kh_representation rep = full_page();
	const std::string type(128, 't');
	const std::string etag(KH_ETAG_MAX, 'e');
	struct kh_rest_layout layout;

	EXPECT_LT(kh_mime_type(span_of("/a.pptx")).len, type.size());
	rep.content_type = span_of(type);
	rep.etag = span_of(etag);
	rep.size = UINT64_MAX;
	rep.mtime_sec = INT64_MAX;
	rep.coding = KH_CODING_GZIP;
	rep.extra = span_of("");
	EXPECT_NE(file_rest(rep, &layout), "overflow");
}

TEST(ResponsePart, SaysWhichBytesOfHowMany)
{
	const struct kh_range range = { 0, 1 };
	const struct kh_range last = { UINT64_MAX - 1, UINT64_MAX };

	EXPECT_EQ(written(KH_REST_MAX,
			  [&](struct kh_wbuf *w) {
				  kh_response_part_fields(w, &range, 5);
				  kh_response_part_fields(w, &last, UINT64_MAX);
			  }),
		  "Content-Range: bytes 0-0/5\r\n" // RFC 9110 14.4
		  "Content-Length: 1\r\n"
		  "Content-Range: bytes 18446744073709551614-"
		  "18446744073709551614/18446744073709551615\r\n"
		  "Content-Length: 1\r\n");
}

TEST(ResponseUnsatisfiable, NamesTheSizeOnly)
{
	EXPECT_EQ(written(KH_REST_MAX,
			  [](struct kh_wbuf *w) {
				  kh_response_unsatisfiable_rest(w, 47022,
								 false);
			  }),
		  "Content-Range: bytes */47022\r\n" // RFC 9110 15.5.17
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 26\r\n"
		  "\r\n"
		  "416 Range Not Satisfiable\n");
	EXPECT_EQ(written(KH_REST_MAX,
			  [](struct kh_wbuf *w) {
				  kh_response_unsatisfiable_rest(w, 0, true);
			  }),
		  "Content-Range: bytes */0\r\n"
		  "Content-Type: text/plain; charset=utf-8\r\n"
		  "Content-Length: 26\r\n"
		  "\r\n");
}

std::string boundary(u64 seed)
{
	static GuardedBuf guarded(KH_BOUNDARY_LEN);
	char *out = guarded.room(KH_BOUNDARY_LEN);

	kh_response_boundary(out, seed);
	return { out, KH_BOUNDARY_LEN };
}

TEST(ResponseBoundary, DiffersWithEverySeedAndNeedsNoQuotes)
{
	EXPECT_EQ(boundary(0), "khttpd0000000000000000");
	EXPECT_EQ(boundary(UINT64_MAX), "khttpdffffffffffffffff");
	EXPECT_NE(boundary(1), boundary(1ull << 63));
}

// Head fields and body of an answer of several parts of `content`.
std::string multipart(std::string_view content, const std::string &type,
		      const std::vector<struct kh_range> &ranges)
{
	const std::string mark = boundary(0x1234);
	u64 len = 0;

	EXPECT_TRUE(kh_response_multipart_len(type.size(), ranges.data(),
					      static_cast<u32>(ranges.size()),
					      content.size(), &len));
	std::string head = written(KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_response_multipart_fields(w, mark.data(), len);
	});
	std::string body;

	for (const struct kh_range &range : ranges) {
		body += written(
			KH_PART_HEAD_MAX + static_cast<u32>(type.size()),
			[&](struct kh_wbuf *w) {
				kh_response_part_head(w, mark.data(),
						      span_of(type), &range,
						      content.size());
			});
		body += content.substr(range.first, range.end - range.first);
	}
	body += written(KH_REST_MAX, [&](struct kh_wbuf *w) {
		kh_response_multipart_end(w, mark.data());
	});
	EXPECT_EQ(body.size(), len);
	return head + body;
}

TEST(ResponseMultipart, HoldsEachPartWithItsPlaceAndType)
{
	EXPECT_EQ(multipart("0123456789",
			    "Content-Type: text/plain\r\n"
			    "Content-Encoding: gzip\r\n",
			    { { 0, 2 }, { 8, 10 } }),
		  // RFC 9110 14.6 and 15.3.7.2
		  "Content-Type: multipart/byteranges; "
		  "boundary=khttpd4321000000000000\r\n"
		  "Content-Length: 252\r\n"
		  "\r\n--khttpd4321000000000000\r\n"
		  "Content-Type: text/plain\r\n"
		  "Content-Encoding: gzip\r\n"
		  "Content-Range: bytes 0-1/10\r\n"
		  "\r\n"
		  "01"
		  "\r\n--khttpd4321000000000000\r\n"
		  "Content-Type: text/plain\r\n"
		  "Content-Encoding: gzip\r\n"
		  "Content-Range: bytes 8-9/10\r\n"
		  "\r\n"
		  "89"
		  "\r\n--khttpd4321000000000000--\r\n");
}

TEST(ResponseMultipart, HasALengthForEveryNumberOfDigits)
{
	const std::string content(100001, 'x');

	multipart(content, "",
		  { { 9, 10 },
		    { 99, 100 },
		    { 999, 1000 },
		    { 9999, 10001 },
		    { 99999, 100001 } });
}

TEST(ResponseMultipart, SaysSoWhenTheLengthIsTooMuch)
{
	const struct kh_range ranges[] = { { 0, UINT64_MAX - 200 },
					   { UINT64_MAX - 1, UINT64_MAX } };
	const struct kh_range all = { 0, UINT64_MAX };
	u64 len;

	EXPECT_TRUE(kh_response_multipart_len(0, ranges, 1, UINT64_MAX, &len));
	EXPECT_FALSE(kh_response_multipart_len(0, ranges, 2, UINT64_MAX, &len));
	EXPECT_FALSE(kh_response_multipart_len(0, &all, 1, UINT64_MAX, &len));
}

TEST(ResponseMultipart, FitsThePartHeadInItsBound)
{
	const struct kh_range last = { UINT64_MAX - 1, UINT64_MAX };

	EXPECT_NE(written(KH_PART_HEAD_MAX,
			  [&](struct kh_wbuf *w) {
				  kh_response_part_head(w, boundary(1).data(),
							span_of(""), &last,
							UINT64_MAX);
			  }),
		  "overflow");
}

TEST(ResponseOptions, NamesTheMethodsAndHasNoContent)
{
	EXPECT_EQ(written(KH_REST_MAX, kh_response_options_rest),
		  "Allow: GET, HEAD, OPTIONS\r\n" // RFC 9110 9.3.7, 8.6
		  "\r\n");
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
		  "Allow: GET, HEAD, OPTIONS\r\n" // RFC 9110 15.5.6
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
	for (const enum kh_status status : kStatuses) {
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

// The value of Location in a configured redirect's rest.
std::string moved(std::string_view to, std::string_view remaining,
		  std::string_view query)
{
	const std::string rest = written(1 << 16, [&](struct kh_wbuf *w) {
		kh_response_redirect_rest(w, KH_STATUS_FOUND, span_of(to),
					  span_of(remaining), span_of(query),
					  true);
	});
	const std::string name = "Location: ";

	EXPECT_TRUE(rest.starts_with(name));
	return rest.substr(name.size(), rest.find("\r\n") - name.size());
}

TEST(ResponseConfiguredRedirect, HasAllOfItsStatuses)
{
	for (const enum kh_status status :
	     { KH_STATUS_MOVED_PERMANENTLY, KH_STATUS_FOUND,
	       KH_STATUS_TEMPORARY_REDIRECT, KH_STATUS_PERMANENT_REDIRECT }) {
		const std::string body = std::to_string(status) + " " +
					 kh_status_reason(status) + "\n";

		EXPECT_EQ(written(KH_REST_MAX,
				  [&](struct kh_wbuf *w) {
					  kh_response_redirect_rest(
						  w, status, span_of("/new"),
						  span_of(""), span_of(""),
						  false);
				  }),
			  "Location: /new\r\n"
			  "Content-Type: text/plain; charset=utf-8\r\n"
			  "Content-Length: " +
				  std::to_string(body.size()) +
				  "\r\n"
				  "\r\n" +
				  body);
	}
}

TEST(ResponseConfiguredRedirect, AppendsPathAndQuery)
{
	EXPECT_EQ(moved("https://a.org", "/b c", "?d"),
		  "https://a.org/b%20c?d");
	EXPECT_EQ(moved("https://[::1]:8/", "b", ""), "https://[::1]:8/b");
	EXPECT_EQ(moved("/new", "", "?d=%2F"), "/new?d=%2F");
	EXPECT_EQ(moved("/new/", "", ""), "/new/");
	EXPECT_EQ(moved("/new", "/", ""), "/new/");
	EXPECT_EQ(moved("/new%20x", "b", ""), "/new%20x/b");
}

TEST(ResponseConfiguredRedirect, AppendsNothingToAQueryOrFragment)
{
	EXPECT_EQ(moved("/new?x=1", "/b", "?d"), "/new?x=1");
	EXPECT_EQ(moved("/new#top", "/b", "?d"), "/new#top");
}

TEST(ResponseConfiguredRedirect, LetsNoPathChangeTheHost)
{
	EXPECT_EQ(moved("/", "//evil.example", ""), "/evil.example");
	EXPECT_EQ(moved("/", "/\\evil.example", ""), "/%5Cevil.example");
	EXPECT_EQ(moved("", "//evil.example", ""), "/evil.example");
	EXPECT_EQ(moved("https://a.org", ".evil.example", ""),
		  "https://a.org/.evil.example");
	EXPECT_EQ(moved("https://a.org", "@evil.example", ""),
		  "https://a.org/@evil.example");
}

TEST(ResponseConfiguredRedirect, LetsNothingAddALine)
{
	EXPECT_EQ(moved("/a\r\nX: y", "/b\r\nX: y", "?c\r\nX: y"),
		  "/a%0D%0AX:%20y/b%0D%0AX:%20y?c%0D%0AX:%20y");
}

TEST(ResponsePage, HasTypeLengthAndConfiguredFieldsOnly)
{
	EXPECT_EQ(written(KH_REST_MAX,
			  [](struct kh_wbuf *w) {
				  kh_response_page_rest(w, span_of("text/html"),
							7, span_of("X: y\r\n"));
			  }),
		  "Content-Type: text/html\r\nContent-Length: 7\r\n"
		  "X: y\r\n\r\n");
}

// RFC 9112 7.1: HTTP/1.0 knows no chunked coding, there the end is the end.
TEST(ResponseStream, HasNoLengthAndSaysHowItEnds)
{
	const auto rest = [](bool chunked) {
		return written(KH_REST_MAX, [&](struct kh_wbuf *w) {
			kh_response_stream_rest(w, span_of("text/html"),
						"Accept", span_of("X: y\r\n"),
						chunked);
		});
	};

	EXPECT_EQ(rest(true), "Content-Type: text/html\r\n"
			      "Transfer-Encoding: chunked\r\n"
			      "Vary: Accept\r\nX: y\r\n\r\n");
	EXPECT_EQ(rest(false), "Content-Type: text/html\r\n"
			       "Vary: Accept\r\nX: y\r\n\r\n");
}

} // namespace
} // namespace khttpd::test
