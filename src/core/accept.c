// SPDX-License-Identifier: GPL-2.0-only
#include "core/accept.h"

#include "core/ascii.h"
#include "core/kept.h"
#include "core/list.h"

/* A media type offered, and what is known of its weight so far. */
struct offer {
	const char *type;
	const char *group; /* the media range of its type with any subtype */
	u16 weight;
	u8 precision; /* of the range the weight is from; 0: none */
};

/* How closely @range means the offer; 0: not at all. */
static u8 precision_of(const struct offer *offer, struct kh_span range)
{
	if (kh_ascii_equal_nocase(range, offer->type))
		return 3;
	if (kh_ascii_equal_nocase(range, offer->group))
		return 2;
	return kh_ascii_equal_nocase(range, "*/*") ? 1 : 0;
}

/* A range that is there twice, with other parameters, has the higher weight. */
static void weigh(struct offer *offer, const struct kh_weighted *member)
{
	u8 precision = precision_of(offer, member->name);

	if (!precision || precision < offer->precision ||
	    (precision == offer->precision && member->weight <= offer->weight))
		return;
	offer->precision = precision;
	offer->weight = member->weight;
}

bool kh_accept_prefers_json(const struct kh_request *req, const char *head)
{
	struct offer json = { "application/json", "application/*", 0, 0 };
	struct offer html = { "text/html", "text/*", 0, 0 };
	struct kh_weighted member;
	struct kh_span line;
	u8 at = 0;

	while (kh_kept_next(req, head, KH_KEPT_ACCEPT, &at, &line)) {
		while (kh_list_next_weighted(&line, &member)) {
			weigh(&json, &member);
			weigh(&html, &member);
		}
	}
	return json.weight > html.weight;
}
