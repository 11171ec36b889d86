/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the module and user space.
 *
 * Control: the parameters under /sys/module/khttpd/parameters; those with
 * mode 0644 take effect when written, the others at load.
 * Report: /proc/khttpd, one "name value" a line, values decimal or a version
 * string.  Readers ignore names they do not know; a name keeps its meaning for
 * as long as KHTTPD_ABI stays.
 */
#ifndef KHTTPD_UAPI_KHTTPD_H
#define KHTTPD_UAPI_KHTTPD_H

#define KHTTPD_ABI 1 /* the value of "abi" in /proc/khttpd */

#define KHTTPD_PROC_PATH "/proc/khttpd"
#define KHTTPD_PARAMETERS_PATH "/sys/module/khttpd/parameters"

#define KHTTPD_DEFAULT_PORT 8081
#define KHTTPD_DEFAULT_ROOT "/usr/share/khttpd/www"
#define KHTTPD_DEFAULT_INDEX "index.html"
#define KHTTPD_DEFAULT_USER "65534:65534"

#endif /* KHTTPD_UAPI_KHTTPD_H */
