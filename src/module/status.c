// SPDX-License-Identifier: GPL-2.0-only
#include "module/status.h"

#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "module/admit.h"
#include "module/cache.h"
#include "module/listener.h"
#include "module/stats.h"
#include "uapi/khttpd.h"

static int show(struct seq_file *m, void *unused)
{
	unsigned int listeners, closed;
	u64 bytes, entries;
	int stat;

	khttpd_cache_usage(&bytes, &entries);
	seq_printf(m, "abi %d\nversion %s\n", KHTTPD_ABI, KHTTPD_VERSION);
	khttpd_listener_count(&listeners, &closed);
	seq_printf(m, "listeners %u\nlisteners_closed %u\n", listeners, closed);
	seq_printf(m, "connections %llu\n", khttpd_admit_count());
	seq_printf(m, "cache_entries %llu\ncache_bytes %llu\n", entries, bytes);
	seq_printf(m, "cache_bytes_held %llu\n", khttpd_entry_bytes());
	for (stat = 0; stat < KHTTPD_NR_STATS; stat++)
		seq_printf(m, "%s %llu\n", khttpd_stats_name(stat),
			   khttpd_stats_sum(stat));
	return 0;
}

int khttpd_status_init(void)
{
	return proc_create_single("khttpd", 0444, NULL, show) ? 0 : -ENOMEM;
}

void khttpd_status_exit(void)
{
	remove_proc_entry("khttpd", NULL);
}
