/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of a multipart/byteranges answer (RFC 9110 14.6): for each some
 * text and then a piece of the representation.  The last one is the closing
 * delimiter, with no bytes after it.
 */
#ifndef KHTTPD_MODULE_PARTS_H
#define KHTTPD_MODULE_PARTS_H

#include "core/response.h"
#include "core/select.h"

struct khttpd_part {
	u32 off; /* of its text */
	u32 len;
	struct kh_range range;
};

struct khttpd_parts {
	u64 length; /* of the whole content, bytes */
	u32 nr;
	u32 next; /* to be sent */
	struct khttpd_part part[KH_RANGES_MAX + 1];
	char boundary[KH_BOUNDARY_LEN];
	char text[];
};

/*
 * The parts of @sel, which has more than one range, of a representation of
 * @size bytes; @type_fields: the fields of its type.  NULL without memory.  May
 * sleep.
 */
struct khttpd_parts *khttpd_parts_create(const struct kh_selection *sel,
					 struct kh_span type_fields, u64 size);

#endif /* KHTTPD_MODULE_PARTS_H */
