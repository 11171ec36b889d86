/* SPDX-License-Identifier: GPL-2.0-only */
/* Host names as keys: what virtual hosts are found by. */
#ifndef KHTTPD_CORE_HOST_H
#define KHTTPD_CORE_HOST_H

#include "core/span.h"

KH_BEGIN_DECLS

#define KH_HOST_MAX 253u /* bytes of a name (RFC 1035 2.3.4, in text) */
#define KH_HOST_LABEL_MAX 63u

/*
 * The host of an authority (a Host field, or kh_target_authority) in the one
 * form that names are compared in: lower case, no port, no dot at the end.
 * @out: receives it, not terminated; KH_HOST_MAX bytes always suffice.
 *
 * False for what is no name or address, an empty one too: only letters,
 * digits, '-' and '_' in labels of 1 to 63 bytes, or an IPv6 address, which
 * keeps its brackets.  So the result is safe as the name of a directory.
 * Escapes and IPvFuture are refused: no name here is written so.
 */
bool kh_host_normalise(struct kh_span host, char *out, u32 cap, u32 *len);

KH_END_DECLS

#endif /* KHTTPD_CORE_HOST_H */
