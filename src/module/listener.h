/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listening sockets and the work that accepts from them.
 */
#ifndef KHTTPD_MODULE_LISTENER_H
#define KHTTPD_MODULE_LISTENER_H

#include <linux/socket.h>

/*
 * Listen on one more address, in the initial network namespace.  The any
 * address of IPv6 takes IPv4 too if @dual.  Returns 0 or -errno with one line
 * in the kernel log.  May sleep.
 */
int khttpd_listener_open(const struct sockaddr_storage *addr, int backlog,
			 bool dual);

/* How many there are, and how many of them are closed against our will. */
void khttpd_listener_count(unsigned int *all, unsigned int *closed);

/* Close them all; no connection begins afterwards.  May sleep. */
void khttpd_listener_close_all(void);

#endif /* KHTTPD_MODULE_LISTENER_H */
