// SPDX-License-Identifier: GPL-2.0-only
#include "core/list.h"

#include "core/ascii.h"

/* Drops @len bytes from the front, and the delimiter if one is there. */
static void drop(struct kh_span *list, size_t len)
{
	size_t used = len < list->len ? len + 1 : len;

	*list = kh_span_from(*list, used);
}

bool kh_list_next(struct kh_span *list, struct kh_span *element)
{
	do {
		size_t len = kh_span_find(*list, ',');

		if (!list->len)
			return false;
		*element = kh_ascii_trim(kh_span(list->ptr, len));
		drop(list, len);
	} while (!element->len);
	return true;
}

/* Bytes of a quoted-string (RFC 9110 5.6.4), to the end if it is left open. */
static size_t quoted_len(struct kh_span s)
{
	size_t len = 1;

	while (len < s.len && s.ptr[len] != '"')
		len += s.ptr[len] == '\\' ? 2 : 1;
	return len < s.len ? len + 1 : s.len;
}

/* Takes what is before the next @delimiter outside of quotes. */
static struct kh_span next_part(struct kh_span *list, char delimiter)
{
	struct kh_span part;
	size_t len = 0;

	while (len < list->len && list->ptr[len] != delimiter)
		len += list->ptr[len] != '"' ?
			       1 :
			       quoted_len(kh_span_from(*list, len));
	part = kh_ascii_trim(kh_span(list->ptr, len));
	drop(list, len);
	return part;
}

/*
 * qvalue (RFC 9110 12.4.2): "0" or "1", at most three decimals, above one
 * nothing.  False if it is none.
 */
static bool weight_of(struct kh_span s, u16 *weight)
{
	u32 value, i;

	if (!s.len || s.len > 5 || (s.ptr[0] != '0' && s.ptr[0] != '1') ||
	    (s.len > 1 && s.ptr[1] != '.'))
		return false;
	value = (u32)(s.ptr[0] - '0');
	for (i = 2; i < 5; i++) {
		char c = i < s.len ? s.ptr[i] : '0';

		if (!kh_ascii_is((u8)c, KH_ASCII_DIGIT))
			return false;
		value = value * 10 + (u32)(c - '0');
	}
	*weight = (u16)value;
	return value <= KH_WEIGHT_MAX;
}

/* Reads the "q" among the parameters; false if it is no weight. */
static bool read_weight(struct kh_span params, u16 *weight)
{
	*weight = KH_WEIGHT_MAX;
	while (params.len) {
		struct kh_span param = next_part(&params, ';');

		if (param.len >= 2 && kh_ascii_lower((u8)param.ptr[0]) == 'q' &&
		    param.ptr[1] == '=')
			return weight_of(kh_span_from(param, 2), weight);
	}
	return true;
}

bool kh_list_next_weighted(struct kh_span *list, struct kh_weighted *member)
{
	while (list->len) {
		struct kh_span element = next_part(list, ',');

		member->name = next_part(&element, ';');
		if (member->name.len && read_weight(element, &member->weight))
			return true;
	}
	return false;
}
