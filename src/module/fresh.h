/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether what was once read through a path is still what the path leads to,
 * decided without sleeping, so that softirq may serve cached bytes.
 *
 * A witness records, when a path was resolved:
 *  - the dentry sequence count of every name between root and file: it moves
 *    with each rename, unlink, replacement (the same proof as RCU path walk);
 *  - mount points, and what inode_permission() looks at on the way, the root
 *    included: permission bits, owner, group, that there is no ACL;
 *  - the file's ctime and size, which every completed write, truncation, chmod
 *    and link change moves, that nobody has it open for writing, and that
 *    nobody wants to be asked before it is read.
 * What that cannot see (symlinks on the way, other mounts, deep paths, ACLs, file
 * systems that judge permissions themselves, or whose data others may change)
 * lives by time alone, KHTTPD_FRESH_TTL.
 */
#ifndef KHTTPD_MODULE_FRESH_H
#define KHTTPD_MODULE_FRESH_H

#include <linux/path.h>
#include <linux/time64.h>

#include "module/limits.h"

struct khttpd_fresh_level {
	unsigned int seq; /* of the dentry */
	umode_t mode; /* of its inode, like the two below */
	kuid_t uid;
	kgid_t gid;
};

struct khttpd_fresh {
	struct path path; /* the file; referenced */
	struct timespec64 ctime;
	struct timespec64 dir_ctime; /* of the parent, if dir_matters */
	loff_t size;
	unsigned long expires; /* jiffies, if by_time */
	u8 depth; /* levels in use: the file is level 0 */
	bool by_time;
	bool dir_matters; /* a new neighbour could win (index names) */
	struct khttpd_fresh_level level[KHTTPD_FRESH_DEPTH];
	struct khttpd_fresh_level root; /* its seq is not looked at */
};

/*
 * Record @path, found below @root.  Takes a reference on it, given back by
 * khttpd_fresh_release().  Call before the file is read, and look the name up
 * once more afterwards: only then does the record belong to the name.  Sleeps
 * only by the caller's choice.
 */
void khttpd_fresh_record(struct khttpd_fresh *fresh, const struct path *root,
			 const struct path *path, bool via_symlink,
			 bool dir_matters);

/* Give the path back.  May sleep. */
void khttpd_fresh_release(struct khttpd_fresh *fresh);

/* True while the record holds.  Under RCU; any context. */
bool khttpd_fresh_holds(const struct khttpd_fresh *fresh);

/*
 * Ask before reading the file: true if every change from now on will show in
 * the record, so that the bytes may be kept.  It would not if the stamp is not
 * older than the clock's tick, or if somebody is writing.  May sleep.
 */
bool khttpd_fresh_is_settled(const struct khttpd_fresh *fresh);

/* True if somebody wants to be asked before each read of it.  May sleep. */
bool khttpd_fresh_is_watched(const struct khttpd_fresh *fresh);

/* True if the file itself is unchanged since the record.  Any context. */
bool khttpd_fresh_same_content(const struct khttpd_fresh *fresh);

#endif /* KHTTPD_MODULE_FRESH_H */
