// SPDX-License-Identifier: GPL-2.0-only
#include "module/server.h"

#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "module/address.h"
#include "module/admit.h"
#include "module/cache.h"
#include "module/conn.h"
#include "module/listener.h"
#include "module/peers.h"
#include "module/softirq.h"
#include "module/timeout.h"
#include "module/worker.h"

static int listen_on(const char *text,
		     const struct khttpd_server_config *config)
{
	struct sockaddr_storage addr;
	int err = khttpd_address_parse(text, config->port, &addr);

	return err ?: khttpd_listener_open(&addr, config->backlog, false);
}

static int listen_any(const struct khttpd_server_config *config)
{
	struct sockaddr_storage addr;

	khttpd_address_any(config->port, &addr);
	return khttpd_listener_open(&addr, config->backlog, true);
}

static int open_listeners(const struct khttpd_server_config *config)
{
	char *list, *rest, *text;
	int err = 0;

	if (!*config->listen)
		return listen_any(config);
	list = kstrdup(config->listen, GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	rest = list;
	while (!err && (text = strsep(&rest, ",")))
		err = listen_on(strim(text), config);
	kfree(list);
	return err;
}

/* Everything below the listeners, which come last and go first. */
static int start_parts(void)
{
	int err = khttpd_cache_init();

	if (err)
		return err;
	err = khttpd_peers_init();
	if (err)
		goto out_cache;
	err = khttpd_conn_init();
	if (err)
		goto out_peers;
	err = khttpd_worker_init();
	if (err)
		goto out_conn;
	err = khttpd_softirq_init();
	if (err)
		goto out_worker;
	err = khttpd_timeout_init();
	if (err)
		goto out_softirq;
	return 0;

out_softirq:
	khttpd_softirq_exit();
out_worker:
	khttpd_worker_exit();
out_conn:
	khttpd_conn_exit();
out_peers:
	khttpd_peers_exit();
out_cache:
	khttpd_cache_exit();
	return err;
}

/*
 * Connections are gone.  What may still run are the ends of functions that
 * dropped the last references: each exit waits for its own kind.
 */
static void stop_parts(void)
{
	khttpd_timeout_exit();
	khttpd_worker_exit();
	khttpd_softirq_exit();
	khttpd_conn_exit();
	khttpd_peers_exit();
	khttpd_cache_exit();
}

static void end_connections(void)
{
	khttpd_admit_set_mode(KHTTPD_DRAINING);
	khttpd_timeout_kick_all();
	if (khttpd_admit_wait_empty(KHTTPD_DRAIN_TIME))
		return;
	khttpd_admit_set_mode(KHTTPD_ABORTING);
	khttpd_timeout_kick_all();
	/* Only a worker that waits for a disk can take longer than an instant. */
	khttpd_admit_wait_empty(MAX_SCHEDULE_TIMEOUT);
}

int khttpd_server_start(const struct khttpd_server_config *config)
{
	int err = start_parts();

	if (err) {
		khttpd_sites_put(config->sites);
		return err;
	}
	khttpd_admit_set_mode(KHTTPD_RUNNING);
	khttpd_sites_install(config->sites);
	err = open_listeners(config);
	if (err)
		khttpd_server_stop();
	return err;
}

void khttpd_server_stop(void)
{
	khttpd_listener_close_all();
	end_connections();
	stop_parts();
	khttpd_sites_install(NULL);
}
