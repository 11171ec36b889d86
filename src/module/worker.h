/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The slow path: one work item per connection on a concurrency-managed
 * workqueue, for what may sleep: opening and reading files, shutting down and
 * releasing sockets.  Takes the connection from softirq and hands it back.
 */
#ifndef KHTTPD_MODULE_WORKER_H
#define KHTTPD_MODULE_WORKER_H

#include "module/conn.h"

int khttpd_worker_init(void);

/* After the last connection.  May sleep. */
void khttpd_worker_exit(void);

/* Make a new connection's work item. */
void khttpd_worker_init_conn(struct khttpd_conn *conn);

/*
 * Make the worker the owner and ask it for @task.  Softirq, as owner, under
 * the socket lock; do not touch the connection's state afterwards.
 */
void khttpd_worker_take(struct khttpd_conn *conn, enum khttpd_task task);

/*
 * Release what ended on this CPU since the last tick and is still counted in.
 * Process context; may sleep.
 */
void khttpd_worker_release_ended(void);

/* On every CPU: for who lacks the room.  True if there was any.  May sleep. */
bool khttpd_worker_release_all_ended(void);

#endif /* KHTTPD_MODULE_WORKER_H */
