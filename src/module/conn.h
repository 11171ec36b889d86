/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One connection: a socket, wherever it came from, with our callbacks on it
 * and the state of its request.  It has one owner at a time, softirq or the
 * worker; everything under "owner" below belongs to that one alone and needs
 * no lock.  The owner changes only under the socket lock.
 */
#ifndef KHTTPD_MODULE_CONN_H
#define KHTTPD_MODULE_CONN_H

#include <linux/llist.h>
#include <linux/net.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

#include "core/chunked.h"
#include "core/pace.h"
#include "core/parse.h"
#include "module/out.h"

enum khttpd_owner {
	KHTTPD_OWNER_SOFTIRQ,
	KHTTPD_OWNER_WORKER,
	KHTTPD_OWNER_NONE, /* released: nobody touches the socket again */
};

/* What the worker is asked for. */
enum khttpd_task {
	KHTTPD_TASK_NONE, /* only hand back */
	KHTTPD_TASK_ANSWER, /* conn->question */
	KHTTPD_TASK_STREAM, /* conn->out wants more of its file */
	KHTTPD_TASK_CLOSE, /* as conn->close_how says */
};

enum khttpd_close_how {
	KHTTPD_CLOSE_NOW, /* FIN after what was sent; nothing is to be read */
	KHTTPD_CLOSE_LINGER, /* FIN, then drain what the peer still sends */
	KHTTPD_CLOSE_ABORT, /* RST */
};

enum khttpd_phase {
	KHTTPD_PHASE_HEAD, /* between requests or inside a head */
	KHTTPD_PHASE_SKIP, /* request content is dropped */
	KHTTPD_PHASE_LINGER, /* our FIN is out */
};

/* Bits of conn->flags, changed atomically by anybody. */
enum khttpd_conn_flag {
	KHTTPD_CONN_READY, /* on a ready list; that list holds a reference */
	KHTTPD_CONN_EXPIRED, /* its deadline has passed; tested again */
};

struct khttpd_callbacks {
	void (*data_ready)(struct sock *sk);
	void (*write_space)(struct sock *sk);
	void (*state_change)(struct sock *sk);
	void (*error_report)(struct sock *sk);
};

struct khttpd_conn {
	/* set once */
	struct sock *sk; /* referenced until the last put */
	struct socket *sock; /* until release */
	struct khttpd_callbacks saved;
	struct khttpd_peer *peer; /* counted in; until the last put */
	bool refused; /* admitted only to be told 503 */

	/* anybody */
	refcount_t ref;
	unsigned long flags;
	struct llist_node ready_node;
	unsigned long deadline; /* jiffies, 0 = none; written by the owner */
	unsigned long wheel_look; /* jiffies at which the wheel looks at it */

	/* timeout.c, under its lock, as is the writing of wheel_look */
	struct list_head wheel_node;
	int wheel_cpu;

	/* owner */
	u8 owner; /* enum khttpd_owner; changed under the socket lock */
	u8 task; /* enum khttpd_task */
	u8 close_how; /* enum khttpd_close_how */
	u8 phase; /* enum khttpd_phase */
	bool close_after; /* the reply under way is the last */
	bool all_asked; /* lingering, and the peer announced its last request */
	bool chunked; /* the content being skipped is chunked */
	bool sending; /* inside a send call: write_space is ours, not news */
	bool stalled; /* no memory to send and nothing in flight */
	u8 nr_stalls; /* in a row */
	u32 nr_requests;
	u32 partial_len; /* bytes of an incomplete head */
	char *partial[KHTTPD_PARTIAL_PIECES]; /* those bytes, or NULL */
	struct khttpd_question *question;
	struct khttpd_out *out;
	struct kh_pace pace; /* of the peer while we wait for it */
	u64 skip_left; /* bytes of content or of lingering input still taken */
	struct kh_chunked chunks;
	struct kh_parser parser;
	struct kh_request req;

	/* the worker, which has it in one way at a time */
	union {
		struct work_struct work;
		struct llist_node ended_node;
	};
	struct rcu_head rcu;
};

/* The memory of connections; module load and unload. */
int khttpd_conn_init(void);
void khttpd_conn_exit(void);

/*
 * Make a connection of a connected socket, put our callbacks on it and let
 * softirq have it.  Takes the socket over, also on failure, when it is simply
 * released.  The connection is already counted by admit.h, as @peer, and is
 * counted out when it ends.  @saved: the callbacks to restore at the end.
 * Process context.
 */
void khttpd_conn_start(struct socket *sock,
		       const struct khttpd_callbacks *saved,
		       struct khttpd_peer *peer, bool refused);

/*
 * Take our callbacks off and release the socket; the caller is the owner and
 * the connection is gone for it.  Process context.
 */
void khttpd_conn_release(struct khttpd_conn *conn);

/* Drop a reference.  Any context. */
void khttpd_conn_put(struct khttpd_conn *conn);

/*
 * The socket took less than all: wait for the peer, and set the deadline at
 * which its pace is judged.  With nothing in flight no acknowledgement will wake
 * us; then it is a short wait and another try.  Owner, socket locked.
 */
void khttpd_conn_wait_for_space(struct khttpd_conn *conn);

/*
 * False if the wait is to end for the peer's pace: by send_timeout and
 * min_send_rate.  What counts is what it acknowledged: TCP tells us of room
 * only when a third of its buffer is free, which takes a slow but honest reader
 * longer than any deadline.  Owner, socket locked.
 */
bool khttpd_conn_keeps_pace(struct khttpd_conn *conn);

/*
 * True if the peer announced its last request, which has been read, and no
 * content of it is to come.  Owner, socket locked; any context.
 */
bool khttpd_conn_has_asked_all(const struct khttpd_conn *conn);

/*
 * FIN behind the last reply, on the same segment if that is still here, in a
 * way that lets the peer read all of it: a socket closed with unread input, or
 * that gets input later, answers with RST (RFC 9112 9.6), so what the peer still
 * sends is drained.  Owner, socket locked; any context.
 */
void khttpd_conn_linger(struct khttpd_conn *conn);

/* Forget the incomplete head. */
void khttpd_conn_drop_partial(struct khttpd_conn *conn);

/*
 * Give the connection from worker to softirq.  Under the socket lock, or
 * before anybody else knows the connection.  Nothing of the owner's may be
 * touched afterwards; kick the connection, for what came meanwhile was not
 * looked at.
 */
static inline void khttpd_conn_hand_back(struct khttpd_conn *conn)
{
	/* Pairs with the load-acquire of who asks for the owner. */
	smp_store_release(&conn->owner, KHTTPD_OWNER_SOFTIRQ);
}

#endif /* KHTTPD_MODULE_CONN_H */
