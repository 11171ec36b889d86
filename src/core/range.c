// SPDX-License-Identifier: GPL-2.0-only
#include "core/range.h"

#include "core/ascii.h"
#include "core/list.h"

#define U64_MAX_VALUE 0xffffffffffffffffull

/* One range-spec as written. */
struct spec {
	bool has_first; /* else "-n", the last @last bytes */
	bool has_last; /* else "n-" */
	u64 first;
	u64 last;
};

/* Takes digits from the front; false if there are none. */
static bool take_number(struct kh_span *s, u64 *value)
{
	size_t len = 0;

	*value = 0;
	while (len < s->len && kh_ascii_is((u8)s->ptr[len], KH_ASCII_DIGIT)) {
		u8 digit = (u8)(s->ptr[len++] - '0');

		if (*value > U64_MAX_VALUE / 10 ||
		    *value * 10 > U64_MAX_VALUE - digit)
			*value = U64_MAX_VALUE;
		else
			*value = *value * 10 + digit;
	}
	*s = kh_span_from(*s, len);
	return len;
}

/* int-range or suffix-range (RFC 9110 14.1.1); false if malformed. */
static bool read_spec(struct kh_span s, struct spec *spec)
{
	spec->has_first = take_number(&s, &spec->first);
	if (!s.len || s.ptr[0] != '-')
		return false;
	s = kh_span_from(s, 1);
	spec->has_last = take_number(&s, &spec->last);
	if (s.len || (!spec->has_first && !spec->has_last))
		return false;
	return !spec->has_first || !spec->has_last || spec->first <= spec->last;
}

/* The bytes of a file that @spec means; false if there are none. */
static bool resolve(const struct spec *spec, u64 size, struct kh_range *range)
{
	range->end = size;
	if (!spec->has_first) {
		range->first = spec->last < size ? size - spec->last : 0;
		return spec->last;
	}
	range->first = spec->first;
	if (spec->has_last && spec->last < size)
		range->end = spec->last + 1;
	return spec->first < size;
}

static bool touches(const struct kh_range *a, const struct kh_range *b)
{
	return a->first <= b->end && b->first <= a->end;
}

static void extend(struct kh_range *a, const struct kh_range *b)
{
	if (b->first < a->first)
		a->first = b->first;
	if (b->end > a->end)
		a->end = b->end;
}

/*
 * Merges @added into the first part it touches and, since that may bridge a
 * gap, the parts behind it that now touch into that.  One pass is enough: parts
 * that stand apart touch the grown one only if they touch @added.
 */
static bool merge(struct kh_range *ranges, u32 max, u32 *nr,
		  struct kh_range added)
{
	struct kh_range *into = NULL;
	u32 from, to = 0;

	for (from = 0; from < *nr; from++) {
		if (!touches(&ranges[from], &added)) {
			ranges[to++] = ranges[from];
		} else if (into) {
			extend(into, &ranges[from]);
		} else {
			into = &ranges[to];
			ranges[to++] = ranges[from];
			extend(into, &added);
		}
	}
	*nr = to;
	if (into)
		return true;
	if (to == max)
		return false;
	ranges[(*nr)++] = added;
	return true;
}

/* "bytes=", any case (RFC 9110 14.1). */
static bool take_unit(struct kh_span *value)
{
	const size_t len = 6;

	if (value->len < len ||
	    !kh_ascii_equal_nocase(kh_span(value->ptr, len), "bytes="))
		return false;
	*value = kh_span_from(*value, len);
	return true;
}

enum kh_range_result kh_range_select(struct kh_span value, u64 size,
				     struct kh_range *ranges, u32 max, u32 *nr)
{
	struct kh_span element;
	bool any = false, satisfiable = false;
	struct kh_range range;
	struct spec spec;
	u32 count = 0, members = 0;

	if (!take_unit(&value))
		return KH_RANGE_WHOLE;
	while (kh_list_next(&value, &element)) {
		if (++members > max + KH_RANGE_SPECS_MORE ||
		    !read_spec(element, &spec))
			return KH_RANGE_WHOLE;
		any = true;
		if (!resolve(&spec, size, &range))
			continue;
		satisfiable = true;
		if (size && !merge(ranges, max, &count, range))
			return KH_RANGE_WHOLE;
	}
	*nr = count;
	if (count)
		return KH_RANGE_PARTS;
	return any && !satisfiable ? KH_RANGE_UNSATISFIABLE : KH_RANGE_WHOLE;
}
