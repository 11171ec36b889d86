/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A view of bytes that somebody else owns.  Not a string: no terminator,
 * any byte may occur in it.
 */
#ifndef KHTTPD_CORE_SPAN_H
#define KHTTPD_CORE_SPAN_H

#include "core/kh_base.h"

struct kh_span {
	const char *ptr;
	size_t len; /* bytes */
};

static inline struct kh_span kh_span(const char *ptr, size_t len)
{
	struct kh_span s = { ptr, len };

	return s;
}

/* The view of a terminated string, terminator not included. */
static inline struct kh_span kh_span_str(const char *str)
{
	return kh_span(str, strlen(str));
}

/* What follows the first @at bytes; @at is at most the length. */
static inline struct kh_span kh_span_from(struct kh_span s, size_t at)
{
	return kh_span(s.ptr + at, s.len - at);
}

/* Where the first @c is; the length if there is none. */
static inline size_t kh_span_find(struct kh_span s, char c)
{
	size_t at = 0;

	while (at < s.len && s.ptr[at] != c)
		at++;
	return at;
}

static inline bool kh_span_equal(struct kh_span a, struct kh_span b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Three-way, by the bytes; a text comes before its own continuations. */
static inline int kh_span_compare(struct kh_span a, struct kh_span b)
{
	int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

#endif /* KHTTPD_CORE_SPAN_H */
