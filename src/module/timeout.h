/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Deadlines.  A coarse wheel per CPU holds every connection; a connection's
 * deadline is one word that its owner writes, and the wheel looks at it when
 * the connection's slot comes up, so moving a deadline costs one store.  An
 * expired connection is marked and kicked, never closed from here.
 */
#ifndef KHTTPD_MODULE_TIMEOUT_H
#define KHTTPD_MODULE_TIMEOUT_H

struct khttpd_conn;

void khttpd_timeout_init(void);

/* After the last connection: stop the timers.  May sleep. */
void khttpd_timeout_exit(void);

/* Enter a new connection, remove an ending one.  Process context. */
void khttpd_timeout_add(struct khttpd_conn *conn);
void khttpd_timeout_remove(struct khttpd_conn *conn);

/* Kick every connection there is.  Process context. */
void khttpd_timeout_kick_all(void);

#endif /* KHTTPD_MODULE_TIMEOUT_H */
