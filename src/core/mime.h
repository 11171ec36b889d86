/* SPDX-License-Identifier: GPL-2.0-only */
/* Media types by file name: the built-in table of the common web types. */
#ifndef KHTTPD_CORE_MIME_H
#define KHTTPD_CORE_MIME_H

#include "core/span.h"

KH_BEGIN_DECLS

/* The type of bytes of which nothing is known. */
#define KH_MIME_UNKNOWN "application/octet-stream"

/*
 * The extension of a path's last segment, without its dot; empty if there is
 * none.  A dot that begins a name hides the file and starts no extension.
 */
struct kh_span kh_mime_extension(struct kh_span path);

/*
 * The Content-Type value for an extension, case ignored; "; charset=utf-8"
 * included where the type is text.  Empty where nothing is known.
 */
struct kh_span kh_mime_find(struct kh_span extension);

/*
 * The Content-Type value for a path by its extension, KH_MIME_UNKNOWN where
 * nothing is known.
 */
struct kh_span kh_mime_type(struct kh_span path);

KH_END_DECLS

#endif /* KHTTPD_CORE_MIME_H */
