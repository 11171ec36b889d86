/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of HTTP: methods, statuses and their reason phrases.  Not for
 * the syntax of messages (parse.h) nor their writing (response.h).
 */
#ifndef KHTTPD_CORE_HTTP_H
#define KHTTPD_CORE_HTTP_H

#include "core/span.h"

KH_BEGIN_DECLS

/* RFC 9110 9.3 and RFC 5789; any other token is KH_METHOD_UNKNOWN (501). */
enum kh_method {
	KH_METHOD_UNKNOWN,
	KH_METHOD_GET,
	KH_METHOD_HEAD,
	KH_METHOD_POST,
	KH_METHOD_PUT,
	KH_METHOD_DELETE,
	KH_METHOD_CONNECT,
	KH_METHOD_OPTIONS,
	KH_METHOD_TRACE,
	KH_METHOD_PATCH,
};

/* RFC 9110 15 and RFC 6585; the value is the status code. */
enum kh_status {
	KH_STATUS_OK = 200,
	KH_STATUS_MOVED_PERMANENTLY = 301,
	KH_STATUS_BAD_REQUEST = 400,
	KH_STATUS_FORBIDDEN = 403,
	KH_STATUS_NOT_FOUND = 404,
	KH_STATUS_METHOD_NOT_ALLOWED = 405,
	KH_STATUS_REQUEST_TIMEOUT = 408,
	KH_STATUS_LENGTH_REQUIRED = 411,
	KH_STATUS_CONTENT_TOO_LARGE = 413,
	KH_STATUS_URI_TOO_LONG = 414,
	KH_STATUS_EXPECTATION_FAILED = 417,
	KH_STATUS_FIELDS_TOO_LARGE = 431,
	KH_STATUS_INTERNAL_ERROR = 500,
	KH_STATUS_NOT_IMPLEMENTED = 501,
	KH_STATUS_UNAVAILABLE = 503,
	KH_STATUS_VERSION_NOT_SUPPORTED = 505,
};

/* The method a token names; case matters (RFC 9110 9.1). */
enum kh_method kh_method_of(struct kh_span token);

/* The reason phrase of RFC 9110 15; "Unknown" for a code not in the enum. */
const char *kh_status_reason(enum kh_status status);

KH_END_DECLS

#endif /* KHTTPD_CORE_HTTP_H */
