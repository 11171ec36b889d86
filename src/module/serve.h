/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reply of a representation: what the request selects of it, from an entry
 * that the cache keeps, or streamed from the file.  May sleep.
 */
#ifndef KHTTPD_MODULE_SERVE_H
#define KHTTPD_MODULE_SERVE_H

#include "module/represent.h"

/* What one answer is worked out in; large, so not on the stack. */
struct khttpd_answer {
	struct khttpd_reply reply;
	enum kh_status page_of; /* the status that a page is about, or 0 */
	struct kh_selection selection;
	struct khttpd_place place;
	struct khttpd_representation plain;
	struct khttpd_representation variant;
};

/*
 * Reply with the best form of answer->plain, which stays the caller's.  @keep:
 * the cache may answer the path with it from now on.  Returns 0 or -errno,
 * -ESTALE if the file changed meanwhile.
 */
int khttpd_serve_best(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask, bool keep);

/* Reply with answer->plain just as it is, keeping nothing. */
int khttpd_serve_plain(struct khttpd_answer *answer,
		       const struct khttpd_ask *ask);

/* Reply with answer->page_of and all of answer->plain, which was made a page. */
int khttpd_serve_page(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask);

#endif /* KHTTPD_MODULE_SERVE_H */
