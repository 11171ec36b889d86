// SPDX-License-Identifier: GPL-2.0-only
#include "core/coding.h"

#include "core/ascii.h"
#include "core/kept.h"
#include "core/list.h"

/* The weight of what is not in the list. */
#define UNLISTED 0xffffu

/* Identity that is not listed: acceptable, and the last choice. */
#define LAST_CHOICE 1u

struct weights {
	u16 of[KH_NR_CODINGS];
	u16 others; /* of "*" */
};

const char *kh_coding_name(enum kh_coding coding)
{
	static const char *const names[KH_NR_CODINGS] = { "identity", "gzip",
							  "br", "zstd" };

	return names[coding];
}

const char *kh_coding_suffix(enum kh_coding coding)
{
	static const char *const suffixes[KH_NR_CODINGS] = { "", ".gz", ".br",
							     ".zst" };

	return suffixes[coding];
}

/* Where the weight of a name belongs; NULL for a coding not known here. */
static u16 *place_of(struct weights *w, struct kh_span name)
{
	u32 coding;

	if (name.len == 1 && name.ptr[0] == '*')
		return &w->others;
	for (coding = 0; coding < KH_NR_CODINGS; coding++)
		if (kh_ascii_equal_nocase(name, kh_coding_name(coding)))
			return &w->of[coding];
	/* the same coding (RFC 9110 8.4.1.3) */
	if (kh_ascii_equal_nocase(name, "x-gzip"))
		return &w->of[KH_CODING_GZIP];
	return NULL;
}

static void take_line(struct weights *w, struct kh_span line)
{
	struct kh_weighted member;

	while (kh_list_next_weighted(&line, &member)) {
		u16 *place = place_of(w, member.name);

		if (place && member.weight < *place)
			*place = member.weight;
	}
}

/* What the list did not name (RFC 9110 12.5.3, rules 2 and 3). */
static void fill(struct weights *w)
{
	u32 coding;

	for (coding = 0; coding < KH_NR_CODINGS; coding++) {
		if (w->of[coding] != UNLISTED)
			continue;
		if (w->others != UNLISTED)
			w->of[coding] = w->others;
		else
			w->of[coding] = coding == KH_CODING_IDENTITY ?
						LAST_CHOICE :
						0;
	}
}

/* False if the request has no such field: then all are acceptable. */
static bool read_weights(const struct kh_request *req, const char *head,
			 struct weights *w)
{
	struct kh_span line;
	bool any = false;
	u8 at = 0;

	memset(w, 0xff, sizeof(*w));
	while (kh_kept_next(req, head, KH_KEPT_ACCEPT_ENCODING, &at, &line)) {
		take_line(w, line);
		any = true;
	}
	if (any)
		fill(w);
	return any;
}

static enum kh_coding without_wishes(u8 available)
{
	u32 coding = KH_NR_CODINGS - 1;

	if (available & 1 << KH_CODING_IDENTITY)
		return KH_CODING_IDENTITY;
	while (coding && !(available & 1 << coding))
		coding--;
	return (enum kh_coding)coding;
}

/* The heaviest available one, the last of equals; its weight in @weight. */
static enum kh_coding heaviest(const struct weights *w, u8 available,
			       u16 *weight)
{
	enum kh_coding best = KH_CODING_IDENTITY;
	u32 coding;

	*weight = 0;
	for (coding = 0; coding < KH_NR_CODINGS; coding++) {
		if (!(available & 1 << coding) || !w->of[coding] ||
		    w->of[coding] < *weight)
			continue;
		best = (enum kh_coding)coding;
		*weight = w->of[coding];
	}
	return best;
}

enum kh_coding kh_coding_choose(const struct kh_request *req, const char *head,
				u8 available)
{
	struct weights w;
	enum kh_coding best;
	u16 weight;

	/* Most files have no other form. */
	if (available == 1 << KH_CODING_IDENTITY)
		return KH_CODING_IDENTITY;
	if (!read_weights(req, head, &w))
		return without_wishes(available);
	best = heaviest(&w, available, &weight);
	return weight ? best : without_wishes(available);
}

bool kh_coding_acceptable(const struct kh_request *req, const char *head,
			  u8 available)
{
	struct weights w;
	u16 weight;

	if (!read_weights(req, head, &w))
		return true;
	heaviest(&w, available, &weight);
	return weight;
}
