// SPDX-License-Identifier: GPL-2.0-only
#include "core/kept.h"

bool kh_kept_next(const struct kh_request *req, const char *head,
		  enum kh_kept_name name, u8 *at, struct kh_span *value)
{
	while (*at < req->nr_kept) {
		const struct kh_kept *line = &req->kept[(*at)++];

		if (line->name == name) {
			*value = kh_slice_of(head, line->value);
			return true;
		}
	}
	return false;
}

bool kh_kept_single(const struct kh_request *req, const char *head,
		    enum kh_kept_name name, struct kh_span *value)
{
	struct kh_span other;
	u8 at = 0;

	return kh_kept_next(req, head, name, &at, value) &&
	       !kh_kept_next(req, head, name, &at, &other);
}
