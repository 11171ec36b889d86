/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings that lower floors read while the server runs.  Written by
 * params.c alone; each is one word, read without a lock.
 */
#ifndef KHTTPD_MODULE_TUNABLES_H
#define KHTTPD_MODULE_TUNABLES_H

#include <linux/types.h>

struct khttpd_tunables {
	u64 max_connections;
	u64 max_connections_per_address; /* 0 = no limit */
	u64 header_timeout; /* seconds */
	u64 keepalive_timeout; /* seconds */
	u64 send_timeout; /* seconds */
	u64 min_send_rate; /* bytes a second, 0 = any progress is enough */
	u64 keepalive_requests; /* 0 = unlimited */
	u64 cache_size; /* bytes, 0 = no cache */
	u64 cache_max_file; /* bytes */
};

extern struct khttpd_tunables khttpd_tunables;

#endif /* KHTTPD_MODULE_TUNABLES_H */
