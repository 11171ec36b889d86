// SPDX-License-Identifier: GPL-2.0-only
#include "module/entry.h"

#include <linux/slab.h>

#include "module/compat.h"

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

struct khttpd_entry *khttpd_entry_create(const char *key, u32 key_len,
					 const char *rest, u32 rest_len,
					 u32 body_len,
					 const struct khttpd_fresh *fresh)
{
	struct khttpd_entry *entry;
	char *text;

	entry = kzalloc(sizeof(*entry) + key_len + rest_len,
			GFP_KERNEL | __GFP_NOWARN);
	if (!entry)
		return NULL;
	text = (char *)(entry + 1);
	entry->key = memcpy(text, key, key_len);
	entry->key_len = key_len;
	entry->rest = memcpy(text + key_len, rest, rest_len);
	entry->rest_len = rest_len;
	entry->body_len = body_len;
	entry->nr_pages = DIV_ROUND_UP(body_len, PAGE_SIZE);
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
	if (refcount_dec_and_test(&entry->ref))
		queue_rcu_work(free_queue, &entry->free_work);
}

size_t khttpd_entry_footprint(const struct khttpd_entry *entry)
{
	return sizeof(*entry) + entry->key_len + entry->rest_len +
	       entry->nr_pages * (PAGE_SIZE + sizeof(struct page *));
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
