// SPDX-License-Identifier: GPL-2.0-only
#include "core/response.h"

/* Every status answer is this; kept next to the fields that name it. */
#define STATUS_BODY_TYPE "text/plain; charset=utf-8"

/* RFC 9110 9.1: what every resource here takes. */
#define ALLOW "Allow: GET, HEAD, OPTIONS\r\n"

/* What a client is asked to wait when the server is full, in seconds. */
#define RETRY_AFTER "1"

static void put_status(struct kh_wbuf *w, enum kh_status status)
{
	kh_wbuf_put_u64(w, (u64)status);
	kh_wbuf_putc(w, ' ');
	kh_wbuf_puts(w, kh_status_reason(status));
}

static void put_field(struct kh_wbuf *w, const char *name, struct kh_span value)
{
	kh_wbuf_puts(w, name);
	kh_wbuf_puts(w, ": ");
	kh_wbuf_put_span(w, value);
	kh_wbuf_puts(w, "\r\n");
}

void kh_response_opening(struct kh_wbuf *w, enum kh_status status,
			 struct kh_span server, const char date[KH_DATE_LEN],
			 enum kh_persist persist)
{
	kh_wbuf_puts(w, "HTTP/1.1 ");
	put_status(w, status);
	kh_wbuf_puts(w, "\r\n");
	if (server.len)
		put_field(w, "Server", server);
	kh_wbuf_puts(w, "Date: ");
	kh_wbuf_put(w, date, KH_DATE_LEN);
	kh_wbuf_puts(w, "\r\n");
	if (persist == KH_PERSIST_KEEP)
		kh_wbuf_puts(w, "Connection: keep-alive\r\n");
	else if (persist == KH_PERSIST_CLOSE)
		kh_wbuf_puts(w, "Connection: close\r\n");
}

void kh_response_put_length(struct kh_wbuf *w, u64 size)
{
	kh_wbuf_puts(w, "Content-Length: ");
	kh_wbuf_put_u64(w, size);
	kh_wbuf_puts(w, "\r\n");
}

static void put_last_modified(struct kh_wbuf *w, s64 sec)
{
	char date[KH_DATE_LEN];

	kh_date_format(sec, date);
	put_field(w, "Last-Modified", kh_span(date, KH_DATE_LEN));
}

static void put_unchanged(struct kh_wbuf *w,
			  const struct kh_representation *rep)
{
	if (rep->etag.len)
		put_field(w, "ETag", rep->etag);
	if (rep->vary)
		put_field(w, "Vary", kh_span_str("Accept-Encoding"));
	kh_wbuf_put_span(w, rep->extra);
	kh_wbuf_puts(w, "\r\n");
}

void kh_response_file_rest(struct kh_wbuf *w,
			   const struct kh_representation *rep,
			   struct kh_rest_layout *layout)
{
	u32 begin = w->len;

	put_field(w, "Content-Type", rep->content_type);
	if (rep->coding != KH_CODING_IDENTITY)
		put_field(w, "Content-Encoding",
			  kh_span_str(kh_coding_name(rep->coding)));
	layout->type_len = (u16)(w->len - begin);
	kh_response_put_length(w, rep->size);
	if (rep->size >= KH_ACCEPT_RANGES_MIN)
		put_field(w, "Accept-Ranges", kh_span_str("bytes"));
	layout->common_off = (u16)(w->len - begin);
	put_last_modified(w, rep->mtime_sec);
	layout->unchanged_off = rep->etag.len ? (u16)(w->len - begin) :
						layout->common_off;
	layout->etag_off = (u16)(w->len - begin + sizeof("ETag: ") - 1);
	put_unchanged(w, rep);
}

/* The length is the body's also where it is left out (RFC 9110 8.6). */
void kh_response_status_body(struct kh_wbuf *w, enum kh_status status,
			     bool head_only)
{
	/* three digits, space, reason, newline */
	u64 size = 3 + 1 + strlen(kh_status_reason(status)) + 1;

	put_field(w, "Content-Type", kh_span_str(STATUS_BODY_TYPE));
	kh_response_put_length(w, size);
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
		kh_wbuf_puts(w, ALLOW);
	else if (status == KH_STATUS_UNAVAILABLE)
		kh_wbuf_puts(w, "Retry-After: " RETRY_AFTER "\r\n");
	kh_response_status_body(w, status, head_only);
}

void kh_response_options_rest(struct kh_wbuf *w)
{
	kh_wbuf_puts(w, ALLOW "\r\n");
}

void kh_response_stream_rest(struct kh_wbuf *w, struct kh_span content_type,
			     const char *vary, struct kh_span extra,
			     bool chunked)
{
	put_field(w, "Content-Type", content_type);
	if (chunked)
		put_field(w, "Transfer-Encoding", kh_span_str("chunked"));
	put_field(w, "Vary", kh_span_str(vary));
	kh_wbuf_put_span(w, extra);
	kh_wbuf_puts(w, "\r\n");
}

void kh_response_page_rest(struct kh_wbuf *w, struct kh_span content_type,
			   u64 size, struct kh_span extra)
{
	put_field(w, "Content-Type", content_type);
	kh_response_put_length(w, size);
	kh_wbuf_put_span(w, extra);
	kh_wbuf_puts(w, "\r\n");
}
