/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters, one set per CPU, never on a shared cache line.  The names in
 * stats.c are those of /proc/khttpd.
 */
#ifndef KHTTPD_MODULE_STATS_H
#define KHTTPD_MODULE_STATS_H

#include <linux/percpu.h>
#include <linux/types.h>

enum khttpd_stat {
	KHTTPD_STAT_ACCEPTED, /* connections taken from the backlog */
	KHTTPD_STAT_REFUSED, /* answered 503 or reset for being too many */
	KHTTPD_STAT_REQUESTS, /* request heads that came to a verdict */
	KHTTPD_STAT_RESPONSES_FAST, /* answered in softirq */
	KHTTPD_STAT_RESPONSES_SLOW, /* answered by a worker */
	KHTTPD_STAT_RESPONSES_ERROR, /* of both, those with a 4xx or 5xx */
	KHTTPD_STAT_BYTES_SENT, /* bytes that TCP took from us */
	KHTTPD_STAT_TIMEOUTS, /* connections closed for a deadline */
	KHTTPD_STAT_ABORTED, /* connections cut with an answer unfinished */
	KHTTPD_STAT_CACHE_HITS,
	KHTTPD_STAT_CACHE_MISSES,
	KHTTPD_STAT_CACHE_EVICTED,
	KHTTPD_NR_STATS,
};

struct khttpd_stats {
	u64 count[KHTTPD_NR_STATS];
};

DECLARE_PER_CPU(struct khttpd_stats, khttpd_stats);

/* Any context. */
static inline void khttpd_stats_add(enum khttpd_stat stat, u64 value)
{
	this_cpu_add(khttpd_stats.count[stat], value);
}

static inline void khttpd_stats_inc(enum khttpd_stat stat)
{
	khttpd_stats_add(stat, 1);
}

/* The sum over all CPUs. */
u64 khttpd_stats_sum(enum khttpd_stat stat);

/* The counter's name in reports. */
const char *khttpd_stats_name(enum khttpd_stat stat);

#endif /* KHTTPD_MODULE_STATS_H */
