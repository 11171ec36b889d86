/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Deadlines.  A coarse wheel per CPU holds every connection; a connection's
 * deadline is one word that its owner writes.  The wheel looks at it when the
 * slot comes up in which it put the connection, so a deadline that moves away,
 * as after every answer, costs one store, and an idle connection nothing.  An
 * expired connection is marked and kicked, never closed from here.
 */
#ifndef KHTTPD_MODULE_TIMEOUT_H
#define KHTTPD_MODULE_TIMEOUT_H

#include "module/conn.h"

/* Returns 0 or -ENOMEM.  May sleep. */
int khttpd_timeout_init(void);

/* After the last connection: stop the timers, free the wheels.  May sleep. */
void khttpd_timeout_exit(void);

/*
 * Enter a new connection with a deadline @sec seconds from now; remove an
 * ending one.  Process context.
 */
void khttpd_timeout_add(struct khttpd_conn *conn, u64 sec);
void khttpd_timeout_remove(struct khttpd_conn *conn);

/* Put the connection where its deadline belongs; for khttpd_timeout_set(). */
void khttpd_timeout_move(struct khttpd_conn *conn);

/* The jiffies @ticks from now; 0 means no deadline, so never that. */
static inline unsigned long khttpd_timeout_in_ticks(u64 ticks)
{
	return (jiffies + ticks) | 1; /* one jiffy more is nobody's loss */
}

/* The same in seconds. */
static inline unsigned long khttpd_timeout_in(u64 sec)
{
	return khttpd_timeout_in_ticks(sec * HZ);
}

/*
 * Set the deadline @ticks jiffies from now.  Owner; any context.
 *
 * Moves the connection if the wheel would look too late.  And if it looks soon,
 * for it may then be reading the old deadline this very moment; otherwise it
 * has long published when it will.
 */
static inline void khttpd_timeout_set_ticks(struct khttpd_conn *conn, u64 ticks)
{
	unsigned long deadline = khttpd_timeout_in_ticks(ticks);
	unsigned long look = READ_ONCE(conn->wheel_look);

	WRITE_ONCE(conn->deadline, deadline);
	if (time_after(look, deadline) ||
	    time_before(look, jiffies + 2 * KHTTPD_WHEEL_TICK))
		khttpd_timeout_move(conn);
}

/* The same in seconds. */
static inline void khttpd_timeout_set(struct khttpd_conn *conn, u64 sec)
{
	khttpd_timeout_set_ticks(conn, sec * HZ);
}

/* No deadline.  Owner; any context. */
static inline void khttpd_timeout_clear(struct khttpd_conn *conn)
{
	WRITE_ONCE(conn->deadline, 0);
}

/* Kick every connection there is.  Process context. */
void khttpd_timeout_kick_all(void);

#endif /* KHTTPD_MODULE_TIMEOUT_H */
