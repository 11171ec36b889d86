/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which representation of the file that a name leads to a request gets: the
 * file itself or an encoded form that stands ready beside it
 * (RFC 9110 12.5.3), with the fields of its head.  May sleep.
 */
#ifndef KHTTPD_MODULE_REPRESENT_H
#define KHTTPD_MODULE_REPRESENT_H

#include "core/coding.h"
#include "module/place.h"
#include "module/question.h"
#include "module/reply.h"

/* Errors of our own, beside all that a file system may return. */
#define KHTTPD_ENOFORM 4001 /* no form of the file is acceptable: 406 */
#define KHTTPD_ELISTTOOLONG 4002 /* a list has too many members: 431 */

/* Who asks for what; all of it lives until the answer is made. */
struct khttpd_ask {
	const struct khttpd_question *question;
	struct khttpd_sites *sites; /* referenced */
	struct khttpd_place *place;
	const struct khttpd_policy_site *site; /* that of the place */
	struct khttpd_docroot *docroot; /* the site's */
};

struct khttpd_representation {
	struct khttpd_file file; /* open */
	/*
	 * Every change from now on will show in the file's times.  Else it has no
	 * tag, for other bytes could get the same, and is not to be kept.
	 */
	bool settled;
	enum kh_coding coding;
	char *name; /* of the file, below the root; allocated */
	struct khttpd_about about;
	u32 rest_len;
	char *rest; /* the head after the opening; allocated */
};

/*
 * Open the file that @name leads to, with a slash at its end an index.  Returns
 * 0 and a representation to be closed, or as khttpd_file_open().
 */
int khttpd_represent_open(struct khttpd_representation *rep,
			  const struct khttpd_ask *ask, const char *name);

/*
 * Open in @rep the form of @plain that the question prefers.  Returns 0, or
 * -ENOENT if that is @plain itself.
 */
int khttpd_represent_variant(struct khttpd_representation *rep,
			     const struct khttpd_representation *plain,
			     const struct khttpd_ask *ask);

/*
 * Open the best of the encoded forms of a file that is not there itself, as the
 * site allows.  Returns 0, -ENOENT if there is none, or -KHTTPD_ENOFORM if the
 * client takes none of those that are.
 */
int khttpd_represent_encoded(struct khttpd_representation *rep,
			     const struct khttpd_ask *ask, const char *name);

/* Make the rest of @rep, a file about something else: that of an error's page. */
int khttpd_represent_as_page(struct khttpd_representation *rep,
			     const struct khttpd_ask *ask);

void khttpd_represent_close(struct khttpd_representation *rep);

/*
 * Memory to be kvfree()d for a head's rest, with a writer in it, and the field
 * lines that the site adds for the type, which are put into it and lie behind.
 * NULL without memory.
 */
char *khttpd_represent_alloc(const struct khttpd_ask *ask, struct kh_span type,
			     struct kh_wbuf *rest, struct kh_span *lines);

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
