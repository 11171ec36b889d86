// SPDX-License-Identifier: GPL-2.0-only
#include "core/cond.h"

#include "core/ascii.h"
#include "core/date.h"
#include "core/etag.h"
#include "core/kept.h"

typedef bool (*equal_fn)(const struct kh_etag *tag, struct kh_span ours);

/* Drops blanks and commas: empty elements are allowed (RFC 9110 5.6.1.2). */
static struct kh_span skip_separators(struct kh_span s)
{
	while (s.len && (kh_ascii_is_blank((u8)s.ptr[0]) || s.ptr[0] == ','))
		s = kh_span_from(s, 1);
	return s;
}

/* A tag must be followed by a comma or the end, blanks between allowed. */
static bool ends_element(struct kh_span s)
{
	s = kh_ascii_trim(s);
	return !s.len || s.ptr[0] == ',';
}

/*
 * A comma may be part of a tag, so the list is read tag by tag; most are one
 * tag, which agrees.
 */
static bool line_matches(struct kh_span s, struct kh_span ours, equal_fn equal)
{
	struct kh_etag tag;

	if ((s.len == 1 && s.ptr[0] == '*') ||
	    (ours.len && kh_span_equal(s, ours)))
		return true;
	for (s = skip_separators(s); s.len; s = skip_separators(s)) {
		if (!kh_etag_take(&s, &tag) || !ends_element(s))
			return false;
		if (equal(&tag, ours))
			return true;
	}
	return false;
}

static bool matches(const struct kh_request *req, const char *head,
		    enum kh_kept_name name, struct kh_span ours, equal_fn equal)
{
	struct kh_span line;
	u8 at = 0;

	while (kh_kept_next(req, head, name, &at, &line))
		if (line_matches(line, ours, equal))
			return true;
	return false;
}

/* The date a field gives; false if it is to be ignored. */
static bool date_of(const struct kh_request *req, const char *head,
		    enum kh_kept_name name, s64 *sec)
{
	struct kh_span value;

	return kh_kept_any(req, name) &&
	       kh_kept_single(req, head, name, &value) &&
	       kh_date_parse(value, sec);
}

/* Steps 1 and 2: does the client mean the file as it is? */
static bool is_wanted_version(const struct kh_request *req, const char *head,
			      const struct kh_validators *v)
{
	s64 sec;

	if (kh_kept_any(req, KH_KEPT_IF_MATCH))
		return matches(req, head, KH_KEPT_IF_MATCH, v->etag,
			       kh_etag_equal_strong);
	return !date_of(req, head, KH_KEPT_IF_UNMODIFIED_SINCE, &sec) ||
	       v->mtime_sec <= sec;
}

/* Steps 3 and 4: has the client the file as it is? */
static bool is_known_version(const struct kh_request *req, const char *head,
			     const struct kh_validators *v)
{
	s64 sec;

	if (kh_kept_any(req, KH_KEPT_IF_NONE_MATCH))
		return matches(req, head, KH_KEPT_IF_NONE_MATCH, v->etag,
			       kh_etag_equal_weak);
	return date_of(req, head, KH_KEPT_IF_MODIFIED_SINCE, &sec) &&
	       v->mtime_sec <= sec;
}

enum kh_status kh_cond_check(const struct kh_request *req, const char *head,
			     const struct kh_validators *v)
{
	if (!req->nr_kept ||
	    (req->method != KH_METHOD_GET && req->method != KH_METHOD_HEAD))
		return (enum kh_status)0;
	if (!is_wanted_version(req, head, v))
		return KH_STATUS_PRECONDITION_FAILED;
	if (is_known_version(req, head, v))
		return KH_STATUS_NOT_MODIFIED;
	return (enum kh_status)0;
}

/* A weak tag says nothing about bytes, so it never agrees. */
static bool if_range_agrees(struct kh_span value, const struct kh_validators *v)
{
	struct kh_etag tag;
	s64 sec;

	if (kh_etag_take(&value, &tag))
		return !value.len && kh_etag_equal_strong(&tag, v->etag);
	return kh_date_parse(value, &sec) && sec == v->mtime_sec;
}

bool kh_cond_wants_range(const struct kh_request *req, const char *head,
			 const struct kh_validators *v, struct kh_span *range)
{
	struct kh_span value;

	if (!req->nr_kept || req->method != KH_METHOD_GET ||
	    !kh_kept_single(req, head, KH_KEPT_RANGE, range))
		return false;
	if (!kh_kept_any(req, KH_KEPT_IF_RANGE))
		return true;
	return kh_kept_single(req, head, KH_KEPT_IF_RANGE, &value) &&
	       if_range_agrees(value, v);
}
