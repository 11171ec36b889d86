/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditional requests (RFC 9110 13) for one chosen form of a file. */
#ifndef KHTTPD_CORE_COND_H
#define KHTTPD_CORE_COND_H

#include "core/request.h"

KH_BEGIN_DECLS

struct kh_validators {
	struct kh_span etag; /* strong, with quotes; empty: none */
	s64 mtime_sec; /* what Last-Modified says */
};

/*
 * The verdict on If-Match, If-Unmodified-Since, If-None-Match and
 * If-Modified-Since, in the order of RFC 9110 13.2.2: 0 to go on, 304 or 412.
 * 0 for all methods but GET and HEAD.
 *
 * From a list that is not well-formed the tags before the fault count: what
 * cannot be read matches nothing.  So If-Match fails and If-None-Match sends
 * the file, the safe end of both.  "*" must be a line's only member.  A date
 * that is none, or comes in two lines, is ignored (RFC 9110 13.1.3, 13.1.4).
 */
enum kh_status kh_cond_check(const struct kh_request *req, const char *head,
			     const struct kh_validators *v);

/*
 * True if a part may be answered, to be asked after kh_cond_check: a GET with
 * one Range line, whose value goes to @range, and If-Range absent or in
 * agreement (RFC 9110 13.1.5): the same strong tag, or exactly the date of
 * Last-Modified.  An If-Range that is neither, or comes twice, does not agree.
 */
bool kh_cond_wants_range(const struct kh_request *req, const char *head,
			 const struct kh_validators *v, struct kh_span *range);

KH_END_DECLS

#endif /* KHTTPD_CORE_COND_H */
