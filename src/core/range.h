/* SPDX-License-Identifier: GPL-2.0-only */
/* Byte ranges (RFC 9110 14.1.2, 14.2) of a file whose size is known. */
#ifndef KHTTPD_CORE_RANGE_H
#define KHTTPD_CORE_RANGE_H

#include "core/span.h"

KH_BEGIN_DECLS

#define KH_RANGES_MAX 16u /* parts of one answer; more: the whole file */
#define KH_RANGE_SPECS_MORE 64u /* that may be asked for beyond those, merged */

struct kh_range {
	u64 first;
	u64 end; /* exclusive; > first */
};

enum kh_range_result {
	KH_RANGE_WHOLE, /* answer 200 as if there were no Range */
	KH_RANGE_PARTS, /* 206 */
	KH_RANGE_UNSATISFIABLE, /* 416 */
};

/*
 * The parts that the value of a Range field asks for.
 * @ranges: room for @max; not touching each other, in the order in which they
 *          were first asked for (RFC 9110 15.3.7.2), also if that is the whole
 *          file.
 * @nr:     how many; written with KH_RANGE_PARTS only.
 *
 * WHOLE if the unit is not bytes, if anything is malformed (first > last too),
 * if at some member more than @max parts stand apart, if there are more than
 * @max + KH_RANGE_SPECS_MORE members (RFC 9110 14.2), or if the only part that
 * can be had is the end of an empty file, for which there is no Content-Range.
 * Members beyond the end are dropped, UNSATISFIABLE if no other is left.
 * Numbers from 2^64 on count as 2^64 - 1.  Time is linear in the value, and for
 * each member in @max.
 */
enum kh_range_result kh_range_select(struct kh_span value, u64 size,
				     struct kh_range *ranges, u32 max, u32 *nr);

KH_END_DECLS

#endif /* KHTTPD_CORE_RANGE_H */
