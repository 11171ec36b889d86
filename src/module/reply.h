/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One answer on its way to a socket: the bytes of its vec, then bytes of an
 * entry or of a file, then, for several ranges, more such pairs.  Knows heads
 * and bytes; which answer it is was decided by respond.c or answer.c.
 */
#ifndef KHTTPD_MODULE_REPLY_H
#define KHTTPD_MODULE_REPLY_H

#include <linux/uio.h>

#include "core/etag.h"
#include "core/response.h"
#include "core/select.h"
#include "module/entry.h"
#include "module/file.h"
#include "module/listing.h"
#include "module/parts.h"

/* Opening and rest of any answer but a redirect, with a status body. */
#define KHTTPD_REPLY_TEXT (KH_OPENING_MAX + KH_REST_MAX)

/* Opening, type, fields of a part, the other fields, body of at most a page. */
#define KHTTPD_REPLY_VECS 5

/* What is kept with an entry of a file's bytes, and made for one sent uncached. */
struct khttpd_about {
	struct kh_rest_layout layout; /* of the rest */
	u16 etag_len; /* of the tag in it */
	u8 siblings; /* bits 1 << enum kh_coding of encoded forms there are */
	bool stub; /* nothing but this is known: the bytes are not here */
	s64 mtime_sec;
	u16 base_len;
	char base[KH_ETAG_MAX]; /* tag of the file this is an encoded form of */
};

struct khttpd_reply {
	enum kh_status status;
	bool close; /* the connection ends with it */
	unsigned int nr_vec;
	size_t vec_len; /* bytes in vec */
	struct kvec vec[KHTTPD_REPLY_VECS];
	u64 pos; /* first byte of entry or file that follows the vec */
	u64 end; /* behind the last one */
	struct khttpd_entry *entry; /* its pages follow, or NULL */
	struct khttpd_file *file; /* its bytes follow, or NULL; owned */
	struct khttpd_listing *listing; /* it follows, or NULL; owned */
	struct khttpd_parts *parts; /* then these, or NULL; owned */
	struct khttpd_entry *held; /* reference to put with the reply */
	char *long_text; /* allocated; owned */
	u32 text_len; /* bytes of text in use */
	char text[KHTTPD_REPLY_TEXT];
};

/* Begin an answer; the caller adds an opening next. */
static inline void khttpd_reply_begin(struct khttpd_reply *reply,
				      enum kh_status status, bool close)
{
	reply->status = status;
	reply->close = close;
	reply->nr_vec = 0;
	reply->vec_len = 0;
	reply->pos = 0;
	reply->end = 0;
	reply->entry = NULL;
	reply->file = NULL;
	reply->listing = NULL;
	reply->parts = NULL;
	reply->held = NULL;
	reply->long_text = NULL;
	reply->text_len = 0;
}

/* Append bytes that stay where they are until the reply is released. */
static inline void khttpd_reply_add(struct khttpd_reply *reply,
				    const void *base, size_t len)
{
	reply->vec[reply->nr_vec++] = (struct kvec){
		.iov_base = (void *)base,
		.iov_len = len,
	};
	reply->vec_len += len;
}

/* A writer behind the text in use, and the end of its use: append the bytes. */
void khttpd_reply_text(const struct khttpd_reply *reply, struct kh_wbuf *w);
void khttpd_reply_add_text(struct khttpd_reply *reply, const struct kh_wbuf *w);

/* Write and append the opening, with the time that it is. */
void khttpd_reply_open(struct khttpd_reply *reply, u8 minor);

/* What the opening says of the connection. */
static inline enum kh_persist khttpd_persist(u8 minor, bool close)
{
	if (close)
		return KH_PERSIST_CLOSE;
	return minor ? KH_PERSIST_DEFAULT : KH_PERSIST_KEEP;
}

/*
 * Append the fields that selection @sel of a representation has, for any
 * status but 412 and 416; @rest is the head's rest of the whole.  @parts: with
 * more than one range.
 */
void khttpd_reply_add_rest(struct khttpd_reply *reply,
			   const struct kh_selection *sel, const char *rest,
			   u32 rest_len, const struct khttpd_about *about,
			   u64 size);

/* True if the body is sent page by page instead of copied. */
static inline bool khttpd_reply_has_pages(const struct khttpd_entry *entry)
{
	return entry->body_len > KHTTPD_COPY_MAX;
}

/*
 * Append the bytes of an entry from @first to before @end.  The caller keeps the
 * entry until the reply is with TCP.
 */
static inline void khttpd_reply_add_bytes(struct khttpd_reply *reply,
					  struct khttpd_entry *entry, u64 first,
					  u64 end)
{
	if (khttpd_reply_has_pages(entry)) {
		reply->entry = entry;
		reply->pos = first;
		reply->end = end;
	} else if (end > first) {
		khttpd_reply_add(reply, page_address(entry->pages[0]) + first,
				 end - first);
	}
}

/* The same of what @sel selects, if anything. */
void khttpd_reply_add_body(struct khttpd_reply *reply,
			   const struct kh_selection *sel,
			   struct khttpd_entry *entry);

/*
 * Make @reply a status and its short body, closing the connection if @close.
 * Any context.
 */
void khttpd_reply_status(struct khttpd_reply *reply, enum kh_status status,
			 u8 minor, bool close, bool head_only);

/*
 * True if @sel is a refusal, 412 or 416, of a representation of @size bytes;
 * @reply then is it.  Any context.
 */
bool khttpd_reply_refuses(struct khttpd_reply *reply,
			  const struct kh_selection *sel, u64 size, u8 minor,
			  bool close);

/*
 * Give back what the reply owns, of which nothing is left in it: released once
 * more it is as empty.  May sleep with a file, else any context.
 */
void khttpd_reply_release(struct khttpd_reply *reply);

#endif /* KHTTPD_MODULE_REPLY_H */
