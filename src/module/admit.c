// SPDX-License-Identifier: GPL-2.0-only
#include "module/admit.h"

#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/wait.h>

#include "module/limits.h"
#include "module/stats.h"
#include "module/tunables.h"

enum khttpd_mode khttpd_admit_mode __read_mostly;

static atomic_long_t nr_connections = ATOMIC_LONG_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(empty);

void khttpd_admit_set_mode(enum khttpd_mode mode)
{
	/* Seen by every turn that begins after the kick that follows. */
	smp_store_mb(khttpd_admit_mode, mode);
}

enum khttpd_admission khttpd_admit_enter(void)
{
	long max = READ_ONCE(khttpd_tunables.max_connections);
	long extra = max_t(long, max / KHTTPD_REFUSE_SHARE, KHTTPD_REFUSE_MIN);
	long now = atomic_long_inc_return(&nr_connections);

	if (now <= max)
		return KHTTPD_ADMIT;
	khttpd_stats_inc(KHTTPD_STAT_REFUSED);
	if (now <= max + extra)
		return KHTTPD_ADMIT_REFUSE;
	khttpd_admit_leave();
	return KHTTPD_ADMIT_RESET;
}

void khttpd_admit_leave(void)
{
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
