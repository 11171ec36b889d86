// SPDX-License-Identifier: GPL-2.0-only
#include "module/admit.h"

#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/wait.h>

#include "module/limits.h"
#include "module/peers.h"
#include "module/tunables.h"

enum khttpd_mode khttpd_admit_mode __read_mostly;

static atomic_long_t nr_connections = ATOMIC_LONG_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(empty);

void khttpd_admit_set_mode(enum khttpd_mode mode)
{
	/* Seen by every turn that begins after the kick that follows. */
	smp_store_mb(khttpd_admit_mode, mode);
}

/* @now connections, the one at the door included. */
static enum khttpd_admission judge(u64 now, u64 max)
{
	u64 extra = max_t(u64, max / KHTTPD_REFUSE_SHARE, KHTTPD_REFUSE_MIN);

	if (now <= max)
		return KHTTPD_ADMIT;
	return now <= max + extra ? KHTTPD_ADMIT_REFUSE : KHTTPD_ADMIT_RESET;
}

static enum khttpd_admission judge_peer(const struct sock *sk,
					struct khttpd_peer **peer)
{
	u64 max = READ_ONCE(khttpd_tunables.max_connections_per_address);
	u32 now;

	*peer = khttpd_peers_enter(sk, &now);
	if (!*peer)
		return KHTTPD_ADMIT_RESET;
	return max ? judge(now, max) : KHTTPD_ADMIT;
}

enum khttpd_admission khttpd_admit_enter(const struct sock *sk,
					 struct khttpd_peer **peer)
{
	u64 max = READ_ONCE(khttpd_tunables.max_connections);
	enum khttpd_admission all, own;

	all = judge(atomic_long_inc_return(&nr_connections), max);
	own = all;
	*peer = NULL;
	/* What is reset anyway need not be known by its address. */
	if (all != KHTTPD_ADMIT_RESET)
		own = judge_peer(sk, peer);
	if (all == KHTTPD_ADMIT && own == KHTTPD_ADMIT)
		return KHTTPD_ADMIT;
	if (max(all, own) == KHTTPD_ADMIT_RESET)
		khttpd_admit_leave(*peer);
	return max(all, own);
}

void khttpd_admit_leave(struct khttpd_peer *peer)
{
	if (peer)
		khttpd_peers_leave(peer);
	/* The last: the server waits for it before it ends the others. */
	if (atomic_long_dec_and_test(&nr_connections))
		wake_up_all(&empty);
}

u64 khttpd_admit_count(void)
{
	return atomic_long_read(&nr_connections);
}

bool khttpd_admit_wait_empty(long timeout)
{
	return wait_event_timeout(empty, !khttpd_admit_count(), timeout) > 0;
}
