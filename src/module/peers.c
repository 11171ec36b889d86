// SPDX-License-Identifier: GPL-2.0-only
#include "module/peers.h"

#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "module/compat.h"
#include "module/limits.h"

struct address {
	u64 bits; /* as they are in memory */
	bool is_v4;
};

struct khttpd_peer {
	struct hlist_node node;
	struct address address;
	u32 count;
	u32 bucket;
};

static struct hlist_head buckets[1 << KHTTPD_PEERS_BITS];

/* Each for every KHTTPD_PEERS_LOCKS-th bucket: accept meets close there. */
static spinlock_t locks[KHTTPD_PEERS_LOCKS];

static struct kmem_cache *peer_cache;

/* Against the chosen collisions of a peer who has a network to pick from. */
static siphash_key_t hash_key __read_mostly;

static spinlock_t *lock_of(u32 bucket)
{
	return &locks[bucket % KHTTPD_PEERS_LOCKS];
}

static struct address v4_address(__be32 bits)
{
	return (struct address){ .bits = (__force u32)bits, .is_v4 = true };
}

static struct address address_of(const struct sock *sk)
{
	const struct in6_addr *v6 = khttpd_sk_v6_peer(sk);
	struct address address = {};

	if (!v6)
		return v4_address(sk->sk_daddr);
	if (ipv6_addr_v4mapped(v6))
		return v4_address(v6->s6_addr32[3]);
	memcpy(&address.bits, v6, sizeof(address.bits));
	return address;
}

static struct khttpd_peer *find_locked(u32 bucket,
				       const struct address *address)
{
	struct khttpd_peer *peer;

	lockdep_assert_held(lock_of(bucket));
	hlist_for_each_entry(peer, &buckets[bucket], node)
		if (peer->address.bits == address->bits &&
		    peer->address.is_v4 == address->is_v4)
			return peer;
	return NULL;
}

static struct khttpd_peer *add_locked(u32 bucket, const struct address *address)
{
	struct khttpd_peer *peer = kmem_cache_alloc(peer_cache,
						    GFP_ATOMIC | __GFP_NOWARN);

	if (!peer)
		return NULL;
	peer->address = *address;
	peer->bucket = bucket;
	peer->count = 0;
	hlist_add_head(&peer->node, &buckets[bucket]);
	return peer;
}

struct khttpd_peer *khttpd_peers_enter(const struct sock *sk, u32 *count)
{
	const struct address address = address_of(sk);
	u32 bucket = siphash_1u64(address.bits, &hash_key) %
		     ARRAY_SIZE(buckets);
	struct khttpd_peer *peer;

	spin_lock_bh(lock_of(bucket));
	peer = find_locked(bucket, &address) ?: add_locked(bucket, &address);
	if (peer)
		*count = ++peer->count;
	spin_unlock_bh(lock_of(bucket));
	return peer;
}

void khttpd_peers_leave(struct khttpd_peer *peer)
{
	spinlock_t *lock = lock_of(peer->bucket);

	spin_lock_bh(lock);
	if (--peer->count)
		peer = NULL;
	else
		hlist_del(&peer->node);
	spin_unlock_bh(lock);
	if (peer)
		kmem_cache_free(peer_cache, peer);
}

int khttpd_peers_init(void)
{
	unsigned int i;

	for (i = 0; i < KHTTPD_PEERS_LOCKS; i++)
		spin_lock_init(&locks[i]);
	get_random_bytes(&hash_key, sizeof(hash_key));
	peer_cache = KMEM_CACHE(khttpd_peer, 0);
	return peer_cache ? 0 : -ENOMEM;
}

void khttpd_peers_exit(void)
{
	kmem_cache_destroy(peer_cache);
}
