/* SPDX-License-Identifier: GPL-2.0-only */
/* The kept field lines of a request, by name. */
#ifndef KHTTPD_CORE_KEPT_H
#define KHTTPD_CORE_KEPT_H

#include "core/request.h"

KH_BEGIN_DECLS

/*
 * The next line of a field: @at is 0 before the first and is moved on.  False
 * if there is none left.  The lines of a list are one list (RFC 9110 5.3).
 */
bool kh_kept_next(const struct kh_request *req, const char *head,
		  enum kh_kept_name name, u8 *at, struct kh_span *value);

static inline bool kh_kept_any(const struct kh_request *req,
			       enum kh_kept_name name)
{
	return req->kept_names & 1u << name;
}

/*
 * The line of a field that may come once.  False if there is none, and if
 * there are several: the field is no list, so together they are no value
 * (RFC 9110 5.3), and all fields asked for here are ignored without a valid
 * one (RFC 9110 13.1.3, 13.1.4, 14.2).
 */
bool kh_kept_single(const struct kh_request *req, const char *head,
		    enum kh_kept_name name, struct kh_span *value);

/*
 * True if the lines of a field, a list, have more than KH_MEMBERS_MAX members;
 * empty ones count, since they take time too, and so do parameters.  For Accept, Accept-Encoding,
 * If-Match and If-None-Match, whose members take much longer to read than to
 * count: that costs nothing for the usual short lists and a pass over the bytes
 * of a long one.
 */
bool kh_kept_has_too_many(const struct kh_request *req, const char *head,
			  enum kh_kept_name name);

KH_END_DECLS

#endif /* KHTTPD_CORE_KEPT_H */
