/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The response cache: from an opaque key to an entry, found under RCU from
 * softirq, evicted by second chance.  The tunable cache_size bounds the bytes of
 * all entries, those included that were evicted while a reply sends them: a slow
 * reader keeps them, and they would have no bound.  Knows no HTTP.  What it returns is fresh at the moment of the look-up.
 */
#ifndef KHTTPD_MODULE_CACHE_H
#define KHTTPD_MODULE_CACHE_H

#include "module/entry.h"

/* Set up and tear down; the latter after the last connection.  May sleep. */
int khttpd_cache_init(void);
void khttpd_cache_exit(void);

/*
 * The fresh entry of a key in a scope, or NULL; the same key in two scopes is
 * two keys.  Under rcu_read_lock(), which keeps the
 * entry readable until it is released; to keep it longer take a reference.
 * Any context.
 */
struct khttpd_entry *khttpd_cache_find(const char *key, u32 key_len, u32 scope);

/*
 * Count @bytes of an entry that is to be made, if need be after evicting some
 * that no reply is sending.  False if there is no room, or not at once.  Process
 * context.
 */
bool khttpd_cache_reserve(size_t bytes);

/*
 * Publish an entry, replacing one of the same key; takes a reference of its
 * own.  Process context.
 */
void khttpd_cache_insert(struct khttpd_entry *entry, u32 scope);

/* Take it out again, if it is still there.  Process context. */
void khttpd_cache_remove(struct khttpd_entry *entry);

/* Drop everything.  Process context. */
void khttpd_cache_flush(void);

/* Fit into a budget that was lowered.  Process context. */
void khttpd_cache_trim(void);

/* Bytes and number of entries; racy, for reports. */
void khttpd_cache_usage(u64 *bytes, u64 *entries);

#endif /* KHTTPD_MODULE_CACHE_H */
