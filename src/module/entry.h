/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One small file ready to be sent: the rest of its head and its bytes in
 * pages of our own, immutable from publication on, since the network may read
 * them again at any retransmission.  Counted by reference; in the cache or not.
 */
#ifndef KHTTPD_MODULE_ENTRY_H
#define KHTTPD_MODULE_ENTRY_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

#include "module/fresh.h"

struct khttpd_entry {
	/* read by every look-up */
	struct hlist_node node; /* bucket; RCU */
	u32 hash;
	u32 scope; /* of its key; the cache's */
	u32 key_len; /* bytes */
	u32 rest_len; /* bytes */
	u32 body_len; /* bytes */
	u32 nr_pages;
	u32 text_len; /* of key, about and rest, which follow this struct */
	const char *key;
	const void *about; /* what the caller keeps with it */
	const char *rest; /* head after the opening, with its empty line */
	struct page **pages;
	struct khttpd_fresh fresh;
	/* second-chance mark; set without lock, cleared by eviction */
	bool used;
	/* under the cache's lock */
	bool hashed;
	struct list_head lru;
	/* life */
	refcount_t ref;
	struct rcu_work free_work;
};

/*
 * Bytes of all entries that anybody refers to, in the cache or in a reply, and of
 * those that are about to be made; racy.  Any context.
 */
u64 khttpd_entry_bytes(void);

/* What an entry is made of; all is copied. */
struct khttpd_entry_bytes {
	const char *key;
	u32 key_len;
	const void *about;
	u32 about_len;
	const char *rest;
	u32 rest_len;
	u32 body_len; /* of the pages, which the caller fills */
};

/*
 * Bytes of the entry that would be made of this: to be counted before it is
 * made, and given back if it is not; the entry gives back what it took.
 */
size_t khttpd_entry_size(const struct khttpd_entry_bytes *from);
void khttpd_entry_count(s64 bytes);

/*
 * Make an entry, whose bytes are counted already, with one reference and room
 * for the body in entry->pages; it takes a reference of its own on the path in
 * @fresh.  NULL without memory.  May sleep.
 */
struct khttpd_entry *khttpd_entry_create(const struct khttpd_entry_bytes *from,
					 const struct khttpd_fresh *fresh);

/* A reference if it is not on its way out.  Under RCU; any context. */
static inline bool khttpd_entry_get(struct khttpd_entry *entry)
{
	return refcount_inc_not_zero(&entry->ref);
}

/* Drop a reference; the memory goes after a grace period.  Any context. */
void khttpd_entry_put(struct khttpd_entry *entry);

/* Memory that an entry takes, bytes. */
size_t khttpd_entry_footprint(const struct khttpd_entry *entry);

/* The queue that frees entries; server start and stop.  May sleep. */
int khttpd_entry_init(void);
void khttpd_entry_exit(void);

#endif /* KHTTPD_MODULE_ENTRY_H */
