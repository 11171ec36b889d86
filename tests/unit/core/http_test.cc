// SPDX-License-Identifier: GPL-2.0-only
#include "core/http.h"

#include <gtest/gtest.h>

#include "core/bytes.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

TEST(HttpStatus, HasTheReasonPhraseOfItsRfc)
{
	const struct {
		enum kh_status status;
		int code;
		const char *reason;
	} rows[] = {
		// RFC 9110 15; 431 is RFC 6585 5
		{ KH_STATUS_OK, 200, "OK" },
		{ KH_STATUS_NO_CONTENT, 204, "No Content" },
		{ KH_STATUS_PARTIAL_CONTENT, 206, "Partial Content" },
		{ KH_STATUS_MOVED_PERMANENTLY, 301, "Moved Permanently" },
		{ KH_STATUS_FOUND, 302, "Found" },
		{ KH_STATUS_NOT_MODIFIED, 304, "Not Modified" },
		{ KH_STATUS_TEMPORARY_REDIRECT, 307, "Temporary Redirect" },
		{ KH_STATUS_PERMANENT_REDIRECT, 308, "Permanent Redirect" },
		{ KH_STATUS_BAD_REQUEST, 400, "Bad Request" },
		{ KH_STATUS_FORBIDDEN, 403, "Forbidden" },
		{ KH_STATUS_NOT_FOUND, 404, "Not Found" },
		{ KH_STATUS_METHOD_NOT_ALLOWED, 405, "Method Not Allowed" },
		{ KH_STATUS_NOT_ACCEPTABLE, 406, "Not Acceptable" },
		{ KH_STATUS_REQUEST_TIMEOUT, 408, "Request Timeout" },
		{ KH_STATUS_LENGTH_REQUIRED, 411, "Length Required" },
		{ KH_STATUS_PRECONDITION_FAILED, 412, "Precondition Failed" },
		{ KH_STATUS_CONTENT_TOO_LARGE, 413, "Content Too Large" },
		{ KH_STATUS_URI_TOO_LONG, 414, "URI Too Long" },
		{ KH_STATUS_RANGE_NOT_SATISFIABLE, 416,
		  "Range Not Satisfiable" },
		{ KH_STATUS_EXPECTATION_FAILED, 417, "Expectation Failed" },
		{ KH_STATUS_MISDIRECTED_REQUEST, 421, "Misdirected Request" },
		{ KH_STATUS_FIELDS_TOO_LARGE, 431,
		  "Request Header Fields Too Large" },
		{ KH_STATUS_INTERNAL_ERROR, 500, "Internal Server Error" },
		{ KH_STATUS_NOT_IMPLEMENTED, 501, "Not Implemented" },
		{ KH_STATUS_UNAVAILABLE, 503, "Service Unavailable" },
		{ KH_STATUS_VERSION_NOT_SUPPORTED, 505,
		  "HTTP Version Not Supported" },
	};

	for (const auto &row : rows) {
		EXPECT_EQ(row.status, row.code);
		EXPECT_STREQ(kh_status_reason(row.status), row.reason);
	}
	EXPECT_STREQ(kh_status_reason(static_cast<enum kh_status>(418)),
		     "Unknown");
}

TEST(HttpMethod, IsKnownByItsWholeTokenOnly)
{
	const struct {
		const char *token;
		enum kh_method method;
	} rows[] = {
		{ "GET", KH_METHOD_GET },	 { "HEAD", KH_METHOD_HEAD },
		{ "PATCH", KH_METHOD_PATCH },	 { "", KH_METHOD_UNKNOWN },
		{ "G", KH_METHOD_UNKNOWN },	 { "GET ", KH_METHOD_UNKNOWN },
		{ "Get", KH_METHOD_UNKNOWN },	 { "HEADS", KH_METHOD_UNKNOWN },
		{ "OPTION", KH_METHOD_UNKNOWN },
	};
	GuardedBuf guarded(16);

	for (const auto &row : rows) {
		const std::string_view token = row.token;

		EXPECT_EQ(kh_method_of(
				  kh_span(guarded.hold(token), token.size())),
			  row.method)
			<< row.token;
	}
}

} // namespace
} // namespace khttpd::test
