/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of a reply that the socket has not taken yet: what is left of the
 * head, then pages of an entry or pieces of a file, and the same again for each
 * further part of several ranges.  Belongs to the owner of the connection.
 */
#ifndef KHTTPD_MODULE_OUT_H
#define KHTTPD_MODULE_OUT_H

#include "module/reply.h"

struct khttpd_frag {
	struct page *page; /* referenced */
	u32 off; /* bytes into the page */
	u32 len;
};

struct khttpd_out {
	u64 pos; /* next byte of entry or file to be sent */
	u64 end; /* behind the last one */
	struct khttpd_entry *entry; /* referenced, or NULL */
	struct khttpd_file *file; /* owned, or NULL */
	struct khttpd_listing *listing; /* owned, or NULL; its end is not known */
	/* of these: pieces read ahead, next to be sent is frag[first] */
	u64 filled; /* file offset behind the last piece */
	u32 first;
	u32 nr_frags;
	struct khttpd_frag frag[KHTTPD_STREAM_FRAGS];
	struct khttpd_parts *parts; /* to follow, or NULL; owned */
	/* of the head, or the text of a part */
	const char *head;
	u32 head_off;
	u32 head_len;
	char text[]; /* the head */
};

/*
 * What is left of @reply after @head_sent bytes of its vec; reply->pos says what
 * is left of the body.  Takes file and parts over, and a reference on the
 * entry.  NULL without memory; nothing changes hands then.  Any context.
 */
struct khttpd_out *khttpd_out_create(struct khttpd_reply *reply,
				     size_t head_sent);

/*
 * The bytes of head and body are sent: go on to the next part.  False if there
 * is none.  Any context.
 */
bool khttpd_out_next_part(struct khttpd_out *out);

/* True if bytes follow those of this head and body. */
static inline bool khttpd_out_has_more(const struct khttpd_out *out)
{
	return out->parts && out->parts->next < out->parts->nr;
}

/* Give back everything.  A stream's end may sleep, else any context. */
void khttpd_out_destroy(struct khttpd_out *out);

/* True if a worker has to bring the bytes, and to see the end. */
static inline bool khttpd_out_is_stream(const struct khttpd_out *out)
{
	return out->file || out->listing;
}

/*
 * Read the next pieces of the file or the listing; only when none are left.  Returns 0,
 * -ESTALE if the file is no longer the one that was opened, or -errno.  May
 * sleep.
 */
int khttpd_out_fill(struct khttpd_out *out);

#endif /* KHTTPD_MODULE_OUT_H */
