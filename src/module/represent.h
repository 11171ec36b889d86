/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the file that a path names to the representation that a request gets of
 * it: the file itself or an encoded form that stands ready beside it
 * (RFC 9110 12.5.3), with the fields of its head.  May sleep.
 */
#ifndef KHTTPD_MODULE_REPRESENT_H
#define KHTTPD_MODULE_REPRESENT_H

#include "module/question.h"
#include "module/reply.h"

struct khttpd_representation {
	struct khttpd_file file; /* open */
	enum kh_coding coding;
	char *name; /* of the file, below the root; allocated */
	struct khttpd_about about;
	u32 rest_len;
	char rest[KH_REST_MAX]; /* the head after the opening */
};

/*
 * Open what @question's path leads to.  Returns 0 and a representation to be
 * closed, or as khttpd_file_open().
 */
int khttpd_represent_open(struct khttpd_representation *rep,
			  const struct khttpd_docroot *docroot,
			  const struct khttpd_question *question);

/*
 * Open in @rep the form of @plain that the question prefers.  Returns 0, or
 * -ENOENT if that is @plain itself.
 */
int khttpd_represent_variant(struct khttpd_representation *rep,
			     const struct khttpd_representation *plain,
			     const struct khttpd_docroot *docroot,
			     const struct khttpd_question *question);

void khttpd_represent_close(struct khttpd_representation *rep);

static inline struct kh_validators khttpd_represent_validators(
	const struct khttpd_representation *rep)
{
	return (struct kh_validators){
		.etag = kh_span(rep->rest + rep->about.layout.etag_off,
				rep->about.etag_len),
		.mtime_sec = rep->about.mtime_sec,
	};
}

#endif /* KHTTPD_MODULE_REPRESENT_H */
