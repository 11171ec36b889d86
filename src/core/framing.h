/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields that decide where a request goes, where it ends and whether
 * another may follow: Host, Content-Length, Transfer-Encoding, Connection,
 * Expect (RFC 9112 3.2, 6, 9.3; RFC 9110 10.1.1).  Their syntax as lines is
 * parse.h's business.
 */
#ifndef KHTTPD_CORE_FRAMING_H
#define KHTTPD_CORE_FRAMING_H

#include "core/request.h"

KH_BEGIN_DECLS

enum kh_field {
	KH_FIELD_OTHER,
	KH_FIELD_HOST,
	KH_FIELD_CONNECTION,
	KH_FIELD_CONTENT_LENGTH,
	KH_FIELD_TRANSFER_ENCODING,
	KH_FIELD_EXPECT,
	KH_FIELD_KEPT, /* this + an enum kh_kept_name: to be kept, not judged */
	KH_NR_FIELDS = KH_FIELD_KEPT + KH_NR_KEPT_NAMES,
};

/* What the Connection fields named so far (RFC 9110 7.6.1). */
enum kh_framing_flag {
	KH_FRAMING_CLOSE = 1 << 0,
	KH_FRAMING_KEEP_ALIVE = 1 << 1,
};

/* The field that @name, any case, names: one above, or KH_FIELD_KEPT + x. */
enum kh_field kh_framing_field(struct kh_span name);

/*
 * Take in one field of a request whose version is known, one below
 * KH_FIELD_KEPT.  @value has no OWS at its ends.  Returns 0, or the status to refuse the request with.
 */
int kh_framing_take(struct kh_request *req, u8 *flags, enum kh_field field,
		    struct kh_span value);

/* After the last field: as above; settles req->keep_alive. */
int kh_framing_finish(struct kh_request *req, u8 flags);

/*
 * True if the method gives content a meaning and the request does not say
 * how long it is: 411 where such a method is served (RFC 9110 15.5.12).
 */
bool kh_framing_lacks_length(const struct kh_request *req);

/*
 * uri-host [ ":" port ], not empty (RFC 9110 7.2, RFC 3986 3.2.2).  No
 * userinfo, no zone identifier.
 */
bool kh_framing_is_authority(struct kh_span s);

KH_END_DECLS

#endif /* KHTTPD_CORE_FRAMING_H */
