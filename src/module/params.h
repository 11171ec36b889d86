/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module parameters: their checks at load, and what a change at run time
 * does.  The contract is in uapi/khttpd.h and khttpd.conf(5).
 */
#ifndef KHTTPD_MODULE_PARAMS_H
#define KHTTPD_MODULE_PARAMS_H

struct khttpd_server_config;

/*
 * The configuration that the parameters make, with new sites.
 * Returns 0, or -errno with a line in the kernel log.  Module load; may sleep.
 */
int khttpd_params_config(struct khttpd_server_config *config);

/* Between these two, changes of root, index, user and policy act at once. */
void khttpd_params_run(void);
void khttpd_params_stop(void);

#endif /* KHTTPD_MODULE_PARAMS_H */
