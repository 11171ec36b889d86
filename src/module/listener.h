/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listening sockets and the work that accepts from them.
 */
#ifndef KHTTPD_MODULE_LISTENER_H
#define KHTTPD_MODULE_LISTENER_H

#include <linux/socket.h>

/*
 * One address of "listen": "1.2.3.4:80", "1.2.3.4", "[::1]:80", "[::1]"; the
 * port is @port if it names none.  Fills @addr.  Returns 0, or -EINVAL with
 * one line in the kernel log.
 */
int khttpd_listener_parse(const char *text, u16 port,
			  struct sockaddr_storage *addr);

/* The address for "any, both families": [::] or, without IPv6, 0.0.0.0. */
void khttpd_listener_any(u16 port, struct sockaddr_storage *addr);

/*
 * Listen on one more address, in the initial network namespace.  The any
 * address of IPv6 takes IPv4 too if @dual.  Returns 0 or -errno with one line
 * in the kernel log.  May sleep.
 */
int khttpd_listener_open(const struct sockaddr_storage *addr, int backlog,
			 bool dual);

/* Close them all; no connection begins afterwards.  May sleep. */
void khttpd_listener_close_all(void);

#endif /* KHTTPD_MODULE_LISTENER_H */
