/* SPDX-License-Identifier: GPL-2.0-only */
/* Bringing the server up and taking it down, in one order. */
#ifndef KHTTPD_MODULE_SERVER_H
#define KHTTPD_MODULE_SERVER_H

#include "module/sites.h"

struct khttpd_server_config {
	const char *listen; /* list of addresses; empty: any */
	u16 port;
	int backlog;
	struct khttpd_sites *sites; /* reference taken over */
};

/* Start serving.  0, or -errno with a line in the kernel log; may sleep. */
int khttpd_server_start(const struct khttpd_server_config *config);

/*
 * Stop: no new connections, answers under way get KHTTPD_DRAIN_TIME, the rest
 * is reset.  Returns when nothing of the server runs any more.  Sleeps.
 */
void khttpd_server_stop(void);

#endif /* KHTTPD_MODULE_SERVER_H */
