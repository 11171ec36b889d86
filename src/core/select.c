// SPDX-License-Identifier: GPL-2.0-only
#include "core/select.h"

void kh_select_whole(struct kh_selection *sel, const struct kh_request *req,
		     u64 size)
{
	sel->status = KH_STATUS_OK;
	sel->head_only = req->method == KH_METHOD_HEAD;
	sel->nr = 1;
	sel->range[0].first = 0;
	sel->range[0].end = size;
}

static void refuse_with(struct kh_selection *sel, enum kh_status status)
{
	sel->status = status;
	sel->nr = 0;
}

/* Range comes last (RFC 9110 13.2.2 step 5). */
static void select_ranges(struct kh_selection *sel,
			  const struct kh_request *req, struct kh_span range,
			  u64 size, u32 max_ranges)
{
	u32 nr = 0;

	switch (kh_range_select(range, size, sel->range, max_ranges, &nr)) {
	case KH_RANGE_WHOLE:
		kh_select_whole(sel, req, size);
		break;
	case KH_RANGE_PARTS:
		sel->status = KH_STATUS_PARTIAL_CONTENT;
		sel->nr = nr;
		break;
	case KH_RANGE_UNSATISFIABLE:
		refuse_with(sel, KH_STATUS_RANGE_NOT_SATISFIABLE);
		break;
	}
}

void kh_select(struct kh_selection *sel, const struct kh_request *req,
	       const char *head, const struct kh_validators *validators,
	       u64 size, u32 max_ranges)
{
	enum kh_status status;
	struct kh_span range;

	kh_select_whole(sel, req, size);
	if (!req->nr_kept)
		return;
	status = kh_cond_check(req, head, validators);
	if (status)
		refuse_with(sel, status);
	else if (max_ranges &&
		 kh_cond_wants_range(req, head, validators, &range))
		select_ranges(sel, req, range, size, max_ranges);
}
