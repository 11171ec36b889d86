/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Replies into a socket, without ever waiting.  The socket is locked by the
 * caller, in bottom half or process context; entries in use are protected by
 * RCU or a reference.
 */
#ifndef KHTTPD_MODULE_SEND_H
#define KHTTPD_MODULE_SEND_H

#include "module/out.h"

struct sock;

enum khttpd_sent {
	KHTTPD_SENT_ALL,
	KHTTPD_SENT_WAIT, /* the socket is full; write_space will tell */
	KHTTPD_SENT_WANT_FILE, /* a worker has to read on */
	KHTTPD_SENT_FAIL, /* the connection is of no use any more */
};

/*
 * Send a whole reply.
 * @more: another reply follows at once, so a short packet may wait for it.
 * @out:  with WAIT and WANT_FILE receives what is left.
 */
enum khttpd_sent khttpd_send_reply(struct sock *sk, struct khttpd_reply *reply,
				   bool more, struct khttpd_out **out);

/* Go on with what was left. */
enum khttpd_sent khttpd_send_out(struct sock *sk, struct khttpd_out *out);

/*
 * Give back the memory that TCP keeps with the socket for the next copy.  Socket
 * locked; any context.
 */
void khttpd_send_trim(struct sock *sk);

#endif /* KHTTPD_MODULE_SEND_H */
