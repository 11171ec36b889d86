// SPDX-License-Identifier: GPL-2.0-only
#include "module/policy_file.h"

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/slab.h>

#include "module/compat.h"
#include "uapi/policy.h"

/* Up to @size bytes; less if the file has become shorter. */
static ssize_t read_up_to(struct file *filp, char *to, size_t size)
{
	loff_t pos = 0;

	while (pos < size) {
		ssize_t n = kernel_read(filp, to + pos, size - pos, &pos);

		if (n < 0)
			return n;
		if (n == 0)
			break;
	}
	return pos;
}

static int read_open(const char *path, struct file *filp, void **block,
		     u32 *size)
{
	loff_t len = i_size_read(file_inode(filp));
	ssize_t n;

	if (len > KHTTPD_POLICY_BYTES_MAX) {
		pr_err("policy: \"%s\" has %lld bytes, more than %u\n", path,
		       len, KHTTPD_POLICY_BYTES_MAX);
		return -EINVAL;
	}
	/* An empty file is refused like any other that is no policy. */
	*block = kvmalloc(max_t(size_t, len, 1), GFP_KERNEL);
	if (!*block)
		return -ENOMEM;
	n = read_up_to(filp, *block, len);
	if (n < 0) {
		pr_err("policy: cannot read \"%s\": error %zd\n", path, n);
		kvfree(*block);
		return n;
	}
	*size = n;
	return 0;
}

/* Says why a path cannot be opened; returns @err. */
static int complain(const char *path, int err)
{
	if (err == -ENOENT)
		pr_err("policy: cannot open \"%s\": no such file\n", path);
	else
		pr_err("policy: cannot open \"%s\": error %d\n", path, err);
	return err;
}

/*
 * A policy decides which files of the machine are served: nobody but root may
 * have written it.  Asked of the open file, since a path can be another one by
 * now.
 */
static int check_owner(const char *path, const struct inode *inode)
{
	const char *fault = NULL;

	if (!S_ISREG(inode->i_mode))
		fault = "is not a regular file";
	else if (!uid_eq(inode->i_uid, GLOBAL_ROOT_UID))
		fault = "does not belong to root";
	else if (inode->i_mode & 0022)
		fault = "may be written by others than root";
	if (!fault)
		return 0;
	pr_err("policy: \"%s\" %s\n", path, fault);
	return -EINVAL;
}

static int read_found(const char *path, const struct path *found, void **block,
		      u32 *size)
{
	struct file *filp = dentry_open(found, O_RDONLY | O_LARGEFILE,
					current_cred());
	int err;

	if (IS_ERR(filp))
		return complain(path, PTR_ERR(filp));
	err = khttpd_may_read(filp);
	if (err)
		complain(path, err);
	else
		err = check_owner(path, file_inode(filp)) ?:
			      read_open(path, filp, block, size);
	fput(filp);
	return err;
}

int khttpd_policy_file_read(const char *path, void **block, u32 *size)
{
	struct path found;
	int err;

	if (path[0] != '/') {
		pr_err("policy: \"%s\" is not an absolute path\n", path);
		return -EINVAL;
	}
	err = kern_path(path, LOOKUP_FOLLOW, &found);
	if (err)
		return complain(path, err);
	/*
	 * Looked at before it is opened: opening a device may do anything, and
	 * a FIFO has a lock under which others write to parameters.
	 */
	if (S_ISREG(d_inode(found.dentry)->i_mode)) {
		err = read_found(path, &found, block, size);
	} else {
		pr_err("policy: \"%s\" is not a regular file\n", path);
		err = -EINVAL;
	}
	path_put(&found);
	return err;
}
