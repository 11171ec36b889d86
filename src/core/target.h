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

/*
 * The authority of a target in absolute form, which replaces Host
 * (RFC 9112 3.2.2); an empty span for the other forms.  Only checked where
 * kh_target_path has taken the target.
 */
struct kh_span kh_target_authority(struct kh_span target);

/* True for "*", which is a target of OPTIONS only (RFC 9112 3.2.4). */
bool kh_target_is_asterisk(struct kh_span target);

/*
 * True if a segment of @path, one that kh_target_path made, begins with a dot.
 * "/.well-known", where clients look for what a site says of itself
 * (RFC 8615 3), is not hidden; hidden names below it are.
 */
bool kh_target_is_hidden(struct kh_span path);

KH_END_DECLS

#endif /* KHTTPD_CORE_TARGET_H */
