// SPDX-License-Identifier: GPL-2.0-only
#include "module/stats.h"

DEFINE_PER_CPU(struct khttpd_stats, khttpd_stats);

static const char *const names[KHTTPD_NR_STATS] = {
	[KHTTPD_STAT_ACCEPTED] = "accepted",
	[KHTTPD_STAT_REFUSED] = "refused",
	[KHTTPD_STAT_REQUESTS] = "requests",
	[KHTTPD_STAT_RESPONSES_FAST] = "responses_fast",
	[KHTTPD_STAT_RESPONSES_SLOW] = "responses_slow",
	[KHTTPD_STAT_RESPONSES_ERROR] = "responses_error",
	[KHTTPD_STAT_BYTES_SENT] = "bytes_sent",
	[KHTTPD_STAT_TIMEOUTS] = "timeouts",
	[KHTTPD_STAT_ABORTED] = "aborted",
	[KHTTPD_STAT_CACHE_HITS] = "cache_hits",
	[KHTTPD_STAT_CACHE_MISSES] = "cache_misses",
	[KHTTPD_STAT_CACHE_EVICTED] = "cache_evicted",
};

u64 khttpd_stats_sum(enum khttpd_stat stat)
{
	u64 sum = 0;
	int cpu;

	/* While its CPU counts on. */
	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(khttpd_stats, cpu).count[stat]);
	return sum;
}

const char *khttpd_stats_name(enum khttpd_stat stat)
{
	return names[stat];
}
