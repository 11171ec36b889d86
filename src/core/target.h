/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From request target (RFC 9112 3.2) to a safe path below the document
 * root: query dropped, percent-decoding once, dot segments and double slashes
 * removed, everything that could leave the root or hide from a check refused.
 */
#ifndef KHTTPD_CORE_TARGET_H
#define KHTTPD_CORE_TARGET_H

#include "core/http.h"
#include "core/span.h"

KH_BEGIN_DECLS

/*
 * The path of a target in origin form ("/a?b") or absolute form
 * ("http://host/a?b").
 * @out:  receives the path: begins with '/', no "//", no "." or ".." segment,
 *        no NUL, a slash at the end kept.  Not terminated.
 * @cap:  bytes at @out; KH_TARGET_MAX always suffices.
 * @len:  bytes written.
 *
 * Returns 0, or the status to refuse with: 400 for a bad escape, a NUL or an
 * encoded slash or control byte, a ".." above the root, or any other form
 * (authority, asterisk).  Any context.
 */
int kh_target_path(struct kh_span target, char *out, u32 cap, u32 *len);

/* The query of a target with its '?', or an empty span. */
struct kh_span kh_target_query(struct kh_span target);

KH_END_DECLS

#endif /* KHTTPD_CORE_TARGET_H */
