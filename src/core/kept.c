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

/* Bytes of a quoted text, to the end if it is left open.  Tags have no escapes. */
static size_t length_of_quoted(struct kh_span s, bool has_escapes)
{
	size_t at = 1;

	while (at < s.len && s.ptr[at] != '"')
		at += has_escapes && s.ptr[at] == '\\' ? 2 : 1;
	return at < s.len ? at + 1 : s.len;
}

static u32 count_members(struct kh_span line, bool has_escapes)
{
	u32 members = 1;
	size_t at = 0;

	while (at < line.len) {
		if (line.ptr[at] == '"') {
			at += length_of_quoted(kh_span_from(line, at),
					       has_escapes);
			continue;
		}
		/* The parameters of a member are read too. */
		members += line.ptr[at] == ',' ||
			   (has_escapes && line.ptr[at] == ';');
		at++;
	}
	return members;
}

bool kh_kept_has_too_many(const struct kh_request *req, const char *head,
			  enum kh_kept_name name)
{
	bool has_escapes = name == KH_KEPT_ACCEPT ||
			   name == KH_KEPT_ACCEPT_ENCODING;
	struct kh_span line;
	size_t commas = 0; /* at most */
	u32 members = 0;
	u8 at = 0;

	if (!kh_kept_any(req, name))
		return false;
	/* There is one line, as a rule, and no more commas than bytes. */
	while (kh_kept_next(req, head, name, &at, &line))
		commas += line.len + 1;
	if (commas <= KH_MEMBERS_MAX)
		return false;
	for (at = 0; kh_kept_next(req, head, name, &at, &line);)
		members += count_members(line, has_escapes);
	return members > KH_MEMBERS_MAX;
}
