/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comma-separated field values (RFC 9110 5.6.1), plain and with weights
 * (RFC 9110 12.4.2).
 */
#ifndef KHTTPD_CORE_LIST_H
#define KHTTPD_CORE_LIST_H

#include "core/span.h"

KH_BEGIN_DECLS

#define KH_WEIGHT_MAX 1000u /* "q=1"; weights are in thousandths */

/* One member of a list of preferences. */
struct kh_weighted {
	struct kh_span name; /* up to the first ';', never empty */
	u16 weight; /* 0 to KH_WEIGHT_MAX; KH_WEIGHT_MAX without a "q" */
};

/*
 * Takes the next element from the front of @list, blanks around it dropped;
 * empty elements are skipped.  False at the end.  A comma in quotes ends an
 * element too: only for lists of tokens.
 */
bool kh_list_next(struct kh_span *list, struct kh_span *element);

/*
 * The same for preferences, where commas and semicolons in quoted strings
 * belong to the string.  Elements that have a "q" which is no weight are
 * skipped, as what they ask for is not known; other parameters are ignored.
 */
bool kh_list_next_weighted(struct kh_span *list, struct kh_weighted *member);

KH_END_DECLS

#endif /* KHTTPD_CORE_LIST_H */
