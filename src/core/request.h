/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parser finds in a request head.  Places are offsets from the
 * head's first byte, not pointers: the bytes may move to another buffer while
 * a head is still incomplete.
 */
#ifndef KHTTPD_CORE_REQUEST_H
#define KHTTPD_CORE_REQUEST_H

#include "core/http.h"
#include "core/span.h"

/* Bounds of a request head, in bytes unless said (RFC 9110 15.5.15, RFC 6585 5). */
#define KH_HEAD_MAX 8192u /* request line and fields; beyond: 431 */
#define KH_TARGET_MAX 4096u /* request target; beyond: 414 */
#define KH_FIELDS_MAX 100u /* number of field lines; beyond: 431 */
#define KH_METHOD_MAX 32u /* method token; beyond: 501 (RFC 9112 3) */
#define KH_KEPT_MAX 16u /* lines of the fields in kh_kept_name; beyond: 431 */
#define KH_MEMBERS_MAX 64u /* of a list that has to be read; beyond: 431 */

struct kh_slice {
	u16 off; /* from the first byte of the head */
	u16 len;
};

enum kh_body {
	KH_BODY_NONE,
	KH_BODY_LENGTH, /* content_length bytes follow the head */
	KH_BODY_CHUNKED, /* chunked coding follows (RFC 9112 7.1) */
};

/* Fields that only later stages read; their lines are kept as received. */
enum kh_kept_name {
	KH_KEPT_RANGE,
	KH_KEPT_IF_RANGE,
	KH_KEPT_IF_MATCH,
	KH_KEPT_IF_NONE_MATCH,
	KH_KEPT_IF_MODIFIED_SINCE,
	KH_KEPT_IF_UNMODIFIED_SINCE,
	KH_KEPT_ACCEPT_ENCODING,
	KH_KEPT_ACCEPT,
	KH_NR_KEPT_NAMES,
};

struct kh_kept {
	struct kh_slice value; /* without OWS; may be empty */
	u8 name; /* enum kh_kept_name */
};

struct kh_request {
	enum kh_method method;
	enum kh_body body;
	enum kh_status status; /* why it was refused; set with KH_PARSE_REFUSE */
	u8 minor; /* HTTP/1.minor; a higher one than 1 is kept as 1 */
	bool keep_alive; /* RFC 9112 9.3; false with KH_PARSE_REFUSE */
	bool expect_continue; /* Expect: 100-continue in an HTTP/1.1 request */
	bool has_host;
	u16 head_len; /* bytes of the head, the empty line included */
	struct kh_slice target; /* as received, never empty */
	struct kh_slice host; /* Host value without OWS; may be empty */
	u64 content_length; /* bytes, with KH_BODY_LENGTH */
	u8 nr_kept;
	u8 kept_names; /* bits 1 << enum kh_kept_name of those kept */
	struct kh_kept kept[KH_KEPT_MAX]; /* in order; last, as not cleared */
};

/* The bytes of a slice, in the buffer that now holds the head. */
static inline struct kh_span kh_slice_of(const char *head, struct kh_slice s)
{
	return kh_span(head + s.off, s.len);
}

#endif /* KHTTPD_CORE_REQUEST_H */
