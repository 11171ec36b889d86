/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The listing of a directory, produced piece by piece: names are read and
 * sorted once, then written as they are sent, so that a large directory takes
 * memory for its names and not for its page.  All of it may sleep.
 */
#ifndef KHTTPD_MODULE_LISTING_H
#define KHTTPD_MODULE_LISTING_H

#include "core/listing.h"
#include "module/docroot.h"

struct khttpd_listing;

/* What is asked for. */
struct khttpd_listing_wish {
	enum kh_listing_form form;
	struct kh_listing_order order;
	struct kh_span path; /* decoded, as the client sees it */
	bool hidden; /* names that begin with a dot too */
	bool chunked; /* in the chunked coding (RFC 9112 7.1) */
};

/*
 * Read the directory @name below the root, which is empty or ends with a slash.
 * Takes a reference on @docroot.  Returns ERR_PTR: -EBUSY if too many listings
 * are under way, or as khttpd_file_open().
 */
struct khttpd_listing *khttpd_listing_create(
	struct khttpd_docroot *docroot, const char *name,
	const struct khttpd_listing_wish *wish);

/* Could the directory be read?  0 or -errno as above, but for -EBUSY. */
int khttpd_listing_check(const struct khttpd_docroot *docroot,
			 const char *name);

void khttpd_listing_destroy(struct khttpd_listing *listing);

/*
 * The next piece, which is the listing's own until the next call; an empty one
 * after the last.
 */
struct kh_span khttpd_listing_next(struct khttpd_listing *listing);

#endif /* KHTTPD_MODULE_LISTING_H */
