/* SPDX-License-Identifier: GPL-2.0-only */
/* Entity tags (RFC 9110 8.8.3): writing ours, reading and comparing theirs. */
#ifndef KHTTPD_CORE_ETAG_H
#define KHTTPD_CORE_ETAG_H

#include "core/coding.h"
#include "core/span.h"

KH_BEGIN_DECLS

/* Bytes; two quotes, three 64-bit numbers and one of 32, coding, dots. */
#define KH_ETAG_MAX 46u

/* A tag as received: without W/, but with its quotes. */
struct kh_etag {
	struct kh_span opaque;
	bool weak;
};

/*
 * Write the strong tag of one form of a file: in quotes, the numbers to the
 * base of 64 with dots between them.  The codings of one file have different
 * tags (RFC 9110 8.8.3.3).  Returns bytes.
 */
u32 kh_etag_write(char out[KH_ETAG_MAX], u64 ino, u64 size, s64 sec, u32 nsec,
		  enum kh_coding coding);

/* Take a tag from the front of @s; false if none is there. */
bool kh_etag_take(struct kh_span *s, struct kh_etag *tag);

/*
 * RFC 9110 8.8.3.2, with @ours being strong.  An empty @ours, of a file that
 * has no tag, equals nothing.
 */
bool kh_etag_equal_strong(const struct kh_etag *tag, struct kh_span ours);
bool kh_etag_equal_weak(const struct kh_etag *tag, struct kh_span ours);

KH_END_DECLS

#endif /* KHTTPD_CORE_ETAG_H */
