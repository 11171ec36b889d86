/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Response heads (RFC 9112 4, RFC 9110 15), in two parts that are written at
 * different times: the *opening* (status line, Server, Date, Connection) once
 * a second, the *rest* (the fields of one representation, the empty line, and
 * for errors the body) when a file enters the cache.  The rest of a 200 is laid
 * out so that those of 304 and 206 are pieces of it.  Parts are written by
 * response_parts.c, redirects by response_redirect.c.
 */
#ifndef KHTTPD_CORE_RESPONSE_H
#define KHTTPD_CORE_RESPONSE_H

#include "core/coding.h"
#include "core/date.h"
#include "core/http.h"
#include "core/range.h"
#include "core/wbuf.h"

KH_BEGIN_DECLS

/* What the opening says about the connection (RFC 9112 9.3). */
enum kh_persist {
	KH_PERSIST_DEFAULT, /* HTTP/1.1 and staying open: no Connection field */
	KH_PERSIST_KEEP, /* HTTP/1.0 and staying open: "keep-alive" */
	KH_PERSIST_CLOSE, /* "close" */
	KH_NR_PERSIST,
};

#define KH_OPENING_MAX 224u /* bytes; any opening fits */
#define KH_SERVER_MAX 64u /* bytes of the Server field's value */

/*
 * Bytes: the rest of any head fits but a redirect's; kh_representation.extra
 * and a type of more than 128 bytes come on top.
 */
#define KH_REST_MAX 512u

/*
 * Bytes from which on a 200 says Accept-Ranges.  It is of use to clients that
 * fetch large files in pieces; below, a client's reading of the line costs more
 * than the rest of this head.  Ranges are served for any size.
 */
#define KH_ACCEPT_RANGES_MIN 65536u

/* One form of a file. */
struct kh_representation {
	struct kh_span content_type;
	u64 size; /* bytes, of this form */
	s64 mtime_sec;
	struct kh_span etag; /* with quotes; empty: none is sent */
	enum kh_coding coding;
	bool vary; /* other codings of it may be there: Vary */
	struct kh_span extra; /* whole field lines with CRLF; may be empty */
};

/* Places in the rest of a 200. */
struct kh_rest_layout {
	u16 type_len; /* the first bytes: Content-Type, Content-Encoding */
	u16 etag_off; /* the value of ETag, quotes included */
	u16 common_off; /* from here: what 200 and 206 have in common */
	u16 unchanged_off; /* from here: what 304 has too */
};

/*
 * Status line to Connection, every line with its CRLF, no empty line.  @server:
 * the value of Server, at most KH_SERVER_MAX bytes; empty: no such field.
 */
void kh_response_opening(struct kh_wbuf *w, enum kh_status status,
			 struct kh_span server, const char date[KH_DATE_LEN],
			 enum kh_persist persist);

/* Content-Length: @len, with its CRLF. */
void kh_response_put_length(struct kh_wbuf *w, u64 len);

/*
 * The rest of a file's 200:
 *   Content-Type, Content-Encoding if coded          type_len bytes
 *   Content-Length, Accept-Ranges if it is large
 *   Last-Modified                                    from common_off
 *   ETag, Vary, extra, empty line                    from unchanged_off
 * A 304 is the last piece (RFC 9110 15.4.5: no length, and nothing that tells
 * a cache what it knows; Accept-Ranges is of no use to it, nor Last-Modified
 * beside a tag: without one unchanged_off is common_off).  A 206 is the first
 * piece, kh_response_part_fields, the last two (RFC 9110 15.3.7).
 */
void kh_response_file_rest(struct kh_wbuf *w,
			   const struct kh_representation *rep,
			   struct kh_rest_layout *layout);

/* Of a 206: Content-Range and Content-Length; no empty line. */
void kh_response_part_fields(struct kh_wbuf *w, const struct kh_range *r,
			     u64 size);

/*
 * Several parts (RFC 9110 14.6): the head has kh_response_multipart_fields and
 * the last piece of above; the body is, for each part, kh_response_part_head
 * and the part's bytes, then kh_response_multipart_end.
 */
#define KH_BOUNDARY_LEN 22u
#define KH_PART_HEAD_MAX 128u /* bytes; a part's head without @type_fields */

/* @seed: random, so that no file holds the boundary but by chance. */
void kh_response_boundary(char out[KH_BOUNDARY_LEN], u64 seed);

/* Content-Type of all parts together and Content-Length; no empty line. */
void kh_response_multipart_fields(struct kh_wbuf *w,
				  const char boundary[KH_BOUNDARY_LEN],
				  u64 body_len);

/*
 * What goes before a part's bytes, line end and empty line included.
 * @type_fields: the first type_len bytes of the 200's rest.  A coding is a
 *               part's, not that of the whole, so it stands here.
 */
void kh_response_part_head(struct kh_wbuf *w,
			   const char boundary[KH_BOUNDARY_LEN],
			   struct kh_span type_fields, const struct kh_range *r,
			   u64 size);

void kh_response_multipart_end(struct kh_wbuf *w,
			       const char boundary[KH_BOUNDARY_LEN]);

/* Bytes of the whole body; false if they are more than 2^64 - 1. */
bool kh_response_multipart_len(size_t type_len, const struct kh_range *ranges,
			       u32 nr, u64 size, u64 *body_len);

/*
 * An answer that carries only its status: Content-Type, Content-Length, Allow
 * with 405 (RFC 9110 15.5.6), Retry-After with 503, the empty line, and unless
 * @head_only a short text body that names the status.
 */
void kh_response_status_rest(struct kh_wbuf *w, enum kh_status status,
			     bool head_only);

/* The same for 416, with the size that ranges must be within. */
void kh_response_unsatisfiable_rest(struct kh_wbuf *w, u64 size,
				    bool head_only);

/* The answer to OPTIONS, a 204: Allow, and no content (RFC 9110 9.3.7). */
void kh_response_options_rest(struct kh_wbuf *w);

/*
 * The rest of a 200 whose content is made while it is sent: in the chunked
 * coding (RFC 9112 7.1), or until the connection ends.  It depends on the
 * field that @vary names.
 */
void kh_response_stream_rest(struct kh_wbuf *w, struct kh_span content_type,
			     const char *vary, struct kh_span extra,
			     bool chunked);

/*
 * The rest of an answer whose content is a page about something else, as that
 * of an error is: no tag, no time, no ranges.
 */
void kh_response_page_rest(struct kh_wbuf *w, struct kh_span content_type,
			   u64 size, struct kh_span extra);

/*
 * The rest of a 301 to @path with a slash appended and @query kept: Location
 * (an absolute path, every byte that needs it percent-encoded, never "//..."),
 * the body as above.
 */
void kh_response_slash_redirect(struct kh_wbuf *w, struct kh_span path,
				struct kh_span query, bool head_only);

/*
 * The rest of a 301, 302, 307 or 308 to @to, a URI or an absolute path as it is
 * configured, with @remaining (of a decoded path) and @query appended.  Exactly
 * one slash is between @to and a remaining path, whatever they end and begin
 * with: no path can change the host.  Where @to has a query or a fragment of
 * its own, nothing is appended.  Bytes that may not be in a URI are encoded, so
 * no input can add a line.
 */
void kh_response_redirect_rest(struct kh_wbuf *w, enum kh_status status,
			       struct kh_span to, struct kh_span remaining,
			       struct kh_span query, bool head_only);

/*
 * The last piece of every rest above that has a status body: Content-Type,
 * Content-Length, the empty line, the body unless @head_only.
 */
void kh_response_status_body(struct kh_wbuf *w, enum kh_status status,
			     bool head_only);

KH_END_DECLS

#endif /* KHTTPD_CORE_RESPONSE_H */
