// SPDX-License-Identifier: GPL-2.0-only
#include "module/entry.h"

#include <linux/slab.h>

#include "module/compat.h"

static atomic64_t nr_bytes = ATOMIC64_INIT(0);

u64 khttpd_entry_bytes(void)
{
	return atomic64_read(&nr_bytes);
}

void khttpd_entry_count(s64 bytes)
{
	atomic64_add(bytes, &nr_bytes);
}

/* Freeing puts paths and so may sleep: RCU grace period, then this queue. */
static struct workqueue_struct *free_queue;

static void free_pages_of(struct khttpd_entry *entry)
{
	u32 i;

	for (i = 0; entry->pages && i < entry->nr_pages; i++)
		if (entry->pages[i])
			put_page(entry->pages[i]);
	kvfree(entry->pages);
}

static void free_entry(struct khttpd_entry *entry)
{
	free_pages_of(entry);
	khttpd_fresh_release(&entry->fresh);
	kfree(entry);
}

static void free_entry_work(struct work_struct *work)
{
	free_entry(container_of(to_rcu_work(work), struct khttpd_entry,
				free_work));
}

static bool alloc_pages_for(struct khttpd_entry *entry)
{
	u32 i;

	entry->pages = kvcalloc(entry->nr_pages, sizeof(*entry->pages),
				GFP_KERNEL | __GFP_NOWARN);
	if (!entry->pages)
		return false;
	for (i = 0; i < entry->nr_pages; i++) {
		/* Order 0: sends take a reference on each page alone. */
		entry->pages[i] = alloc_page(GFP_KERNEL | __GFP_NOWARN);
		if (!entry->pages[i])
			return false;
	}
	return true;
}

/* Behind the struct: first what is read as a struct, for its alignment. */
static void copy_text(struct khttpd_entry *entry,
		      const struct khttpd_entry_bytes *from)
{
	char *text = (char *)(entry + 1);

	entry->about = memcpy(text, from->about, from->about_len);
	text += from->about_len;
	entry->key = memcpy(text, from->key, from->key_len);
	entry->key_len = from->key_len;
	text += from->key_len;
	entry->rest = memcpy(text, from->rest, from->rest_len);
	entry->rest_len = from->rest_len;
}

static u32 text_size(const struct khttpd_entry_bytes *from)
{
	return from->about_len + from->key_len + from->rest_len;
}

static size_t size_of(u32 text_len, u32 nr_pages)
{
	return sizeof(struct khttpd_entry) + text_len +
	       nr_pages * (PAGE_SIZE + sizeof(struct page *));
}

size_t khttpd_entry_size(const struct khttpd_entry_bytes *from)
{
	return size_of(text_size(from),
		       DIV_ROUND_UP(from->body_len, PAGE_SIZE));
}

struct khttpd_entry *khttpd_entry_create(const struct khttpd_entry_bytes *from,
					 const struct khttpd_fresh *fresh)
{
	u32 text_len = text_size(from);
	struct khttpd_entry *entry;

	entry = kzalloc(sizeof(*entry) + text_len, GFP_KERNEL | __GFP_NOWARN);
	if (!entry)
		return NULL;
	copy_text(entry, from);
	entry->text_len = text_len;
	entry->body_len = from->body_len;
	entry->nr_pages = DIV_ROUND_UP(from->body_len, PAGE_SIZE);
	if (!alloc_pages_for(entry)) {
		free_pages_of(entry);
		kfree(entry);
		return NULL;
	}
	entry->fresh = *fresh;
	path_get(&entry->fresh.path);
	INIT_LIST_HEAD(&entry->lru);
	INIT_RCU_WORK(&entry->free_work, free_entry_work);
	refcount_set(&entry->ref, 1);
	return entry;
}

void khttpd_entry_put(struct khttpd_entry *entry)
{
	if (!refcount_dec_and_test(&entry->ref))
		return;
	/* Nothing but a grace period keeps it from being free. */
	khttpd_entry_count(-(s64)khttpd_entry_footprint(entry));
	queue_rcu_work(free_queue, &entry->free_work);
}

size_t khttpd_entry_footprint(const struct khttpd_entry *entry)
{
	return size_of(entry->text_len, entry->nr_pages);
}

int khttpd_entry_init(void)
{
	free_queue = alloc_workqueue("khttpd_free", KHTTPD_WQ_PERCPU, 0);
	return free_queue ? 0 : -ENOMEM;
}

void khttpd_entry_exit(void)
{
	/* Entries still in their grace period queue themselves at its end. */
	rcu_barrier();
	destroy_workqueue(free_queue);
}
