/* SPDX-License-Identifier: GPL-2.0-only */
/* Media types by file name: the built-in table of the common web types. */
#ifndef KHTTPD_CORE_MIME_H
#define KHTTPD_CORE_MIME_H

#include "core/span.h"

KH_BEGIN_DECLS

/*
 * The Content-Type value for a path, by the extension of its last segment,
 * case ignored; "; charset=utf-8" included where the type is text.
 * "application/octet-stream" where nothing is known.
 */
struct kh_span kh_mime_type(struct kh_span path);

KH_END_DECLS

#endif /* KHTTPD_CORE_MIME_H */
