// SPDX-License-Identifier: GPL-2.0-only
#include "core/http.h"

const char *kh_status_reason(enum kh_status status)
{
	switch (status) {
	case KH_STATUS_OK:
		return "OK";
	case KH_STATUS_NO_CONTENT:
		return "No Content";
	case KH_STATUS_PARTIAL_CONTENT:
		return "Partial Content";
	case KH_STATUS_MOVED_PERMANENTLY:
		return "Moved Permanently";
	case KH_STATUS_FOUND:
		return "Found";
	case KH_STATUS_NOT_MODIFIED:
		return "Not Modified";
	case KH_STATUS_TEMPORARY_REDIRECT:
		return "Temporary Redirect";
	case KH_STATUS_PERMANENT_REDIRECT:
		return "Permanent Redirect";
	case KH_STATUS_BAD_REQUEST:
		return "Bad Request";
	case KH_STATUS_FORBIDDEN:
		return "Forbidden";
	case KH_STATUS_NOT_FOUND:
		return "Not Found";
	case KH_STATUS_METHOD_NOT_ALLOWED:
		return "Method Not Allowed";
	case KH_STATUS_NOT_ACCEPTABLE:
		return "Not Acceptable";
	case KH_STATUS_REQUEST_TIMEOUT:
		return "Request Timeout";
	case KH_STATUS_LENGTH_REQUIRED:
		return "Length Required";
	case KH_STATUS_PRECONDITION_FAILED:
		return "Precondition Failed";
	case KH_STATUS_CONTENT_TOO_LARGE:
		return "Content Too Large";
	case KH_STATUS_URI_TOO_LONG:
		return "URI Too Long";
	case KH_STATUS_RANGE_NOT_SATISFIABLE:
		return "Range Not Satisfiable";
	case KH_STATUS_EXPECTATION_FAILED:
		return "Expectation Failed";
	case KH_STATUS_MISDIRECTED_REQUEST:
		return "Misdirected Request";
	case KH_STATUS_FIELDS_TOO_LARGE:
		return "Request Header Fields Too Large";
	case KH_STATUS_INTERNAL_ERROR:
		return "Internal Server Error";
	case KH_STATUS_NOT_IMPLEMENTED:
		return "Not Implemented";
	case KH_STATUS_UNAVAILABLE:
		return "Service Unavailable";
	case KH_STATUS_VERSION_NOT_SUPPORTED:
		return "HTTP Version Not Supported";
	}
	return "Unknown";
}

struct method_name {
	const char *name;
	enum kh_method method;
};

static const struct method_name method_names[] = {
	{ "GET", KH_METHOD_GET },	  { "HEAD", KH_METHOD_HEAD },
	{ "POST", KH_METHOD_POST },	  { "PUT", KH_METHOD_PUT },
	{ "DELETE", KH_METHOD_DELETE },	  { "CONNECT", KH_METHOD_CONNECT },
	{ "OPTIONS", KH_METHOD_OPTIONS }, { "TRACE", KH_METHOD_TRACE },
	{ "PATCH", KH_METHOD_PATCH },
};

enum kh_method kh_method_of(struct kh_span token)
{
	size_t i;

	/* Nearly every request; spares it the table. */
	if (likely(token.len == 3 && memcmp(token.ptr, "GET", 3) == 0))
		return KH_METHOD_GET;
	for (i = 0; i < ARRAY_SIZE(method_names); i++)
		if (kh_span_equal(token, kh_span_str(method_names[i].name)))
			return method_names[i].method;
	return KH_METHOD_UNKNOWN;
}
