/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From socket to request: takes bytes out of the receive queue, feeds the
 * parser, keeps an incomplete head, drops content that is skipped.  What is
 * not taken stays with TCP, which slows the peer down.  Knows no routes: each
 * verdict of the parser goes to a function of the caller's.
 */
#ifndef KHTTPD_MODULE_RECV_H
#define KHTTPD_MODULE_RECV_H

#include "module/conn.h"

struct khttpd_recv {
	struct khttpd_conn *conn;
	char *scratch; /* KHTTPD_SCRATCH_SIZE bytes */
	u32 budget; /* verdicts before it stops */
	u64 until; /* of local_clock(), when it stops */
	bool stop; /* take no more; may be set by the functions */
	bool broken; /* bytes that are there cannot be had: no more will come */
	void *arg;
	/*
	 * A head was parsed into conn->req or refused there.  @head: its bytes,
	 * valid during the call; @more: a whole further head is at hand.
	 */
	void (*on_head)(struct khttpd_recv *recv, enum kh_parse_result result,
			const char *head, bool more);
	/* The content that was skipped had no valid end, or too late a one. */
	void (*on_bad_content)(struct khttpd_recv *recv);
};

/*
 * Take what is there.  Bottom half, socket spin-locked and not owned by a
 * process; the connection's owner is softirq.
 */
void khttpd_recv_run(struct khttpd_recv *recv);

/* Set out to skip the content that conn->req announced, if any. */
void khttpd_recv_begin_skip(struct khttpd_conn *conn);

/* True if the receive queue is empty and the peer has ended its side. */
bool khttpd_recv_at_end(const struct khttpd_conn *conn);

#endif /* KHTTPD_MODULE_RECV_H */
