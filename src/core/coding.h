/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Content codings (RFC 9110 8.4.1) of precompressed files, and which of them a
 * request wants (RFC 9110 12.5.3).
 */
#ifndef KHTTPD_CORE_CODING_H
#define KHTTPD_CORE_CODING_H

#include "core/request.h"

KH_BEGIN_DECLS

/* In the order of preference at equal weights, the best last. */
enum kh_coding {
	KH_CODING_IDENTITY,
	KH_CODING_GZIP,
	KH_CODING_BR,
	KH_CODING_ZSTD,
	KH_NR_CODINGS,
};

/* "gzip"; what Content-Encoding says. */
const char *kh_coding_name(enum kh_coding coding);

/* ".gz"; what is appended to a file's name.  "" for identity. */
const char *kh_coding_suffix(enum kh_coding coding);

/*
 * The coding to answer with, one of @available (bits 1 << coding, at least
 * one): that of the highest weight, zstd before br before gzip before identity
 * at equal weights.  Identity that is not listed comes after all that is.
 * Without Accept-Encoding: identity, or the best there is.  The same if
 * nothing available is acceptable: whether to send it then is asked of
 * kh_coding_acceptable.
 *
 * A coding listed twice has the lower weight: what a client may not read is
 * not sent.
 */
enum kh_coding kh_coding_choose(const struct kh_request *req, const char *head,
				u8 available);

/* True if the request takes one of @available; else 406 may be in order. */
bool kh_coding_acceptable(const struct kh_request *req, const char *head,
			  u8 available);

KH_END_DECLS

#endif /* KHTTPD_CORE_CODING_H */
