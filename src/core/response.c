// SPDX-License-Identifier: GPL-2.0-only
#include "core/response.h"

#include "core/ascii.h"

/* Every status answer is this; kept next to the fields that name it. */
#define STATUS_BODY_TYPE "text/plain; charset=utf-8"

/* What a client is asked to wait when the server is full, in seconds. */
#define RETRY_AFTER "1"

static void put_status(struct kh_wbuf *w, enum kh_status status)
{
	kh_wbuf_put_u64(w, (u64)status);
	kh_wbuf_putc(w, ' ');
	kh_wbuf_puts(w, kh_status_reason(status));
}

void kh_response_opening(struct kh_wbuf *w, enum kh_status status,
			 const char date[KH_DATE_LEN], enum kh_persist persist)
{
	kh_wbuf_puts(w, "HTTP/1.1 ");
	put_status(w, status);
	kh_wbuf_puts(w, "\r\nServer: khttpd\r\nDate: ");
	kh_wbuf_put(w, date, KH_DATE_LEN);
	kh_wbuf_puts(w, "\r\n");
	if (persist == KH_PERSIST_KEEP)
		kh_wbuf_puts(w, "Connection: keep-alive\r\n");
	else if (persist == KH_PERSIST_CLOSE)
		kh_wbuf_puts(w, "Connection: close\r\n");
}

static void put_content_fields(struct kh_wbuf *w, struct kh_span content_type,
			       u64 size)
{
	kh_wbuf_puts(w, "Content-Type: ");
	kh_wbuf_put_span(w, content_type);
	kh_wbuf_puts(w, "\r\nContent-Length: ");
	kh_wbuf_put_u64(w, size);
	kh_wbuf_puts(w, "\r\n");
}

void kh_response_file_rest(struct kh_wbuf *w, struct kh_span content_type,
			   u64 size, s64 mtime_sec)
{
	char date[KH_DATE_LEN];

	kh_date_format(mtime_sec, date);
	put_content_fields(w, content_type, size);
	kh_wbuf_puts(w, "Last-Modified: ");
	kh_wbuf_put(w, date, KH_DATE_LEN);
	kh_wbuf_puts(w, "\r\n\r\n");
}

/* The length is the body's also where it is left out (RFC 9110 8.6). */
static void put_status_body(struct kh_wbuf *w, enum kh_status status,
			    bool head_only)
{
	/* three digits, space, reason, newline */
	u64 size = 3 + 1 + strlen(kh_status_reason(status)) + 1;

	put_content_fields(w, kh_span_str(STATUS_BODY_TYPE), size);
	kh_wbuf_puts(w, "\r\n");
	if (head_only)
		return;
	put_status(w, status);
	kh_wbuf_putc(w, '\n');
}

void kh_response_status_rest(struct kh_wbuf *w, enum kh_status status,
			     bool head_only)
{
	if (status == KH_STATUS_METHOD_NOT_ALLOWED)
		kh_wbuf_puts(w, "Allow: GET, HEAD\r\n");
	else if (status == KH_STATUS_UNAVAILABLE)
		kh_wbuf_puts(w, "Retry-After: " RETRY_AFTER "\r\n");
	put_status_body(w, status, head_only);
}

static void put_escaped(struct kh_wbuf *w, u8 c)
{
	static const char digits[] = "0123456789ABCDEF";

	kh_wbuf_putc(w, '%');
	kh_wbuf_putc(w, digits[c >> 4]);
	kh_wbuf_putc(w, digits[c & 15]);
}

/* Bytes of a decoded path: a '%' or '?' there is one of the file's name. */
static void put_path(struct kh_wbuf *w, struct kh_span path)
{
	size_t i;

	for (i = 0; i < path.len; i++) {
		u8 c = (u8)path.ptr[i];

		if (kh_ascii_is(c, KH_ASCII_PATH))
			kh_wbuf_putc(w, (char)c);
		else
			put_escaped(w, c);
	}
}

/* Bytes as the client wrote them: its escapes stay as they are. */
static void put_query(struct kh_wbuf *w, struct kh_span query)
{
	size_t i;

	for (i = 0; i < query.len; i++) {
		u8 c = (u8)query.ptr[i];

		if (kh_ascii_is(c, KH_ASCII_PATH) || c == '?' || c == '%')
			kh_wbuf_putc(w, (char)c);
		else
			put_escaped(w, c);
	}
}

/*
 * "//host/" in Location would send the client to another server
 * (RFC 3986 4.2), so only one slash begins it whatever @path holds.
 */
void kh_response_slash_redirect(struct kh_wbuf *w, struct kh_span path,
				struct kh_span query, bool head_only)
{
	while (path.len && path.ptr[0] == '/')
		path = kh_span(path.ptr + 1, path.len - 1);
	kh_wbuf_puts(w, "Location: /");
	put_path(w, path);
	if (path.len && path.ptr[path.len - 1] != '/')
		kh_wbuf_putc(w, '/');
	put_query(w, query);
	kh_wbuf_puts(w, "\r\n");
	put_status_body(w, KH_STATUS_MOVED_PERMANENTLY, head_only);
}
