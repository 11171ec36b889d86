/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoder of the chunked transfer coding (RFC 9112 7.1), used to find the
 * end of a request body that is skipped.  Incremental and strict; chunk
 * extensions and trailer fields are checked for form, bounded, and dropped.
 */
#ifndef KHTTPD_CORE_CHUNKED_H
#define KHTTPD_CORE_CHUNKED_H

#include "core/kh_base.h"

KH_BEGIN_DECLS

enum kh_chunked_result {
	KH_CHUNKED_MORE,
	KH_CHUNKED_DONE, /* the last chunk, trailers and empty line are read */
	KH_CHUNKED_BAD, /* answer 400 and close */
};

/*
 * Bytes of one body that are not chunk data; more is BAD.  Room for a body of
 * 16 KiB in chunks of eight bytes.
 */
#define KH_CHUNKED_OVERHEAD_MAX 16384u

struct kh_chunked {
	u64 left; /* bytes of chunk data still to come */
	u16 overhead; /* bytes of size lines and trailers so far, bounded */
	u8 state;
};

void kh_chunked_init(struct kh_chunked *c);

/*
 * Feed @len bytes at @buf; *@used says how many belong to the body, and *@data
 * grows by the bytes of chunk data among them.  With MORE all were used; with
 * DONE the rest is the next request.  DONE and BAD stay until init: they use
 * no more bytes.  Any context.
 */
enum kh_chunked_result kh_chunked_feed(struct kh_chunked *c, const char *buf,
				       u32 len, u32 *used, u64 *data);

KH_END_DECLS

#endif /* KHTTPD_CORE_CHUNKED_H */
