/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a site serves and as whom: the document root resolved once, the index
 * names, and the credentials files are opened with.  Immutable; sites.h has
 * those that are in force.
 */
#ifndef KHTTPD_MODULE_DOCROOT_H
#define KHTTPD_MODULE_DOCROOT_H

#include <linux/path.h>
#include <linux/refcount.h>

#include "module/limits.h"

struct khttpd_docroot {
	refcount_t ref;
	struct path root;
	const struct cred *cred; /* unprivileged; no capabilities, no groups */
	unsigned int nr_index;
	const char *index[KHTTPD_INDEX_MAX]; /* into index_text */
	char index_text[KHTTPD_STRING_MAX];
};

/*
 * Make one from values like those of the parameters root, index and user.
 * Resolves the root in the caller's mount namespace with the caller's
 * credentials, and makes sure that the user may search it.  May sleep.  Returns ERR_PTR with
 * one line in the kernel log on failure; the caller puts the reference.
 */
struct khttpd_docroot *khttpd_docroot_create(const char *root,
					     const char *index,
					     const char *user);

/* Check the form of an index list or a user; 0 or -EINVAL, with a log line. */
int khttpd_docroot_check_index(const char *index);
int khttpd_docroot_check_user(const char *user);

/* Drop a reference; the last one frees.  May sleep. */
void khttpd_docroot_put(struct khttpd_docroot *docroot);

#endif /* KHTTPD_MODULE_DOCROOT_H */
