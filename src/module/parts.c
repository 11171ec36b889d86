// SPDX-License-Identifier: GPL-2.0-only
#include "module/parts.h"

#include <linux/random.h>
#include <linux/slab.h>

static void write_part(struct khttpd_parts *parts, struct kh_wbuf *w,
		       struct kh_span type_fields, const struct kh_range *range,
		       u64 size)
{
	struct khttpd_part *part = &parts->part[parts->nr++];

	part->off = w->len;
	part->range = *range;
	kh_response_part_head(w, parts->boundary, type_fields, range, size);
	part->len = w->len - part->off;
	parts->length += part->len + (range->end - range->first);
}

static void write_end(struct khttpd_parts *parts, struct kh_wbuf *w)
{
	struct khttpd_part *part = &parts->part[parts->nr++];

	part->off = w->len;
	part->range = (struct kh_range){};
	kh_response_multipart_end(w, parts->boundary);
	part->len = w->len - part->off;
	parts->length += part->len;
}

struct khttpd_parts *khttpd_parts_create(const struct kh_selection *sel,
					 struct kh_span type_fields, u64 size)
{
	u32 cap = (sel->nr + 1) * (KH_PART_HEAD_MAX + type_fields.len);
	struct khttpd_parts *parts;
	struct kh_wbuf w;
	u32 i;

	parts = kzalloc(struct_size(parts, text, cap),
			GFP_KERNEL | __GFP_NOWARN);
	if (!parts)
		return NULL;
	kh_wbuf_init(&w, parts->text, cap);
	kh_response_boundary(parts->boundary, get_random_u64());
	for (i = 0; i < sel->nr; i++)
		write_part(parts, &w, type_fields, &sel->range[i], size);
	write_end(parts, &w);
	KH_ASSERT(!w.overflow);
	return parts;
}
