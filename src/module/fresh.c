// SPDX-License-Identifier: GPL-2.0-only
#include "module/fresh.h"

#include <linux/dcache.h>
#include <linux/ktime.h>
#include <linux/magic.h>

#include "module/compat.h"

static void record_level(struct khttpd_fresh_level *level,
			 const struct dentry *dentry, const struct inode *inode)
{
	level->seq = raw_read_seqcount(&dentry->d_seq);
	level->mode = READ_ONCE(inode->i_mode);
	/* Stored plainly by others; see khttpd_fresh_holds(). */
	level->uid = data_race(inode->i_uid);
	/* The same. */
	level->gid = data_race(inode->i_gid);
}

/*
 * True if inode_permission() looks at nothing but what is recorded.  That of
 * btrfs adds only what concerns writing (btrfs_permission(), 5.10 to 7.3).
 */
static bool has_plain_permissions(const struct inode *inode)
{
	return khttpd_has_no_acl(inode) &&
	       (!inode->i_op->permission ||
		inode->i_sb->s_magic == BTRFS_SUPER_MAGIC);
}

static bool permits_as_before(const struct khttpd_fresh_level *level,
			      const struct inode *inode)
{
	return inode && READ_ONCE(inode->i_mode) == level->mode &&
	       uid_eq(inode->i_uid, level->uid) &&
	       gid_eq(inode->i_gid, level->gid) && khttpd_has_no_acl(inode);
}

static bool level_holds(const struct khttpd_fresh_level *level,
			const struct dentry *dentry, const struct inode *inode)
{
	return raw_read_seqcount(&dentry->d_seq) == level->seq &&
	       permits_as_before(level, inode) && !d_mountpoint(dentry);
}

/*
 * True if each change moves the ctime: nobody but this kernel changes the data.
 * Not so that of tmpfs, which writes through a shared mapping leave alone
 * (mm/shmem.c has no page_mkwrite(), 5.10 to 7.3).
 */
static bool has_honest_ctime(const struct inode *inode)
{
	return khttpd_owns_its_data(inode) &&
	       inode->i_sb->s_magic != TMPFS_MAGIC;
}

/* A file system whose changes another machine may make is never witnessed. */
static bool is_remote(const struct dentry *dentry)
{
	return dentry->d_flags &
	       (DCACHE_OP_REVALIDATE | DCACHE_OP_WEAK_REVALIDATE);
}

/* True if the record of the level says all of its permissions. */
static bool record_root(struct khttpd_fresh *fresh, const struct dentry *root)
{
	const struct inode *inode = d_inode(root);

	record_level(&fresh->root, root, inode);
	return has_plain_permissions(inode);
}

/* Record the levels from the file up to the root. */
static bool record_chain(struct khttpd_fresh *fresh, const struct path *root)
{
	struct dentry *dentry = fresh->path.dentry;

	rcu_read_lock();
	for (fresh->depth = 0; dentry != root->dentry; fresh->depth++) {
		struct inode *inode = d_inode_rcu(dentry);

		if (fresh->depth == KHTTPD_FRESH_DEPTH || IS_ROOT(dentry) ||
		    !inode || is_remote(dentry) || d_mountpoint(dentry) ||
		    !has_plain_permissions(inode))
			break;
		record_level(&fresh->level[fresh->depth], dentry, inode);
		dentry = READ_ONCE(dentry->d_parent);
	}
	rcu_read_unlock();
	return dentry == root->dentry && record_root(fresh, dentry);
}

void khttpd_fresh_record(struct khttpd_fresh *fresh, const struct path *root,
			 const struct path *path, bool via_symlink,
			 bool dir_matters)
{
	const struct inode *inode = d_inode(path->dentry);

	fresh->path = *path;
	path_get(&fresh->path);
	fresh->ctime = khttpd_inode_ctime(inode);
	fresh->size = i_size_read(inode);
	fresh->dir_matters = dir_matters;
	rcu_read_lock();
	fresh->dir_ctime = khttpd_inode_ctime(
		d_inode_rcu(READ_ONCE(path->dentry->d_parent)));
	rcu_read_unlock();
	fresh->by_time = via_symlink || path->mnt != root->mnt ||
			 !has_honest_ctime(inode) || !record_chain(fresh, root);
	fresh->expires = jiffies + KHTTPD_FRESH_TTL;
}

void khttpd_fresh_release(struct khttpd_fresh *fresh)
{
	path_put(&fresh->path);
}

bool khttpd_fresh_same_content(const struct khttpd_fresh *fresh)
{
	const struct inode *inode = d_inode_rcu(fresh->path.dentry);
	struct timespec64 ctime;

	if (!inode || !khttpd_inode_has_size(inode, fresh->size))
		return false;
	ctime = khttpd_inode_ctime(inode);
	return timespec64_equal(&ctime, &fresh->ctime);
}

static bool dir_holds(const struct khttpd_fresh *fresh)
{
	const struct dentry *dir = READ_ONCE(fresh->path.dentry->d_parent);
	const struct inode *inode = d_inode_rcu(dir);
	struct timespec64 ctime;

	if (!inode)
		return false;
	ctime = khttpd_inode_ctime(inode);
	return timespec64_equal(&ctime, &fresh->dir_ctime);
}

/*
 * The references of the held dentry keep its parents alive for as long as its
 * sequence count stands still, which is tested before each step up; RCU keeps
 * the memory readable if it moves right after.
 */
static bool chain_holds(const struct khttpd_fresh *fresh)
{
	const struct dentry *dentry = fresh->path.dentry;
	unsigned int i;

	for (i = 0; i < fresh->depth; i++) {
		if (!level_holds(&fresh->level[i], dentry, d_inode_rcu(dentry)))
			return false;
		dentry = READ_ONCE(dentry->d_parent);
	}
	/* The root, wherever it was moved and whatever was mounted on it. */
	return permits_as_before(&fresh->root, d_inode_rcu(dentry));
}

static bool witness_holds(const struct khttpd_fresh *fresh)
{
	const struct inode *inode = d_inode_rcu(fresh->path.dentry);

	if (!inode || atomic_read(&inode->i_writecount) > 0)
		return false;
	if (fresh->by_time ? time_after(jiffies, fresh->expires) :
			     !chain_holds(fresh))
		return false;
	if (fresh->dir_matters && !dir_holds(fresh))
		return false;
	return khttpd_fresh_same_content(fresh);
}

/*
 * Others store plainly what is compared here.  A change that is complete shows;
 * one under way may be seen in part or not yet, as if it had come a moment
 * earlier or later.
 */
static bool is_as_recorded(const struct khttpd_fresh *fresh)
{
	/* A change under way may be seen or not: both are right. */
	bool holds = data_race(witness_holds(fresh));

	/* KCSAN takes what follows the reading of d_seq for a part of that. */
	kcsan_atomic_next(0);
	return holds;
}

static bool is_watched(const struct khttpd_fresh *fresh)
{
	const struct inode *inode = d_inode_rcu(fresh->path.dentry);

	return inode && khttpd_is_watched(fresh->path.dentry, inode);
}

bool khttpd_fresh_holds(const struct khttpd_fresh *fresh)
{
	return is_as_recorded(fresh) && !is_watched(fresh);
}

/*
 * Seconds between two stamps of a file system that says its stamps were finer
 * (s_time_gran): FAT keeps even seconds (fat_truncate_time(), 5.10 to 7.3), and
 * exFAT on disk.
 */
static time64_t coarseness(const struct inode *inode)
{
	unsigned long magic = inode->i_sb->s_magic;

	return magic == MSDOS_SUPER_MAGIC || magic == EXFAT_SUPER_MAGIC ? 2 : 0;
}

/* True if what is changed from now on gets another stamp. */
static bool is_older(const struct timespec64 *stamp, struct inode *inode)
{
	struct timespec64 now;

	ktime_get_coarse_real_ts64(&now);
	now = timestamp_truncate(now, inode);
	now.tv_sec -= coarseness(inode);
	return timespec64_compare(stamp, &now) < 0;
}

bool khttpd_fresh_is_watched(const struct khttpd_fresh *fresh)
{
	bool watched;

	rcu_read_lock();
	watched = is_watched(fresh);
	rcu_read_unlock();
	return watched;
}

bool khttpd_fresh_is_settled(const struct khttpd_fresh *fresh)
{
	struct inode *inode = d_inode(fresh->path.dentry);
	bool holds;

	if (!is_older(&fresh->ctime, inode) ||
	    (fresh->dir_matters && !is_older(&fresh->dir_ctime, inode)))
		return false;
	/* A write that set ctime before the record may still be copying. */
	rcu_read_lock();
	holds = is_as_recorded(fresh);
	rcu_read_unlock();
	return holds;
}
