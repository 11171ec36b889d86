/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The response cache: from an opaque key to an entry, found under RCU from
 * softirq, bounded in bytes (tunable cache_size), evicted by second chance.
 * Knows no HTTP.  What it returns is fresh at the moment of the look-up.
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
 * Publish an entry, replacing one of the same key; takes a reference of its
 * own.  Does nothing if the budget has no room for it.  Process context.
 */
void khttpd_cache_insert(struct khttpd_entry *entry, u32 scope);

/* Drop everything.  Process context. */
void khttpd_cache_flush(void);

/* Fit into a budget that was lowered.  Process context. */
void khttpd_cache_trim(void);

/* Bytes and number of entries; racy, for reports. */
void khttpd_cache_usage(u64 *bytes, u64 *entries);

#endif /* KHTTPD_MODULE_CACHE_H */
