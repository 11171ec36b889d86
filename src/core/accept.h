/* SPDX-License-Identifier: GPL-2.0-only */
/* Which media type a request wants (RFC 9110 12.5.1). */
#ifndef KHTTPD_CORE_ACCEPT_H
#define KHTTPD_CORE_ACCEPT_H

#include "core/request.h"

KH_BEGIN_DECLS

/*
 * True if Accept has a higher weight for application/json than for text/html;
 * each has that of its most specific media range.  Parameters of a range are
 * ignored.
 */
bool kh_accept_prefers_json(const struct kh_request *req, const char *head);

KH_END_DECLS

#endif /* KHTTPD_CORE_ACCEPT_H */
