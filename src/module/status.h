/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc/khttpd: what the server has done, for people and tools. */
#ifndef KHTTPD_MODULE_STATUS_H
#define KHTTPD_MODULE_STATUS_H

int khttpd_status_init(void);
void khttpd_status_exit(void);

#endif /* KHTTPD_MODULE_STATUS_H */
