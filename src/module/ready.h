/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ready lists: per CPU, the connections to which something happened, and
 * the tasklet that turns to them.  What a turn is arrives as a function.
 */
#ifndef KHTTPD_MODULE_READY_H
#define KHTTPD_MODULE_READY_H

#include <linux/types.h>

struct khttpd_conn;

/*
 * Take one turn at a connection.  Bottom half, under rcu_read_lock(); never
 * twice at once for the same @cpu, which says whose list it was (not always
 * where it runs, when a CPU went away).  @until: of local_clock(), when the turn
 * is to end; what is left then waits for the next one.
 */
typedef void (*khttpd_turn_t)(struct khttpd_conn *conn, int cpu, u64 until);

void khttpd_ready_init(khttpd_turn_t turn);

/* After the last connection: waits for the tasklets to end.  May sleep. */
void khttpd_ready_exit(void);

/*
 * Put the connection on this CPU's list unless it is on one.  The caller holds
 * a reference, or is under RCU since it found the connection.  Any context
 * but hard interrupt.
 */
void khttpd_ready_kick(struct khttpd_conn *conn);

#endif /* KHTTPD_MODULE_READY_H */
