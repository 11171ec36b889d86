// SPDX-License-Identifier: GPL-2.0-only
#include "module/listing.h"

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "module/compat.h"
#include "module/file.h"

/* Names in the order the file system gave them; each a length and its bytes. */
struct names {
	struct names *next;
	u32 used; /* bytes */
	char text[KHTTPD_LISTING_NAMES];
};

enum stage {
	STAGE_BEGIN,
	STAGE_ITEMS,
	STAGE_END,
	STAGE_DONE,
};

struct khttpd_listing {
	struct khttpd_docroot *docroot;
	struct khttpd_listing_wish wish;
	enum stage stage;
	bool is_cut; /* there are more names than were read */
	u32 nr_names;
	u32 nr_items;
	u32 next_item;
	struct names *first;
	struct names *last;
	struct kh_listing_item *items; /* sorted; names in the blocks above */
	char *piece; /* KHTTPD_LISTING_PIECE bytes */
	char *path; /* of the wish; copied */
};

/* What a peer can make us hold at one time is this many times one listing. */
static atomic_t nr_listings = ATOMIC_INIT(0);

struct collect {
	struct dir_context context;
	struct khttpd_listing *listing;
	int err;
};

static bool add_block(struct khttpd_listing *listing)
{
	struct names *block = kvmalloc(sizeof(*block),
				       GFP_KERNEL | __GFP_NOWARN);

	if (!block)
		return false;
	block->next = NULL;
	block->used = 0;
	if (listing->last)
		listing->last->next = block;
	else
		listing->first = block;
	listing->last = block;
	return true;
}

static int add_name(struct khttpd_listing *listing, const char *name, u8 len)
{
	struct names *block = listing->last;

	if (listing->nr_names == KHTTPD_LISTING_MAX) {
		listing->is_cut = true;
		return -E2BIG;
	}
	if (!block || block->used + 1 + len > sizeof(block->text)) {
		if (!add_block(listing))
			return -ENOMEM;
		block = listing->last;
	}
	block->text[block->used] = (char)len;
	memcpy(block->text + block->used + 1, name, len);
	block->used += 1 + len;
	listing->nr_names++;
	return 0;
}

static bool is_wanted(const struct khttpd_listing *listing, const char *name,
		      int len)
{
	if (len < 1 || len > NAME_MAX)
		return false;
	if (name[0] != '.')
		return true;
	if (len == 1 || (len == 2 && name[1] == '.'))
		return false;
	return listing->wish.hidden;
}

static khttpd_filldir_t collect_name(struct dir_context *context,
				     const char *name, int len, loff_t offset,
				     u64 ino, unsigned int type)
{
	struct collect *collect = container_of(context, struct collect,
					       context);

	if (is_wanted(collect->listing, name, len))
		collect->err = add_name(collect->listing, name, (u8)len);
	return collect->err ? KHTTPD_FILLDIR_STOP : KHTTPD_FILLDIR_GO_ON;
}

static int read_names(struct khttpd_listing *listing, struct file *dir)
{
	struct collect collect = {
		.context.actor = collect_name,
		.listing = listing,
	};
	int err = iterate_dir(dir, &collect.context);

	if (!err && collect.err != -E2BIG)
		err = collect.err;
	return err;
}

/* -ENOENT and the like: it went, or is nothing that is served. */
static int stat_item(struct khttpd_listing *listing, const char *dir,
		     struct kh_listing_item *item)
{
	struct kstat stat;
	char *name = kasprintf(GFP_KERNEL | __GFP_NOWARN, "%s%.*s", dir,
			       (int)item->name.len, item->name.ptr);
	int err = name ? khttpd_file_stat(listing->docroot, name, &stat) :
			 -ENOMEM;

	kfree(name);
	if (err)
		return err;
	if (!S_ISDIR(stat.mode) && !S_ISREG(stat.mode))
		return -ENOENT;
	item->is_directory = S_ISDIR(stat.mode);
	item->size = stat.size;
	item->mtime_sec = stat.mtime.tv_sec;
	return 0;
}

/* Without memory it fails: what lacks names would be taken for the whole. */
static int stat_block(struct khttpd_listing *listing, const char *dir,
		      const struct names *block)
{
	u32 at;
	int err;

	for (at = 0; at < block->used; at += 1 + (u8)block->text[at]) {
		struct kh_listing_item *item =
			&listing->items[listing->nr_items];

		item->name = kh_span(block->text + at + 1, (u8)block->text[at]);
		err = stat_item(listing, dir, item);
		if (err == -ENOMEM)
			return err;
		if (!err)
			listing->nr_items++;
		cond_resched();
	}
	return 0;
}

static int compare(const void *a, const void *b, const void *order)
{
	return kh_listing_compare(a, b,
				  *(const struct kh_listing_order *)order);
}

static int make_items(struct khttpd_listing *listing, const char *dir)
{
	const struct names *block;
	int err = 0;

	listing->items = kvmalloc_array(max(listing->nr_names, 1u),
					sizeof(*listing->items),
					GFP_KERNEL | __GFP_NOWARN);
	if (!listing->items)
		return -ENOMEM;
	for (block = listing->first; block && !err; block = block->next)
		err = stat_block(listing, dir, block);
	if (err)
		return err;
	sort_r(listing->items, listing->nr_items, sizeof(*listing->items),
	       compare, NULL, &listing->wish.order);
	return 0;
}

static int read_directory(struct khttpd_listing *listing, const char *name)
{
	struct file *dir = khttpd_file_open_dir(listing->docroot, name);
	int err;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	err = read_names(listing, dir);
	fput(dir);
	return err ?: make_items(listing, name);
}

static struct khttpd_listing *alloc_listing(
	struct khttpd_docroot *docroot, const struct khttpd_listing_wish *wish)
{
	struct khttpd_listing *listing;

	listing = kzalloc(sizeof(*listing), GFP_KERNEL | __GFP_NOWARN);
	if (!listing)
		return NULL;
	listing->docroot = docroot;
	refcount_inc(&docroot->ref);
	listing->wish = *wish;
	listing->piece = kvmalloc(KHTTPD_LISTING_PIECE,
				  GFP_KERNEL | __GFP_NOWARN);
	listing->path = kmemdup(wish->path.ptr, wish->path.len,
				GFP_KERNEL | __GFP_NOWARN);
	listing->wish.path.ptr = listing->path;
	return listing;
}

struct khttpd_listing *khttpd_listing_create(
	struct khttpd_docroot *docroot, const char *name,
	const struct khttpd_listing_wish *wish)
{
	struct khttpd_listing *listing;
	int err = -ENOMEM;

	if (atomic_inc_return(&nr_listings) > KHTTPD_LISTINGS_MAX) {
		atomic_dec(&nr_listings);
		return ERR_PTR(-EBUSY);
	}
	listing = alloc_listing(docroot, wish);
	if (!listing) {
		atomic_dec(&nr_listings);
		return ERR_PTR(-ENOMEM);
	}
	if (listing->piece && listing->path)
		err = read_directory(listing, name);
	if (!err)
		return listing;
	khttpd_listing_destroy(listing);
	return ERR_PTR(err);
}

int khttpd_listing_check(const struct khttpd_docroot *docroot, const char *name)
{
	struct file *dir = khttpd_file_open_dir(docroot, name);

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	fput(dir);
	return 0;
}

void khttpd_listing_destroy(struct khttpd_listing *listing)
{
	while (listing->first) {
		struct names *block = listing->first;

		listing->first = block->next;
		kvfree(block);
	}
	kvfree(listing->items);
	kvfree(listing->piece);
	kfree(listing->path);
	khttpd_docroot_put(listing->docroot);
	kfree(listing);
	atomic_dec(&nr_listings);
}

/* As many items as fit and leave room for what may follow. */
static void write_items(struct khttpd_listing *listing, struct kh_wbuf *w)
{
	while (listing->next_item < listing->nr_items &&
	       w->len + KH_LISTING_ITEM_MAX + KHTTPD_LISTING_FRAME < w->cap) {
		u32 i = listing->next_item++;

		kh_listing_item(w, listing->wish.form, &listing->items[i],
				i == 0);
	}
	if (listing->next_item == listing->nr_items)
		listing->stage = STAGE_END;
}

static void write_piece(struct khttpd_listing *listing, struct kh_wbuf *w)
{
	const struct khttpd_listing_wish *wish = &listing->wish;

	if (listing->stage == STAGE_BEGIN) {
		kh_listing_begin(w, wish->form, wish->path, wish->order);
		listing->stage = STAGE_ITEMS;
	}
	if (listing->stage == STAGE_ITEMS)
		write_items(listing, w);
	if (listing->stage == STAGE_END &&
	    w->len + KH_LISTING_ITEM_MAX + KHTTPD_LISTING_FRAME < w->cap) {
		kh_listing_end(w, wish->form, listing->is_cut);
		listing->stage = STAGE_DONE;
	}
}

/*
 * A chunk around the bytes behind the first KHTTPD_LISTING_SIZE_LINE, which
 * were left free for its size: hexadecimal, of fixed width.
 */
static void frame_chunk(struct kh_wbuf *w, bool is_last)
{
	char line[KHTTPD_LISTING_SIZE_LINE + 1];

	snprintf(line, sizeof(line), "%06x\r\n",
		 w->len - KHTTPD_LISTING_SIZE_LINE);
	memcpy(w->ptr, line, KHTTPD_LISTING_SIZE_LINE);
	kh_wbuf_puts(w, is_last ? "\r\n0\r\n\r\n" : "\r\n");
}

struct kh_span khttpd_listing_next(struct khttpd_listing *listing)
{
	struct kh_wbuf w;

	kh_wbuf_init(&w, listing->piece, KHTTPD_LISTING_PIECE);
	if (listing->stage == STAGE_DONE)
		return kh_span(w.ptr, 0);
	if (listing->wish.chunked)
		w.len = KHTTPD_LISTING_SIZE_LINE;
	write_piece(listing, &w);
	if (listing->wish.chunked)
		frame_chunk(&w, listing->stage == STAGE_DONE);
	KH_ASSERT(!w.overflow);
	return kh_span(w.ptr, w.len);
}
