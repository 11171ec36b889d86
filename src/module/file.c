// SPDX-License-Identifier: GPL-2.0-only
#include "module/file.h"

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/stat.h>

#include "module/compat.h"

/* A scoped look-up that races a rename or mount says -EAGAIN: ask again. */
#define LOOKUP_TRIES 4

static int lookup_once(const struct path *root, const char *name,
		       unsigned int flags, struct path *path)
{
	int err = -EAGAIN;
	int i;

	for (i = 0; i < LOOKUP_TRIES && err == -EAGAIN; i++)
		err = vfs_path_lookup(root->dentry, root->mnt, name,
				      flags | LOOKUP_BENEATH, path);
	return err;
}

/* Find @name below the root; says whether a symlink was followed. */
static int lookup(const struct path *root, const char *name, struct path *path,
		  bool *via_symlink)
{
	int err;

	*via_symlink = false;
	err = lookup_once(root, name, LOOKUP_FOLLOW | LOOKUP_NO_SYMLINKS, path);
	if (err != -ELOOP)
		return err;
	*via_symlink = true;
	return lookup_once(root, name, LOOKUP_FOLLOW, path);
}

/* The errors of a scoped look-up, as khttpd_file_open() promises them. */
static int map_error(int err)
{
	switch (err) {
	case -EXDEV: /* leads out of the root */
	case -ELOOP:
	case -EPERM:
		return -EACCES;
	case -ENOTDIR:
	case -ENAMETOOLONG:
		return -ENOENT;
	default:
		return err;
	}
}

static int open_path(const struct khttpd_docroot *docroot, struct path *path,
		     bool via_symlink, bool dir_matters,
		     struct khttpd_file *file)
{
	const struct inode *inode = d_inode(path->dentry);
	struct kstat stat;
	int err;

	if (S_ISDIR(inode->i_mode))
		return -EISDIR;
	/* Opening a FIFO could wait for ever, a device could do anything. */
	if (!S_ISREG(inode->i_mode))
		return -EACCES;
	khttpd_fresh_record(&file->fresh, &docroot->root, path, via_symlink,
			    dir_matters);
	/* Not to wait for who has a lease on it: that is 503 (fcntl(2)). */
	file->filp = dentry_open(path, O_RDONLY | O_LARGEFILE | O_NONBLOCK,
				 current_cred());
	if (IS_ERR(file->filp)) {
		err = PTR_ERR(file->filp);
		goto out_release;
	}
	err = khttpd_may_read(file->filp) ?: khttpd_post_open(file->filp);
	if (!err)
		err = vfs_getattr(path, &stat, STATX_BASIC_STATS, 0);
	if (err)
		goto out_close;
	file->ino = stat.ino;
	file->mtime = stat.mtime;
	file->fresh.size = stat.size;
	return 0;

out_close:
	fput(file->filp);
out_release:
	khttpd_fresh_release(&file->fresh);
	return err;
}

static int open_name(const struct khttpd_docroot *docroot, const char *name,
		     bool dir_matters, struct khttpd_file *file)
{
	struct path path = {};
	bool via_symlink;
	int err;

	err = lookup(&docroot->root, name, &path, &via_symlink);
	if (err)
		return map_error(err);
	err = open_path(docroot, &path, via_symlink, dir_matters, file);
	path_put(&path);
	return map_error(err);
}

/* A name for the file system: the directory and one index name in it. */
static char *join_index(const char *dir, const char *index)
{
	return kasprintf(GFP_KERNEL | __GFP_NOWARN, "%s%s", dir, index);
}

static int open_index(const struct khttpd_docroot *docroot, const char *dir,
		      bool neighbours, struct khttpd_file *file)
{
	unsigned int i;
	int err = -ENOENT;

	for (i = 0; i < docroot->nr_index && err == -ENOENT; i++) {
		char *name = join_index(dir, docroot->index[i]);

		if (!name)
			return -ENOMEM;
		file->index = docroot->index[i];
		err = open_name(docroot, name, neighbours || i > 0, file);
		kfree(name);
	}
	return err == -EISDIR ? -ENOENT : err;
}

static bool is_directory_name(const char *name)
{
	size_t len = strlen(name);

	return !len || name[len - 1] == '/';
}

int khttpd_file_open(const struct khttpd_docroot *docroot, const char *name,
		     bool neighbours, struct khttpd_file *file)
{
	const struct cred *old = override_creds(docroot->cred);
	int err;

	file->index = NULL;
	if (is_directory_name(name))
		err = open_index(docroot, name, neighbours, file);
	else
		err = open_name(docroot, name, neighbours, file);
	revert_creds(old);
	return err;
}

void khttpd_file_close(struct khttpd_file *file)
{
	fput(file->filp);
	khttpd_fresh_release(&file->fresh);
}

struct khttpd_file *khttpd_file_dup(const struct khttpd_file *file)
{
	struct khttpd_file *dup;

	dup = kmemdup(file, sizeof(*file), GFP_KERNEL | __GFP_NOWARN);
	if (!dup)
		return NULL;
	get_file(dup->filp);
	path_get(&dup->fresh.path);
	return dup;
}

int khttpd_file_ask(const struct khttpd_file *file, u64 pos, size_t len)
{
	const struct cred *old = override_creds(file->filp->f_cred);
	int err = khttpd_verify_read(file->filp, pos, len);

	revert_creds(old);
	return map_error(err);
}

int khttpd_file_stat(const struct khttpd_docroot *docroot, const char *name,
		     struct kstat *stat)
{
	const struct cred *old = override_creds(docroot->cred);
	struct path path = {};
	bool via_symlink;
	int err;

	err = lookup(&docroot->root, name, &path, &via_symlink);
	if (!err) {
		err = vfs_getattr(&path, stat, STATX_BASIC_STATS, 0);
		path_put(&path);
	}
	revert_creds(old);
	return map_error(err);
}

/* Under the user's credentials. */
static struct file *open_dir(const struct path *path)
{
	struct file *dir = dentry_open(
		path, O_RDONLY | O_DIRECTORY | O_LARGEFILE, current_cred());
	int err;

	if (IS_ERR(dir))
		return dir;
	err = khttpd_may_read(dir) ?: khttpd_post_open(dir);
	if (!err)
		return dir;
	fput(dir);
	return ERR_PTR(map_error(err));
}

struct file *khttpd_file_open_dir(const struct khttpd_docroot *docroot,
				  const char *name)
{
	const struct cred *old = override_creds(docroot->cred);
	struct file *dir = ERR_PTR(-ENOENT);
	struct path path = {};
	bool via_symlink;
	int err;

	/* An empty name looks nothing up; the root is "." of itself. */
	err = lookup(&docroot->root, *name ? name : ".", &path, &via_symlink);
	if (!err) {
		if (d_is_dir(path.dentry))
			dir = open_dir(&path);
		path_put(&path);
	}
	revert_creds(old);
	return err ? ERR_PTR(map_error(err)) : dir;
}

bool khttpd_file_is_current(const struct khttpd_docroot *docroot,
			    const char *name, const struct khttpd_file *file)
{
	const struct cred *old = override_creds(docroot->cred);
	struct path path = {};
	bool via_symlink, same;
	int err;

	err = lookup(&docroot->root, name, &path, &via_symlink);
	revert_creds(old);
	if (err)
		return false;
	/* A name that has become a link since is not what was recorded. */
	same = path_equal(&path, &file->fresh.path) &&
	       (!via_symlink || file->fresh.by_time);
	path_put(&path);
	return same;
}

static int read_page(struct file *filp, struct page *page, size_t len,
		     loff_t *pos)
{
	char *to = page_address(page);

	while (len) {
		ssize_t n = kernel_read(filp, to, len, pos);

		if (n < 0)
			return n;
		if (n == 0)
			return -ESTALE; /* shorter than it was */
		to += n;
		len -= n;
	}
	return 0;
}

int khttpd_file_read(const struct khttpd_docroot *docroot,
		     struct khttpd_file *file, struct page **pages)
{
	const struct cred *old = override_creds(docroot->cred);
	loff_t size = file->fresh.size;
	loff_t pos = 0;
	int err = 0;

	while (pos < size && !err)
		err = read_page(file->filp, pages[pos >> PAGE_SHIFT],
				min_t(loff_t, size - pos, PAGE_SIZE), &pos);
	revert_creds(old);
	if (!err && !khttpd_fresh_same_content(&file->fresh))
		err = -ESTALE;
	return map_error(err);
}
