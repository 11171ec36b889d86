/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Response heads (RFC 9112 4, RFC 9110 15), in two parts that are written at
 * different times: the *opening* (status line, Server, Date, Connection) once
 * a second, the *rest* (the fields of one representation, the empty line, and
 * for errors the body) when a file enters the cache.
 */
#ifndef KHTTPD_CORE_RESPONSE_H
#define KHTTPD_CORE_RESPONSE_H

#include "core/date.h"
#include "core/http.h"
#include "core/wbuf.h"

KH_BEGIN_DECLS

/* What the opening says about the connection (RFC 9112 9.3). */
enum kh_persist {
	KH_PERSIST_DEFAULT, /* HTTP/1.1 and staying open: no Connection field */
	KH_PERSIST_KEEP, /* HTTP/1.0 and staying open: "keep-alive" */
	KH_PERSIST_CLOSE, /* "close" */
	KH_NR_PERSIST,
};

#define KH_OPENING_MAX 160u /* bytes; any opening fits */
#define KH_REST_MAX 512u /* bytes; the rest of any head but a redirect's fits */

/* Status line to Connection, every line with its CRLF, no empty line. */
void kh_response_opening(struct kh_wbuf *w, enum kh_status status,
			 const char date[KH_DATE_LEN], enum kh_persist persist);

/* Content-Type, Content-Length, Last-Modified and the empty line. */
void kh_response_file_rest(struct kh_wbuf *w, struct kh_span content_type,
			   u64 size, s64 mtime_sec);

/*
 * An answer that carries only its status: Content-Type, Content-Length, Allow
 * with 405 (RFC 9110 15.5.6), Retry-After with 503, the empty line, and unless
 * @head_only a short text body that names the status.
 */
void kh_response_status_rest(struct kh_wbuf *w, enum kh_status status,
			     bool head_only);

/*
 * The rest of a 301 to @path with a slash appended and @query kept: Location
 * (an absolute path, every byte that needs it percent-encoded, never "//..."),
 * the body as above.
 */
void kh_response_slash_redirect(struct kh_wbuf *w, struct kh_span path,
				struct kh_span query, bool head_only);

KH_END_DECLS

#endif /* KHTTPD_CORE_RESPONSE_H */
