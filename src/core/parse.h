/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The request-head parser: RFC 9112 2 to 6, strict.  Incremental: it takes
 * up where it stopped, never looks at a byte twice, and gives the same result
 * however the bytes were split.  Allocates nothing, keeps no pointer.
 */
#ifndef KHTTPD_CORE_PARSE_H
#define KHTTPD_CORE_PARSE_H

#include "core/request.h"

KH_BEGIN_DECLS

enum kh_parse_result {
	KH_PARSE_DONE, /* req is filled; req->head_len bytes are used */
	KH_PARSE_MORE, /* no verdict yet; call again with more bytes */
	KH_PARSE_REFUSE, /* answer req->status and close */
};

/* State between calls, private to parse.c but for its size. */
struct kh_parser {
	u8 state;
	u8 flags;
	u8 nr_fields; /* field lines so far */
	u8 field; /* which known field is being read */
	u16 pos; /* next byte to look at, from the head's first byte */
	u16 mark; /* where the element being read began */
};

/* Start on a new head.  Also clears req, but for entries of kept. */
void kh_parse_init(struct kh_parser *p, struct kh_request *req);

/*
 * Go on with a head.
 * @buf: all bytes of the head from its first, also those seen before; it may
 *       have moved since the last call.
 * @len: bytes there; may reach beyond the head (pipelined requests).
 *
 * Any context.  After DONE or REFUSE the parser must be initialised again.
 * REFUSE comes as soon as the fault is certain: a head that exceeds
 * KH_HEAD_MAX is refused when byte KH_HEAD_MAX + 1 is missing its place, not
 * when the peer stops sending.
 */
enum kh_parse_result kh_parse(struct kh_parser *p, const char *buf, u32 len,
			      struct kh_request *req);

/* True once a byte of the head has been taken (leading CRLFs do not count). */
static inline bool kh_parse_started(const struct kh_parser *p)
{
	return p->state != 0;
}

KH_END_DECLS

#endif /* KHTTPD_CORE_PARSE_H */
