// SPDX-License-Identifier: GPL-2.0-only
#include "module/cache.h"

#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/rculist.h>

#include "module/compat.h"
#include "module/stats.h"
#include "module/tunables.h"

static DEFINE_HASHTABLE(buckets, KHTTPD_CACHE_BITS);

/* Against the chosen collisions of a peer who picks the paths. */
static u32 hash_seed __read_mostly;

/* Everything below: writers only; look-ups take no lock. */
static DEFINE_SPINLOCK(lock);
static LIST_HEAD(lru); /* head: next to be looked at by eviction */
static u64 used_bytes; /* this and the next also read without the lock */
static u64 nr_entries;

static struct workqueue_struct *sweep_queue;
static void sweep(struct work_struct *work);
static DECLARE_DELAYED_WORK(sweep_work, sweep);

static void count_locked(s64 bytes, s64 entries)
{
	lockdep_assert_held(&lock);
	WRITE_ONCE(used_bytes, used_bytes + bytes);
	WRITE_ONCE(nr_entries, nr_entries + entries);
}

static void remove_locked(struct khttpd_entry *entry)
{
	lockdep_assert_held(&lock);
	hash_del_rcu(&entry->node);
	list_del_init(&entry->lru);
	entry->hashed = false;
	count_locked(-(s64)khttpd_entry_footprint(entry), -1);
	khttpd_entry_put(entry);
}

/*
 * Second chance: an entry used since the last visit goes to the end once, and so
 * does one that a reply is sending, since nothing would be free without it.
 */
static void look_at_first_locked(void)
{
	struct khttpd_entry *entry = list_first_entry(&lru, struct khttpd_entry,
						      lru);

	lockdep_assert_held(&lock);
	if (READ_ONCE(entry->used) || refcount_read(&entry->ref) > 1) {
		WRITE_ONCE(entry->used, false);
		list_move_tail(&entry->lru, &lru);
		return;
	}
	remove_locked(entry);
	khttpd_stats_inc(KHTTPD_STAT_CACHE_EVICTED);
}

bool khttpd_cache_reserve(size_t bytes)
{
	u64 budget = READ_ONCE(khttpd_tunables.cache_size);
	unsigned int looks = KHTTPD_EVICT_LOOKS;
	bool fits;

	if (bytes > budget)
		return false;
	spin_lock(&lock);
	while (khttpd_entry_bytes() + bytes > budget && nr_entries && looks--)
		look_at_first_locked();
	fits = khttpd_entry_bytes() + bytes <= budget;
	if (fits)
		khttpd_entry_count(bytes);
	spin_unlock(&lock);
	return fits;
}

static struct khttpd_entry *find(const char *key, u32 key_len, u32 scope,
				 u32 hash)
{
	struct khttpd_entry *entry;

	hash_for_each_possible_rcu(buckets, entry, node, hash)
		if (entry->hash == hash && entry->scope == scope &&
		    entry->key_len == key_len &&
		    !memcmp(entry->key, key, key_len))
			return entry;
	return NULL;
}

struct khttpd_entry *khttpd_cache_find(const char *key, u32 key_len, u32 scope)
{
	struct khttpd_entry *entry;

	entry = find(key, key_len, scope, jhash(key, key_len, hash_seed));
	if (!entry || !khttpd_fresh_holds(&entry->fresh))
		return NULL;
	/* Write only when it changes: the line is shared by all CPUs. */
	if (!READ_ONCE(entry->used))
		WRITE_ONCE(entry->used, true);
	return entry;
}

void khttpd_cache_insert(struct khttpd_entry *entry, u32 scope)
{
	size_t size = khttpd_entry_footprint(entry);
	struct khttpd_entry *old;

	entry->scope = scope;
	entry->hash = jhash(entry->key, entry->key_len, hash_seed);
	refcount_inc(&entry->ref);
	spin_lock(&lock);
	rcu_read_lock();
	old = find(entry->key, entry->key_len, scope, entry->hash);
	if (old)
		remove_locked(old);
	rcu_read_unlock();
	entry->hashed = true;
	count_locked(size, 1);
	list_add_tail(&entry->lru, &lru);
	hash_add_rcu(buckets, &entry->node, entry->hash);
	spin_unlock(&lock);
	queue_delayed_work(sweep_queue, &sweep_work, KHTTPD_SWEEP_INTERVAL);
}

void khttpd_cache_remove(struct khttpd_entry *entry)
{
	spin_lock(&lock);
	if (entry->hashed)
		remove_locked(entry);
	spin_unlock(&lock);
}

/* Drop the first ones until what is cached fits, some at a time. */
static void shrink_to(u64 budget)
{
	unsigned int looks;

	do {
		looks = KHTTPD_EVICT_LOOKS;
		spin_lock(&lock);
		while (used_bytes > budget && looks && looks--)
			remove_locked(list_first_entry(
				&lru, struct khttpd_entry, lru));
		spin_unlock(&lock);
		cond_resched();
	} while (!looks);
}

void khttpd_cache_trim(void)
{
	shrink_to(READ_ONCE(khttpd_tunables.cache_size));
}

void khttpd_cache_flush(void)
{
	shrink_to(0);
}

/*
 * Let go of entries whose file changed or went: each holds its file, and so
 * the disk space of a deleted one.  Runs only while there are entries.
 */
static void sweep(struct work_struct *work)
{
	struct khttpd_entry *entry, *next;
	u64 budget;
	bool again;

	spin_lock(&lock);
	rcu_read_lock();
	budget = min_t(u64, nr_entries, KHTTPD_SWEEP_BUDGET);
	list_for_each_entry_safe(entry, next, &lru, lru) {
		if (!budget--)
			break;
		if (khttpd_fresh_holds(&entry->fresh))
			list_move_tail(&entry->lru, &lru);
		else
			remove_locked(entry);
	}
	rcu_read_unlock();
	again = nr_entries > 0;
	spin_unlock(&lock);
	if (again)
		queue_delayed_work(sweep_queue, &sweep_work,
				   KHTTPD_SWEEP_INTERVAL);
}

void khttpd_cache_usage(u64 *bytes, u64 *entries)
{
	*bytes = READ_ONCE(used_bytes);
	*entries = READ_ONCE(nr_entries);
}

int khttpd_cache_init(void)
{
	int err = khttpd_entry_init();

	if (err)
		return err;
	sweep_queue = alloc_workqueue("khttpd_sweep", KHTTPD_WQ_PERCPU, 0);
	if (!sweep_queue) {
		khttpd_entry_exit();
		return -ENOMEM;
	}
	hash_seed = get_random_u32();
	return 0;
}

void khttpd_cache_exit(void)
{
	cancel_delayed_work_sync(&sweep_work);
	khttpd_cache_flush();
	destroy_workqueue(sweep_queue);
	khttpd_entry_exit();
}
