/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fast path: a turn at a connection in softirq, on the CPU where
 * something happened to it.  Receives, parses, answers from the cache; what
 * may sleep goes to the worker.
 */
#ifndef KHTTPD_MODULE_SOFTIRQ_H
#define KHTTPD_MODULE_SOFTIRQ_H

/* Buffers of each CPU and the ready lists.  May sleep. */
int khttpd_softirq_init(void);
void khttpd_softirq_exit(void);

#endif /* KHTTPD_MODULE_SOFTIRQ_H */
