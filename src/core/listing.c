// SPDX-License-Identifier: GPL-2.0-only
#include "core/listing.h"

#include "core/ascii.h"
#include "core/date.h"

static const char *const key_names[] = {
	[KH_LISTING_NAME] = "name",
	[KH_LISTING_SIZE] = "size",
	[KH_LISTING_TIME] = "time",
};

/* One "name=value" of the query, up to the next '&'. */
static void take_parameter(struct kh_listing_order *order,
			   struct kh_span parameter)
{
	static const char sort[] = "sort=";
	size_t len = sizeof(sort) - 1;
	size_t i;

	if (kh_span_equal(parameter, kh_span_str("order=desc")))
		order->descending = true;
	if (parameter.len < len || memcmp(parameter.ptr, sort, len) != 0)
		return;
	parameter = kh_span_from(parameter, len);
	for (i = 0; i < ARRAY_SIZE(key_names); i++)
		if (kh_span_equal(parameter, kh_span_str(key_names[i])))
			order->key = (enum kh_listing_key)i;
}

struct kh_listing_order kh_listing_order_of(struct kh_span query)
{
	struct kh_listing_order order = { KH_LISTING_NAME, false };
	size_t begin = 1; /* behind the '?' */
	size_t i;

	for (i = 1; i <= query.len; i++) {
		if (i < query.len && query.ptr[i] != '&')
			continue;
		take_parameter(&order, kh_span(query.ptr + begin, i - begin));
		begin = i + 1;
	}
	return order;
}

static int compare_u64(u64 a, u64 b)
{
	return a < b ? -1 : a > b;
}

static int compare_names(struct kh_span a, struct kh_span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int diff = memcmp(a.ptr, b.ptr, len);

	return diff ? diff : compare_u64(a.len, b.len);
}

int kh_listing_compare(const struct kh_listing_item *a,
		       const struct kh_listing_item *b,
		       struct kh_listing_order order)
{
	int diff = 0;

	if (a->is_directory != b->is_directory)
		return a->is_directory ? -1 : 1;
	if (order.key == KH_LISTING_SIZE && !a->is_directory)
		diff = compare_u64(a->size, b->size);
	else if (order.key == KH_LISTING_TIME)
		diff = a->mtime_sec < b->mtime_sec ?
			       -1 :
			       a->mtime_sec > b->mtime_sec;
	if (!diff)
		diff = compare_names(a->name, b->name);
	return order.descending ? -diff : diff;
}

struct kh_span kh_listing_type(enum kh_listing_form form)
{
	return kh_span_str(form == KH_LISTING_JSON ?
				   "application/json" :
				   "text/html; charset=utf-8");
}

static void put_html(struct kh_wbuf *w, struct kh_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		switch (text.ptr[i]) {
		case '&':
			kh_wbuf_puts(w, "&amp;");
			break;
		case '<':
			kh_wbuf_puts(w, "&lt;");
			break;
		case '>':
			kh_wbuf_puts(w, "&gt;");
			break;
		case '"':
			kh_wbuf_puts(w, "&quot;");
			break;
		case '\'':
			kh_wbuf_puts(w, "&#39;");
			break;
		default:
			kh_wbuf_putc(w, text.ptr[i]);
		}
	}
}

/*
 * A relative reference of one segment (RFC 3986 4.2): "./" before it, because
 * a colon in the first segment would make a scheme of what precedes it.
 */
static void put_href(struct kh_wbuf *w, const struct kh_listing_item *item)
{
	size_t i;

	kh_wbuf_puts(w, "./");
	for (i = 0; i < item->name.len; i++) {
		u8 c = (u8)item->name.ptr[i];

		if (kh_ascii_is(c, KH_ASCII_NAME) && c != '&' && c != '\'')
			kh_wbuf_putc(w, (char)c);
		else
			kh_wbuf_put_escaped(w, c);
	}
	if (item->is_directory)
		kh_wbuf_putc(w, '/');
}

/* Length of the UTF-8 sequence at the front of @s, 0 if it is none. */
static size_t utf8_len(struct kh_span s)
{
	const u8 *p = (const u8 *)s.ptr;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	size_t i;

	if ((p[0] >= 0x80 && p[0] < 0xc2) || p[0] > 0xf4 || len > s.len)
		return 0;
	for (i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates, beyond U+10FFFF */
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

static void put_json_byte(struct kh_wbuf *w, u8 c)
{
	static const char digits[] = "0123456789abcdef";

	if (c == '"' || c == '\\') {
		kh_wbuf_putc(w, '\\');
		kh_wbuf_putc(w, (char)c);
	} else if (c < 0x20 || c == 0x7f) {
		kh_wbuf_puts(w, "\\u00");
		kh_wbuf_putc(w, digits[c >> 4]);
		kh_wbuf_putc(w, digits[c & 15]);
	} else {
		kh_wbuf_putc(w, (char)c);
	}
}

/* RFC 8259 8.1: the text is UTF-8; a byte that is not becomes U+FFFD. */
static void put_json(struct kh_wbuf *w, struct kh_span text)
{
	kh_wbuf_putc(w, '"');
	while (text.len) {
		size_t len = utf8_len(text);

		if (len == 1)
			put_json_byte(w, (u8)text.ptr[0]);
		else if (len)
			kh_wbuf_put(w, text.ptr, len);
		else
			kh_wbuf_puts(w, "\xef\xbf\xbd");
		len = len ? len : 1;
		text = kh_span_from(text, len);
	}
	kh_wbuf_putc(w, '"');
}

/* "1023 B", "1.0 KiB", one digit after the point, cut off. */
static void put_size(struct kh_wbuf *w, u64 size)
{
	static const char units[] = "KMGTPE";
	u64 tenths;
	int unit = -1;

	for (tenths = size; tenths >= 1024 && unit < 5; unit++)
		tenths >>= 10;
	if (unit < 0) {
		kh_wbuf_put_u64(w, size);
		kh_wbuf_puts(w, " B");
		return;
	}
	kh_wbuf_put_u64(w, tenths);
	kh_wbuf_putc(w, '.');
	kh_wbuf_put_u64(w, ((size >> (10 * unit)) & 1023) * 10 / 1024);
	kh_wbuf_putc(w, ' ');
	kh_wbuf_putc(w, units[unit]);
	kh_wbuf_puts(w, "iB");
}

static const char style[] =
	"<style>:root{color-scheme:light dark}"
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;"
	"margin:0 auto;padding:1rem}"
	"h1{font-size:1.25rem;overflow-wrap:anywhere}"
	"table{width:100%;border-collapse:collapse}"
	"th,td{text-align:left;padding:.35rem .5rem;"
	"border-bottom:1px solid #8884}"
	"td:first-child{overflow-wrap:anywhere}"
	".n{text-align:right;white-space:nowrap}"
	"tr:hover,tr:focus-within{background:#8882}"
	"@media(max-width:30rem){.t{display:none}}</style>";

/* A column's title is the link that sorts by it, and the other way again. */
static void put_column(struct kh_wbuf *w, enum kh_listing_key key,
		       const char *attributes, const char *title,
		       struct kh_listing_order order)
{
	bool is_order = key == order.key;

	kh_wbuf_puts(w, "<th scope=col");
	kh_wbuf_puts(w, attributes);
	if (is_order)
		kh_wbuf_puts(w, order.descending ? " aria-sort=descending" :
						   " aria-sort=ascending");
	kh_wbuf_puts(w, "><a href=\"?sort=");
	kh_wbuf_puts(w, key_names[key]);
	if (is_order && !order.descending)
		kh_wbuf_puts(w, "&amp;order=desc");
	kh_wbuf_puts(w, "\">");
	kh_wbuf_puts(w, title);
	kh_wbuf_puts(w, "</a></th>");
}

static void begin_html(struct kh_wbuf *w, struct kh_span path,
		       struct kh_listing_order order)
{
	kh_wbuf_puts(w, "<!doctype html>\n<html lang=en><head>"
			"<meta charset=utf-8><meta name=viewport "
			"content=\"width=device-width,initial-scale=1\">"
			"<title>");
	put_html(w, path);
	kh_wbuf_puts(w, "</title>\n");
	kh_wbuf_puts(w, style);
	kh_wbuf_puts(w, "</head>\n<body><h1>");
	put_html(w, path);
	kh_wbuf_puts(w, "</h1>\n<table><thead><tr>");
	put_column(w, KH_LISTING_NAME, "", "Name", order);
	put_column(w, KH_LISTING_SIZE, " class=n", "Size", order);
	put_column(w, KH_LISTING_TIME, " class=\"n t\"", "Changed (UTC)",
		   order);
	kh_wbuf_puts(w, "</tr></thead>\n<tbody>\n");
	if (path.len > 1)
		kh_wbuf_puts(w, "<tr><td><a href=\"../\">../</a></td>"
				"<td></td><td class=t></td></tr>\n");
}

void kh_listing_begin(struct kh_wbuf *w, enum kh_listing_form form,
		      struct kh_span path, struct kh_listing_order order)
{
	if (form == KH_LISTING_HTML)
		begin_html(w, path, order);
	else
		kh_wbuf_puts(w, "[");
}

static void put_html_item(struct kh_wbuf *w, const struct kh_listing_item *item)
{
	char date[KH_DATE_ISO_LEN];

	kh_date_format_iso(item->mtime_sec, date);
	kh_wbuf_puts(w, "<tr><td><a href=\"");
	put_href(w, item);
	kh_wbuf_puts(w, "\">");
	put_html(w, item->name);
	kh_wbuf_puts(w, item->is_directory ? "/" : "");
	kh_wbuf_puts(w, "</a></td><td class=n>");
	if (!item->is_directory)
		put_size(w, item->size);
	kh_wbuf_puts(w, "</td><td class=\"n t\">");
	kh_wbuf_put(w, date, 10);
	kh_wbuf_putc(w, ' ');
	kh_wbuf_put(w, date + 11, 8);
	kh_wbuf_puts(w, "</td></tr>\n");
}

static void put_json_item(struct kh_wbuf *w, const struct kh_listing_item *item)
{
	char date[KH_DATE_ISO_LEN];

	kh_date_format_iso(item->mtime_sec, date);
	kh_wbuf_puts(w, "\n{\"name\":");
	put_json(w, item->name);
	kh_wbuf_puts(w, ",\"href\":\"");
	put_href(w, item);
	kh_wbuf_puts(w, item->is_directory ? "\",\"type\":\"directory\"" :
					     "\",\"type\":\"file\",\"size\":");
	if (!item->is_directory)
		kh_wbuf_put_u64(w, item->size);
	kh_wbuf_puts(w, ",\"mtime\":\"");
	kh_wbuf_put(w, date, sizeof(date));
	kh_wbuf_puts(w, "\"}");
}

void kh_listing_item(struct kh_wbuf *w, enum kh_listing_form form,
		     const struct kh_listing_item *item, bool is_first)
{
	if (form == KH_LISTING_HTML) {
		put_html_item(w, item);
		return;
	}
	if (!is_first)
		kh_wbuf_putc(w, ',');
	put_json_item(w, item);
}

void kh_listing_end(struct kh_wbuf *w, enum kh_listing_form form, bool is_cut)
{
	if (form == KH_LISTING_JSON) {
		kh_wbuf_puts(w,
			     is_cut ? ",\n{\"type\":\"more\"}\n]\n" : "\n]\n");
		return;
	}
	kh_wbuf_puts(w, "</tbody></table>\n");
	if (is_cut)
		kh_wbuf_puts(w, "<p>There are more names than are listed.\n");
	kh_wbuf_puts(w, "</body></html>\n");
}
