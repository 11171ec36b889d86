/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many connections each address has.  Counted when a connection is accepted
 * and when it ends, never for a request.  An address is all of an IPv4 one, also
 * where it comes mapped into IPv6, and the first 64 bits of an IPv6 one, for the
 * rest is the peer's to choose.  Memory: 32 bytes for each address that has a
 * connection, and the table.
 */
#ifndef KHTTPD_MODULE_PEERS_H
#define KHTTPD_MODULE_PEERS_H

#include <linux/types.h>

struct sock;
struct khttpd_peer;

/* The memory of the counts: 0 or -ENOMEM; exit when all have left.  May sleep. */
int khttpd_peers_init(void);
void khttpd_peers_exit(void);

/*
 * Count one more connection of the address that @sk is connected to.  *@count
 * is how many it has now.  Returns what khttpd_peers_leave() is to be given when
 * the connection ends, or NULL, with nothing counted, for want of memory.  Any
 * context but hard interrupt.
 */
struct khttpd_peer *khttpd_peers_enter(const struct sock *sk, u32 *count);

/* Count one out; @peer may be gone with it.  Any context but hard interrupt. */
void khttpd_peers_leave(struct khttpd_peer *peer);

#endif /* KHTTPD_MODULE_PEERS_H */
