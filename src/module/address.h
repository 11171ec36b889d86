/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses to listen on, as the parameter "listen" writes them. */
#ifndef KHTTPD_MODULE_ADDRESS_H
#define KHTTPD_MODULE_ADDRESS_H

#include <linux/socket.h>

/*
 * One address of "listen": "1.2.3.4:80", "1.2.3.4", "[::1]:80", "[::1]"; the
 * port is @port if it names none.  Fills @addr.  Returns 0, or -EINVAL with
 * one line in the kernel log.
 */
int khttpd_address_parse(const char *text, u16 port,
			 struct sockaddr_storage *addr);

/* The address for "any, both families": [::] or, without IPv6, 0.0.0.0. */
void khttpd_address_any(u16 port, struct sockaddr_storage *addr);

#endif /* KHTTPD_MODULE_ADDRESS_H */
