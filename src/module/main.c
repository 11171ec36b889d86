// SPDX-License-Identifier: GPL-2.0-only
/* Load and unload; nothing else. */
#include <linux/module.h>

#include "module/params.h"
#include "module/server.h"
#include "module/status.h"

static int __init khttpd_load(void)
{
	struct khttpd_server_config config;
	int err = khttpd_params_config(&config);

	if (err)
		return err;
	err = khttpd_server_start(&config);
	if (err)
		return err;
	err = khttpd_status_init();
	if (err)
		goto out_stop;
	khttpd_params_run();
	return 0;

out_stop:
	khttpd_server_stop();
	return err;
}

static void __exit khttpd_unload(void)
{
	khttpd_params_stop();
	khttpd_status_exit();
	khttpd_server_stop();
}

module_init(khttpd_load);
module_exit(khttpd_unload);

MODULE_DESCRIPTION("HTTP server in the kernel");
MODULE_AUTHOR("The khttpd developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(KHTTPD_VERSION);
