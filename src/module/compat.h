/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differences between kernels, 5.10 to 7.3; the only file that tests for
 * them.  The KHTTPD_HAVE_ macros come from the probes in Kbuild.
 */
#ifndef KHTTPD_MODULE_COMPAT_H
#define KHTTPD_MODULE_COMPAT_H

#include <linux/bvec.h>
#include <linux/fs.h>
#include <linux/fsnotify_backend.h>
#include <linux/ima.h>
#include <linux/magic.h>
#include <linux/namei.h>
#include <linux/net.h>
#include <linux/pagemap.h>
#include <linux/posix_acl.h>
#include <linux/security.h>
#include <linux/swap.h>
#include <linux/uio.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <net/tcp.h>

/* Exported on all; declared in the installed headers only since 6.12. */
extern int vfs_path_lookup(struct dentry *dentry, struct vfsmount *mnt,
			   const char *name, unsigned int flags,
			   struct path *path);

/* 7.2 warns about a queue with neither flag; 6.12 and older need none. */
#ifdef KHTTPD_HAVE_WQ_PERCPU
#define KHTTPD_WQ_PERCPU WQ_PERCPU
#else
#define KHTTPD_WQ_PERCPU 0
#endif

#ifndef ITER_SOURCE /* 6.1 */
#define ITER_SOURCE WRITE
#endif

#ifndef EXFAT_SUPER_MAGIC /* 5.10 */
#define EXFAT_SUPER_MAGIC 0x2011bab0
#endif

/* ctime became private to accessors in 6.6. */
static inline struct timespec64 khttpd_inode_ctime(const struct inode *inode)
{
#ifdef KHTTPD_HAVE_INODE_GET_CTIME
	/* Stored plainly by file systems; see khttpd_fresh_holds(). */
	return data_race(inode_get_ctime(inode));
#else
	/* The same. */
	return data_race(inode->i_ctime);
#endif
}

/*
 * True if permissions do not depend on an ACL.  One that is set is cached in the
 * inode, by every local file system (posix_acl_create(), set_cached_acl(); 5.10
 * to 7.3).  Not cached means that the look-up, which has just been, did not need
 * it: bits and owner alone decided, and those are compared.  The address of an
 * ACL is no proof of its content: another one may get it.
 */
static inline bool khttpd_has_no_acl(const struct inode *inode)
{
#ifdef CONFIG_FS_POSIX_ACL
	const struct posix_acl *acl = READ_ONCE(inode->i_acl);

	return !acl || acl == ACL_NOT_CACHED;
#else
	return true;
#endif
}

/*
 * Has the inode this size?  Where that takes two loads, i_size_read() waits for
 * its writer, which may be the very task that this softirq has interrupted: here
 * a size that is being written has changed.  Any context.
 */
static inline bool khttpd_inode_has_size(const struct inode *inode, loff_t size)
{
#if BITS_PER_LONG == 32 && defined(CONFIG_SMP)
	unsigned int seq = raw_read_seqcount(&inode->i_size_seqcount);
	bool same = inode->i_size == size;

	return same && !(seq & 1) &&
	       !read_seqcount_retry(&inode->i_size_seqcount, seq);
#else
	return i_size_read(inode) == size;
#endif
}

/*
 * True if the pages that can be read are the file: on a disk of this machine's or
 * in its memory.  Elsewhere another may have changed it, or, below FUSE (the type
 * of its own with both flags), it may be meant not to be cached.
 */
static inline bool khttpd_owns_its_data(const struct inode *inode)
{
	const struct super_block *sb = inode->i_sb;
	int flags = sb->s_type->fs_flags & (FS_REQUIRES_DEV | FS_HAS_SUBTYPE);

	return (flags == FS_REQUIRES_DEV || sb->s_magic == TMPFS_MAGIC) &&
	       !IS_DAX(inode);
}

/* What the actor of iterate_dir() returns, since 6.1: true to go on. */
#ifdef KHTTPD_HAVE_FILLDIR_BOOL
typedef bool khttpd_filldir_t;
#define KHTTPD_FILLDIR_GO_ON true
#define KHTTPD_FILLDIR_STOP false
#else
typedef int khttpd_filldir_t;
#define KHTTPD_FILLDIR_GO_ON 0
#define KHTTPD_FILLDIR_STOP 1
#endif

/*
 * May the current credentials read this open file?  dentry_open() does not
 * ask.  The mount's id mapping joined the question in 5.12.
 */
static inline int khttpd_may_read(struct file *filp)
{
#ifdef KHTTPD_HAVE_FILE_PERMISSION
	return file_permission(filp, MAY_READ);
#else
	return inode_permission(file_inode(filp), MAY_READ);
#endif
}

/*
 * May @len bytes from @pos of an open file be read now?  Asks who watches it
 * (fanotify's permission events) and the security modules, as every read(2)
 * does; whoever takes pages without reading has to ask by itself.  With the
 * current credentials; may sleep, as long as the watcher likes.  Exported since
 * 6.8 and by stable kernels; elsewhere a byte is read.
 */
#ifdef KHTTPD_HAVE_RW_VERIFY_AREA
/* In the installed headers since 6.8. */
extern int rw_verify_area(int rw, struct file *filp, const loff_t *pos,
			  size_t len);

static inline int khttpd_verify_read(struct file *filp, loff_t pos, size_t len)
{
	return rw_verify_area(READ, filp, &pos, len);
}
#else
static inline int khttpd_verify_read(struct file *filp, loff_t pos, size_t len)
{
	char byte;
	ssize_t n = kernel_read(filp, &byte, 1, &pos);

	return n < 0 ? n : 0;
}
#endif

/*
 * What open(2) asks after a file is open and dentry_open() leaves to its
 * callers: IMA, and since 6.9 every security module.
 */
static inline int khttpd_post_open(struct file *filp)
{
#if defined(KHTTPD_HAVE_FILE_POST_OPEN)
	return security_file_post_open(filp, MAY_READ | MAY_OPEN);
#elif defined(KHTTPD_HAVE_IMA_FILE_CHECK)
	return ima_file_check(filp, MAY_READ | MAY_OPEN);
#else
	return 0;
#endif
}

/*
 * True if somebody wants to be asked before the inode is opened or read, for it
 * alone, as a child of its directory or with its whole file system (fanotify(7)).  A watch
 * on a mount is known to the kernel alone.  Under RCU; any context.
 */
static inline bool khttpd_is_watched(const struct dentry *dentry,
				     const struct inode *inode)
{
#ifdef CONFIG_FANOTIFY_ACCESS_PERMISSIONS
	u32 mask = READ_ONCE(inode->i_fsnotify_mask) |
		   READ_ONCE(inode->i_sb->s_fsnotify_mask);

	if (unlikely(READ_ONCE(dentry->d_flags) &
		     DCACHE_FSNOTIFY_PARENT_WATCHED)) {
		const struct inode *dir = d_inode_rcu(
			READ_ONCE(dentry->d_parent));

		mask |= dir ? READ_ONCE(dir->i_fsnotify_mask) : 0;
	}
	/* Nothing is executed here. */
	return mask & ALL_FSNOTIFY_PERM_EVENTS & ~FS_OPEN_EXEC_PERM;
#else
	return false;
#endif
}

/*
 * Allow sends from bottom-half context: never the page fragment of the task
 * that happens to be interrupted.  5.10 decides by sk_allocation alone.
 */
static inline void khttpd_sk_prepare_bh(struct sock *sk)
{
	sk->sk_allocation = GFP_ATOMIC | __GFP_NOWARN;
#ifdef KHTTPD_HAVE_TASK_FRAG
	sk->sk_use_task_frag = false;
#endif
}

/* The peer's address if the socket is an IPv6 one, else NULL. */
static inline const struct in6_addr *khttpd_sk_v6_peer(const struct sock *sk)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (sk->sk_family == AF_INET6)
		return &sk->sk_v6_daddr;
#endif
	return NULL;
}

/*
 * Let a kernel socket hold its network namespace: without that reference
 * tcp_close() stops the retransmit timer and unacknowledged data is lost.
 * Children inherit the flag and take their own reference.  May sleep.
 */
static inline void khttpd_sk_hold_net(struct sock *sk)
{
#if defined(KHTTPD_HAVE_NET_REFCNT_UPGRADE)
	sk_net_refcnt_upgrade(sk);
#elif defined(KHTTPD_HAVE_NS_TRACKER)
	struct net *net = sock_net(sk);

	sk->sk_net_refcnt = 1;
	get_net_track(net, &sk->ns_tracker, GFP_KERNEL);
	sock_inuse_add(net, 1);
#else
	sk->sk_net_refcnt = 1;
	get_net(sock_net(sk));
	this_cpu_add(*sock_net(sk)->core.sock_inuse, 1);
#endif
}

/*
 * Accept without waiting into a struct socket that has the listener's ops, and
 * no sk.  What says how became a structure in 6.10.  Process context.
 */
static inline int khttpd_accept_into(struct socket *listener,
				     struct socket *sock)
{
#ifdef KHTTPD_HAVE_ACCEPT_ARG
	struct proto_accept_arg arg = { .flags = O_NONBLOCK, .kern = true };

	return listener->ops->accept(listener, sock, &arg);
#else
	return listener->ops->accept(listener, sock, O_NONBLOCK, true);
#endif
}

/*
 * The page at @index of a file's page cache, referenced, if it is there, can be
 * read, and its place needs no more to be read ahead; else NULL.  Since 5.16 the
 * cache holds folios, and since 6.3 an error stands for none.  Any context.
 */
static inline struct page *khttpd_find_page(struct address_space *mapping,
					    pgoff_t index)
{
#ifdef KHTTPD_HAVE_FOLIO
	struct folio *folio = filemap_get_folio(mapping, index);
	struct page *page;

	if (IS_ERR_OR_NULL(folio))
		return NULL;
	page = folio_file_page(folio, index);
	if (folio_test_uptodate(folio) && !folio_test_readahead(folio) &&
	    !PageHWPoison(page)) {
		folio_mark_accessed(folio);
		return page;
	}
	folio_put(folio);
#else
	struct page *page = find_get_page(mapping, index);

	if (!page)
		return NULL;
	if (PageUptodate(page) && !PageReadahead(page) && !PageHWPoison(page)) {
		mark_page_accessed(page);
		return page;
	}
	put_page(page);
#endif
	return NULL;
}

/*
 * Queue pieces of pages, @len bytes in all, on a TCP socket without copying.  A
 * page must not be a slab page and must stay as it is until the peer has
 * acknowledged it.  Socket locked; any context.  Returns bytes taken or -errno.
 */
static inline ssize_t khttpd_tcp_send_pages(struct sock *sk,
					    const struct bio_vec *bvec,
					    unsigned int nr, size_t len,
					    int flags)
{
#ifdef KHTTPD_HAVE_SPLICE_PAGES
	struct msghdr msg = { .msg_flags = flags | MSG_SPLICE_PAGES };

	iov_iter_bvec(&msg.msg_iter, ITER_SOURCE, bvec, nr, len);
	return tcp_sendmsg_locked(sk, &msg, len);
#else
	const int more = MSG_MORE | MSG_SENDPAGE_NOTLAST;
	ssize_t sent = 0;

	if (flags & MSG_MORE)
		flags |= more;
	for (; nr; nr--, bvec++) {
		int n = tcp_sendpage_locked(sk, bvec->bv_page, bvec->bv_offset,
					    bvec->bv_len,
					    nr > 1 ? flags | more : flags);

		if (n < 0)
			return sent ?: n;
		sent += n;
		if (n < bvec->bv_len)
			break;
	}
	return sent;
#endif
}

#endif /* KHTTPD_MODULE_COMPAT_H */
