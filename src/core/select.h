/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a representation a request gets: the whole, some ranges, word that
 * it has not changed, or a refusal (RFC 9110 13.2 and 14.2).
 */
#ifndef KHTTPD_CORE_SELECT_H
#define KHTTPD_CORE_SELECT_H

#include "core/cond.h"
#include "core/range.h"

KH_BEGIN_DECLS

struct kh_selection {
	/* 200, 206 with ranges, 304, 412, or 416 */
	enum kh_status status;
	bool head_only; /* HEAD: no bytes, but the fields of GET's 200 */
	u32 nr; /* ranges: one with 200, the whole; none with 3xx and 4xx */
	struct kh_range range[KH_RANGES_MAX];
};

/* The whole of @size bytes, whatever the request asks. */
void kh_select_whole(struct kh_selection *sel, const struct kh_request *req,
		     u64 size);

/*
 * Decide for a GET or HEAD whose fields are at @head, of a representation with
 * these validators and @size bytes.  @max_ranges: more of them, after merging,
 * get the whole; 0 for none at all.  Any context.
 */
void kh_select(struct kh_selection *sel, const struct kh_request *req,
	       const char *head, const struct kh_validators *validators,
	       u64 size, u32 max_ranges);

KH_END_DECLS

#endif /* KHTTPD_CORE_SELECT_H */
