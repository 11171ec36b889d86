/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The listing of a directory as a page of HTML or an array of JSON, written
 * item by item.  Names are bytes of the file system: every byte of them is
 * escaped for where it stands, so that no name can be more than text.
 */
#ifndef KHTTPD_CORE_LISTING_H
#define KHTTPD_CORE_LISTING_H

#include "core/wbuf.h"

KH_BEGIN_DECLS

enum kh_listing_key {
	KH_LISTING_NAME,
	KH_LISTING_SIZE,
	KH_LISTING_TIME,
};

/* Directories come before files whatever the order. */
struct kh_listing_order {
	enum kh_listing_key key;
	bool descending;
};

struct kh_listing_item {
	struct kh_span name; /* no slash in it */
	bool is_directory;
	u64 size; /* bytes; of no meaning for a directory */
	s64 mtime_sec;
};

/* What writes each form; KH_LISTING_HTML is what a browser gets. */
enum kh_listing_form {
	KH_LISTING_HTML,
	KH_LISTING_JSON,
};

/*
 * Bytes that suffice for one item whose name is NAME_MAX (255) bytes, each of
 * which takes at most three in the link and six in the text; and for begin
 * with a path of 4096 bytes, which is there twice.
 */
#define KH_LISTING_ITEM_MAX 4096u
#define KH_LISTING_BEGIN_MAX (2048u + 6u * 2u * 4096u)

/*
 * The order that the query of a request asks for: "?sort=size&order=desc",
 * keys name, size, time.  What is not understood counts as not there.
 */
struct kh_listing_order kh_listing_order_of(struct kh_span query);

/* Negative, 0 or positive like memcmp(): where @a stands to @b. */
int kh_listing_compare(const struct kh_listing_item *a,
		       const struct kh_listing_item *b,
		       struct kh_listing_order order);

/* The Content-Type of a form. */
struct kh_span kh_listing_type(enum kh_listing_form form);

/* What comes before the items; @path is decoded and ends with a slash. */
void kh_listing_begin(struct kh_wbuf *w, enum kh_listing_form form,
		      struct kh_span path, struct kh_listing_order order);

/* One item; @is_first matters to JSON. */
void kh_listing_item(struct kh_wbuf *w, enum kh_listing_form form,
		     const struct kh_listing_item *item, bool is_first);

/* What comes after them; @is_cut: there are more names than were listed. */
void kh_listing_end(struct kh_wbuf *w, enum kh_listing_form form, bool is_cut);

KH_END_DECLS

#endif /* KHTTPD_CORE_LISTING_H */
