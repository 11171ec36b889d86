/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is served and as whom: the document root resolved once, the index
 * names, and the credentials files are opened with.  Immutable; a change makes
 * a new one and retires the old one under RCU.
 */
#ifndef KHTTPD_MODULE_DOCROOT_H
#define KHTTPD_MODULE_DOCROOT_H

#include <linux/path.h>
#include <linux/refcount.h>

#include "module/limits.h"

struct khttpd_docroot {
	refcount_t ref;
	u32 generation; /* different for each; part of what the cache asks */
	struct path root;
	const struct cred *cred; /* unprivileged; no capabilities, no groups */
	unsigned int nr_index;
	const char *index[KHTTPD_INDEX_MAX]; /* into index_text */
	char index_text[KHTTPD_STRING_MAX];
};

/*
 * Make one from the values of the parameters root, index and user.  Resolves
 * the root in the caller's mount namespace with the caller's credentials, and
 * makes sure that the user may search it.  May sleep.  Returns ERR_PTR with
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

/* Publish @docroot, whose reference is taken over; NULL retires for good. */
void khttpd_docroot_install(struct khttpd_docroot *docroot);

/* The installed one with a reference, or NULL.  Any context. */
struct khttpd_docroot *khttpd_docroot_get(void);

/* The generation of the installed one; 0 if none.  Under RCU, any context. */
u32 khttpd_docroot_generation(void);

#endif /* KHTTPD_MODULE_DOCROOT_H */
