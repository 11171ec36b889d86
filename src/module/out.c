// SPDX-License-Identifier: GPL-2.0-only
#include "module/out.h"

#include <linux/pipe_fs_i.h>
#include <linux/slab.h>
#include <linux/splice.h>

#include "module/compat.h"

/* Copy what follows the first @skip bytes of the reply's vec. */
static void copy_head(struct khttpd_out *out, const struct khttpd_reply *reply,
		      size_t skip)
{
	unsigned int i;

	for (i = 0; i < reply->nr_vec; i++) {
		const struct kvec *vec = &reply->vec[i];
		size_t drop = min(skip, vec->iov_len);

		memcpy(out->text + out->head_len, vec->iov_base + drop,
		       vec->iov_len - drop);
		out->head_len += vec->iov_len - drop;
		skip -= drop;
	}
}

struct khttpd_out *khttpd_out_create(struct khttpd_reply *reply,
				     size_t head_sent)
{
	struct khttpd_out *out;

	out = kmalloc(struct_size(out, text, reply->vec_len - head_sent),
		      GFP_ATOMIC | __GFP_NOWARN);
	if (!out)
		return NULL;
	memset(out, 0, sizeof(*out));
	copy_head(out, reply, head_sent);
	out->head = out->text;
	out->pos = reply->pos;
	out->end = reply->end;
	out->filled = reply->pos;
	if (reply->entry)
		refcount_inc(&reply->entry->ref);
	out->entry = reply->entry;
	out->file = reply->file;
	out->listing = reply->listing;
	out->parts = reply->parts;
	reply->file = NULL;
	reply->listing = NULL;
	reply->parts = NULL;
	return out;
}

bool khttpd_out_next_part(struct khttpd_out *out)
{
	const struct khttpd_part *part;

	if (!khttpd_out_has_more(out))
		return false;
	part = &out->parts->part[out->parts->next++];
	out->head = out->parts->text + part->off;
	out->head_off = 0;
	out->head_len = part->len;
	out->pos = part->range.first;
	out->end = part->range.end;
	out->filled = out->pos;
	return true;
}

static void put_frags(struct khttpd_out *out)
{
	for (; out->first < out->nr_frags; out->first++)
		put_page(out->frag[out->first].page);
}

void khttpd_out_destroy(struct khttpd_out *out)
{
	put_frags(out);
	if (out->entry)
		khttpd_entry_put(out->entry);
	if (out->file) {
		khttpd_file_close(out->file);
		kfree(out->file);
	}
	if (out->listing)
		khttpd_listing_destroy(out->listing);
	kfree(out->parts);
	kfree(out);
}

static void add_frag(struct khttpd_out *out, struct page *page, u32 off,
		     u32 len)
{
	out->frag[out->nr_frags++] = (struct khttpd_frag){
		.page = page,
		.off = off,
		.len = len,
	};
	out->filled += len;
}

/*
 * What is in the page cache, up to the first page that is not: without a pipe,
 * which for a page in memory costs as much as sending it.
 */
static void fill_by_lookup(struct khttpd_out *out, size_t len)
{
	struct file *filp = out->file->filp;

	if (!khttpd_owns_its_data(file_inode(filp)))
		return;
	while (len && out->nr_frags < KHTTPD_STREAM_FRAGS) {
		struct page *page = khttpd_find_page(filp->f_mapping,
						     out->filled >> PAGE_SHIFT);
		u32 off = offset_in_page(out->filled);
		u32 piece = min_t(size_t, len, PAGE_SIZE - off);

		if (!page)
			return;
		add_frag(out, page, off, piece);
		len -= piece;
	}
}

/*
 * Take a reference on the page-cache pages of one pipe buffer; a buffer may
 * cover several pages of a folio.  Returns the bytes taken, 0 when full.
 */
static int take_buffer(struct pipe_inode_info *pipe, struct pipe_buffer *buf,
		       struct splice_desc *sd)
{
	struct khttpd_out *out = sd->u.data;
	struct page *page = buf->page + (buf->offset >> PAGE_SHIFT);
	u32 off = offset_in_page(buf->offset);
	u32 left = sd->len;

	while (left && out->nr_frags < KHTTPD_STREAM_FRAGS) {
		u32 len = min_t(u32, left, PAGE_SIZE - off);

		get_page(page);
		add_frag(out, page, off, len);
		page++;
		off = 0;
		left -= len;
	}
	return sd->len - left ?: -ENOBUFS;
}

static int take_pipe(struct pipe_inode_info *pipe, struct splice_desc *sd)
{
	return __splice_from_pipe(pipe, sd, take_buffer);
}

static ssize_t fill_by_splice(struct khttpd_out *out, size_t len)
{
	struct splice_desc sd = {
		.total_len = len,
		.pos = out->filled,
		.u.data = out,
	};

	return splice_direct_to_actor(out->file->filp, &sd, take_pipe);
}

/* For file systems without splice: a page of ours at a time. */
static ssize_t fill_by_read(struct khttpd_out *out, size_t len)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
	loff_t pos = out->filled;
	ssize_t n;

	if (!page)
		return -ENOMEM;
	n = kernel_read(out->file->filp, page_address(page),
			min_t(size_t, len, PAGE_SIZE), &pos);
	if (n > 0)
		add_frag(out, page, 0, n);
	else
		put_page(page);
	return n;
}

static int fill_page(struct khttpd_out *out, struct kh_span bytes)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_NOWARN);

	if (!page)
		return -ENOMEM;
	memcpy(page_address(page), bytes.ptr, bytes.len);
	add_frag(out, page, 0, bytes.len);
	return 0;
}

/* Without memory the listing is short of this piece: the caller gives up. */
static int fill_by_listing(struct khttpd_out *out)
{
	struct kh_span piece = khttpd_listing_next(out->listing);
	int err = 0;

	if (!piece.len)
		out->end = out->pos;
	while (piece.len && !err) {
		size_t len = min_t(size_t, piece.len, PAGE_SIZE);

		err = fill_page(out, kh_span(piece.ptr, len));
		piece = kh_span_from(piece, len);
	}
	return err;
}

static int fill_by_file(struct khttpd_out *out)
{
	size_t len = min_t(u64, out->end - out->filled, KHTTPD_STREAM_BYTES);
	ssize_t n = khttpd_file_ask(out->file, out->filled, len);

	if (n)
		return n;
	fill_by_lookup(out, len);
	if (!out->nr_frags)
		n = fill_by_splice(out, len);
	if (n == -EINVAL && !out->nr_frags)
		n = fill_by_read(out, len);
	/* Some pieces and then an error: the error comes again next time. */
	if (n < 0 && !out->nr_frags)
		return n;
	if (!out->nr_frags || !khttpd_fresh_same_content(&out->file->fresh))
		return -ESTALE;
	return 0;
}

int khttpd_out_fill(struct khttpd_out *out)
{
	KH_ASSERT(out->first == out->nr_frags);
	out->first = 0;
	out->nr_frags = 0;
	return out->listing ? fill_by_listing(out) : fill_by_file(out);
}
