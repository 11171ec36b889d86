// SPDX-License-Identifier: GPL-2.0-only
/* Location (RFC 9110 10.2.2) of our own paths and of configured ones. */
#include "core/response.h"

#include "core/ascii.h"

/* Bytes of a decoded path: a '%' or '?' there is one of the file's name. */
static void put_path(struct kh_wbuf *w, struct kh_span path)
{
	size_t i;

	for (i = 0; i < path.len; i++) {
		u8 c = (u8)path.ptr[i];

		if (kh_ascii_is(c, KH_ASCII_PATH))
			kh_wbuf_putc(w, (char)c);
		else
			kh_wbuf_put_escaped(w, c);
	}
}

static bool is_one_of(u8 c, const char *set)
{
	while (*set && (u8)*set != c)
		set++;
	return *set;
}

/* Bytes as somebody wrote them: its escapes stay as they are. */
static void put_uri(struct kh_wbuf *w, struct kh_span uri, const char *also)
{
	size_t i;

	for (i = 0; i < uri.len; i++) {
		u8 c = (u8)uri.ptr[i];

		if (kh_ascii_is(c, KH_ASCII_PATH) || is_one_of(c, also))
			kh_wbuf_putc(w, (char)c);
		else
			kh_wbuf_put_escaped(w, c);
	}
}

static void put_query(struct kh_wbuf *w, struct kh_span query)
{
	put_uri(w, query, "?%");
}

/*
 * "//host/" in Location would send the client to another server
 * (RFC 3986 4.2), so only one slash begins it whatever @path holds.
 */
void kh_response_slash_redirect(struct kh_wbuf *w, struct kh_span path,
				struct kh_span query, bool head_only)
{
	while (path.len && path.ptr[0] == '/')
		path = kh_span_from(path, 1);
	kh_wbuf_puts(w, "Location: /");
	put_path(w, path);
	if (path.len && path.ptr[path.len - 1] != '/')
		kh_wbuf_putc(w, '/');
	put_query(w, query);
	kh_wbuf_puts(w, "\r\n");
	kh_response_status_body(w, KH_STATUS_MOVED_PERMANENTLY, head_only);
}

/* A path or a query cannot be appended to a query or a fragment. */
static bool is_open_ended(struct kh_span to)
{
	size_t i;

	for (i = 0; i < to.len; i++)
		if (to.ptr[i] == '?' || to.ptr[i] == '#')
			return false;
	return true;
}

static void append_path(struct kh_wbuf *w, struct kh_span to,
			struct kh_span remaining)
{
	if (remaining.len && (!to.len || to.ptr[to.len - 1] != '/'))
		kh_wbuf_putc(w, '/');
	while (remaining.len && remaining.ptr[0] == '/')
		remaining = kh_span_from(remaining, 1);
	put_path(w, remaining);
}

void kh_response_redirect_rest(struct kh_wbuf *w, enum kh_status status,
			       struct kh_span to, struct kh_span remaining,
			       struct kh_span query, bool head_only)
{
	kh_wbuf_puts(w, "Location: ");
	put_uri(w, to, "?%#[]");
	if (is_open_ended(to)) {
		append_path(w, to, remaining);
		put_query(w, query);
	}
	kh_wbuf_puts(w, "\r\n");
	kh_response_status_body(w, status, head_only);
}
