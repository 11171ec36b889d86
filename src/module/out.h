/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of a reply that the socket has not taken yet: what is left of the
 * head, then pages of an entry or pieces of a file.  Belongs to the owner of
 * the connection.
 */
#ifndef KHTTPD_MODULE_OUT_H
#define KHTTPD_MODULE_OUT_H

#include "module/respond.h"

struct khttpd_frag {
	struct page *page; /* referenced */
	u32 off; /* bytes into the page */
	u32 len;
};

struct khttpd_out {
	u64 pos; /* next byte of the body to be sent */
	u64 end; /* length of the body, bytes */
	struct khttpd_entry *entry; /* referenced, or NULL */
	struct khttpd_file *file; /* owned, or NULL */
	/* of a file: pieces read ahead, next to be sent is frag[first] */
	u64 filled; /* file offset behind the last piece */
	u32 first;
	u32 nr_frags;
	struct khttpd_frag frag[KHTTPD_STREAM_FRAGS];
	/* of the head */
	u32 head_off;
	u32 head_len;
	char head[];
};

/*
 * What is left of @reply after @head_sent bytes of its vec and @body_sent of
 * the body.  Takes the file over, and a reference on the entry.  NULL without
 * memory; nothing changes hands then.  Any context.
 */
struct khttpd_out *khttpd_out_create(struct khttpd_reply *reply,
				     size_t head_sent, u64 body_sent);

/* Give back everything.  With a file it may sleep, else any context. */
void khttpd_out_destroy(struct khttpd_out *out);

/*
 * Read the next pieces of the file; only when none are left.  Returns 0,
 * -ESTALE if the file is no longer the one that was opened, or -errno.  May
 * sleep.
 */
int khttpd_out_fill(struct khttpd_out *out);

#endif /* KHTTPD_MODULE_OUT_H */
