/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may come in, and how far the server is on its way out: the number of
 * connections against max_connections, those of one address against
 * max_connections_per_address, and the mode that ends them.
 */
#ifndef KHTTPD_MODULE_ADMIT_H
#define KHTTPD_MODULE_ADMIT_H

#include <linux/compiler.h>
#include <linux/types.h>

enum khttpd_mode {
	KHTTPD_RUNNING,
	KHTTPD_DRAINING, /* answers under way end; then their connections do */
	KHTTPD_ABORTING, /* connections are reset */
};

/* From the best to the worst. */
enum khttpd_admission {
	KHTTPD_ADMIT,
	KHTTPD_ADMIT_REFUSE, /* counted too, but only to be told 503 */
	KHTTPD_ADMIT_RESET, /* not counted */
};

struct sock;
struct khttpd_peer;

extern enum khttpd_mode khttpd_admit_mode;

static inline enum khttpd_mode khttpd_mode(void)
{
	return READ_ONCE(khttpd_admit_mode);
}

void khttpd_admit_set_mode(enum khttpd_mode mode);

/*
 * Count one connection, @sk, in, if it is not reset; also with no limit by
 * address, so that a limit that is set later knows of it.  *@peer is to be given
 * to khttpd_admit_leave() then.  Any context but hard interrupt.
 */
enum khttpd_admission khttpd_admit_enter(const struct sock *sk,
					 struct khttpd_peer **peer);

/* Count one out.  Any context but hard interrupt. */
void khttpd_admit_leave(struct khttpd_peer *peer);

/* Connections now, refused ones included. */
u64 khttpd_admit_count(void);

/*
 * Wait until none is left, @timeout jiffies at most (MAX_SCHEDULE_TIMEOUT: for
 * as long as it takes).  True if none is left.  Sleeps.
 */
bool khttpd_admit_wait_empty(long timeout);

#endif /* KHTTPD_MODULE_ADMIT_H */
