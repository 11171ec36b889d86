// SPDX-License-Identifier: GPL-2.0-only
#include "module/respond.h"

#include <linux/ktime.h>

#include "core/framing.h"
#include "core/kept.h"
#include "core/target.h"
#include "module/cache.h"
#include "module/stats.h"

static const enum kh_status ready_status[KHTTPD_NR_READY] = {
	[KHTTPD_READY_OK] = KH_STATUS_OK,
	[KHTTPD_READY_PARTIAL] = KH_STATUS_PARTIAL_CONTENT,
	[KHTTPD_READY_NOT_MODIFIED] = KH_STATUS_NOT_MODIFIED,
};

static void write_openings(struct khttpd_openings *openings,
			   enum kh_status status,
			   const struct khttpd_sites *sites, s64 now)
{
	char date[KH_DATE_LEN];
	struct kh_wbuf w;
	int persist;

	openings->sec = now;
	openings->generation = sites->generation;
	kh_date_format(now, date);
	for (persist = 0; persist < KH_NR_PERSIST; persist++) {
		kh_wbuf_init(&w, openings->text[persist], KH_OPENING_MAX);
		kh_response_opening(&w, status,
				    kh_policy_server(&sites->policy), date,
				    persist);
		openings->len[persist] = w.len;
	}
}

static void add_opening(struct khttpd_hot *hot,
			const struct khttpd_sites *sites,
			enum khttpd_ready_status ready, u8 minor)
{
	struct khttpd_openings *openings = &hot->openings[ready];
	enum kh_persist persist = khttpd_persist(minor, hot->reply.close);
	s64 now = ktime_get_real_seconds();

	if (unlikely(openings->sec != now ||
		     openings->generation != sites->generation))
		write_openings(openings, ready_status[ready], sites, now);
	khttpd_reply_add(&hot->reply, openings->text[persist],
			 openings->len[persist]);
}

/* Content that we would have to read to the end to keep the connection. */
static bool has_long_body(const struct kh_request *req)
{
	return req->body == KH_BODY_LENGTH &&
	       req->content_length > KHTTPD_SKIP_MAX;
}

static bool has_file(enum kh_method method)
{
	return method == KH_METHOD_GET || method == KH_METHOD_HEAD;
}

static enum kh_status status_of_method(const struct kh_request *req)
{
	if (req->method == KH_METHOD_UNKNOWN)
		return KH_STATUS_NOT_IMPLEMENTED;
	if (req->method == KH_METHOD_OPTIONS)
		return has_long_body(req) ? KH_STATUS_CONTENT_TOO_LARGE :
					    KH_STATUS_NO_CONTENT;
	return kh_framing_lacks_length(req) ? KH_STATUS_LENGTH_REQUIRED :
					      KH_STATUS_METHOD_NOT_ALLOWED;
}

/* "*" is the server itself, and has a meaning for OPTIONS alone. */
static bool is_for_server(const struct kh_request *req, const char *head)
{
	return req->method == KH_METHOD_OPTIONS &&
	       kh_target_is_asterisk(kh_slice_of(head, req->target));
}

/* What nearly no request has: lists that would take long to read. */
static bool has_long_list(const struct kh_request *req, const char *head)
{
	return kh_kept_has_too_many(req, head, KH_KEPT_ACCEPT_ENCODING) ||
	       kh_kept_has_too_many(req, head, KH_KEPT_IF_NONE_MATCH) ||
	       kh_kept_has_too_many(req, head, KH_KEPT_IF_MATCH);
}

/* The status of a request that no file can answer, or 0. */
static enum kh_status status_without_file(struct khttpd_hot *hot,
					  const struct khttpd_sites *sites,
					  const struct kh_request *req,
					  const char *head)
{
	enum kh_status status;

	if (unlikely(!has_file(req->method))) {
		status = status_of_method(req);
		if (status != KH_STATUS_NO_CONTENT || is_for_server(req, head))
			return status;
	} else {
		status = 0;
		if (has_long_body(req))
			return KH_STATUS_CONTENT_TOO_LARGE;
		if (req->nr_kept && has_long_list(req, head))
			return KH_STATUS_FIELDS_TOO_LARGE;
	}
	return khttpd_place_find(&hot->place, sites, req, head) ?: status;
}

/*
 * Statuses after which the peer may go on: we know where its request ends and
 * have understood it.
 */
static bool ends_connection(enum kh_status status)
{
	return status != KH_STATUS_METHOD_NOT_ALLOWED &&
	       status != KH_STATUS_NOT_IMPLEMENTED &&
	       status != KH_STATUS_NO_CONTENT &&
	       status != KH_STATUS_NOT_FOUND &&
	       status != KH_STATUS_MISDIRECTED_REQUEST;
}

static struct khttpd_entry *look_up(const struct khttpd_hot *hot,
				    const struct khttpd_sites *sites, u32 len)
{
	return khttpd_cache_find(hot->place.path, len,
				 khttpd_place_scope(&hot->place, sites));
}

static struct kh_span etag_of(const struct khttpd_entry *entry)
{
	const struct khttpd_about *about = entry->about;

	return kh_span(entry->rest + about->layout.etag_off, about->etag_len);
}

/* The encoded form that the request prefers to @plain, or @plain itself. */
static struct khttpd_entry *prefer_variant(struct khttpd_hot *hot,
					   const struct khttpd_sites *sites,
					   const struct kh_request *req,
					   const char *head,
					   struct khttpd_entry *plain)
{
	const struct khttpd_about *about = plain->about;
	struct kh_span tag = etag_of(plain);
	enum kh_coding coding;
	struct khttpd_entry *entry;

	coding = kh_coding_choose(req, head,
				  about->siblings | 1 << KH_CODING_IDENTITY);
	if (coding == KH_CODING_IDENTITY)
		return plain;
	entry = look_up(hot, sites,
			khttpd_place_variant_key(&hot->place, coding));
	if (!entry)
		return NULL;
	about = entry->about;
	/* Made of a file that has changed since: older than it, perhaps. */
	return kh_span_equal(tag, kh_span(about->base, about->base_len)) ?
		       entry :
		       NULL;
}

/*
 * RCU is enough to copy from an entry; pages are sent over many turns, during
 * which the cache may drop it: with a reference taken, for the reply.
 */
static struct khttpd_entry *find_entry(struct khttpd_hot *hot,
				       const struct khttpd_sites *sites,
				       const struct kh_request *req,
				       const char *head)
{
	struct khttpd_entry *entry = look_up(hot, sites, hot->place.path_len);
	const struct khttpd_about *about;

	if (!entry)
		return NULL;
	about = entry->about;
	if (about->siblings && req->nr_kept)
		entry = prefer_variant(hot, sites, req, head, entry);
	if (!entry)
		return NULL;
	about = entry->about;
	if (about->stub)
		return NULL;
	if (khttpd_reply_has_pages(entry) && !khttpd_entry_get(entry))
		return NULL;
	return entry;
}

static void reply_with(struct khttpd_hot *hot, const struct khttpd_sites *sites,
		       const struct kh_request *req, struct khttpd_entry *entry,
		       enum khttpd_ready_status ready, bool close)
{
	struct khttpd_reply *reply = &hot->reply;

	khttpd_reply_begin(reply, ready_status[ready], close);
	add_opening(hot, sites, ready, req->minor);
	khttpd_reply_add_rest(reply, &hot->selection, entry->rest,
			      entry->rest_len, entry->about, entry->body_len);
	khttpd_reply_add_body(reply, &hot->selection, entry);
}

/* The opening of what is no refusal. */
static enum khttpd_ready_status ready_of(enum kh_status status)
{
	if (status == KH_STATUS_NOT_MODIFIED)
		return KHTTPD_READY_NOT_MODIFIED;
	return status == KH_STATUS_PARTIAL_CONTENT ? KHTTPD_READY_PARTIAL :
						     KHTTPD_READY_OK;
}

/* False: several ranges, whose heads need memory. */
static bool reply_selected(struct khttpd_hot *hot,
			   const struct khttpd_sites *sites,
			   const struct kh_request *req,
			   struct khttpd_entry *entry, bool close)
{
	const struct kh_selection *sel = &hot->selection;

	if (khttpd_reply_refuses(&hot->reply, sel, entry->body_len, req->minor,
				 close))
		return true;
	if (sel->nr > 1)
		return false;
	reply_with(hot, sites, req, entry, ready_of(sel->status), close);
	return true;
}

/* What nearly all requests are: no condition, no range. */
static void reply_whole(struct khttpd_hot *hot,
			const struct khttpd_sites *sites,
			const struct kh_request *req,
			struct khttpd_entry *entry, bool close)
{
	struct khttpd_reply *reply = &hot->reply;

	khttpd_reply_begin(reply, KH_STATUS_OK, close);
	add_opening(hot, sites, KHTTPD_READY_OK, req->minor);
	khttpd_reply_add(reply, entry->rest, entry->rest_len);
	if (req->method != KH_METHOD_HEAD)
		khttpd_reply_add_bytes(reply, entry, 0, entry->body_len);
}

static bool reply_some(struct khttpd_hot *hot, const struct khttpd_sites *sites,
		       const struct kh_request *req, const char *head,
		       struct khttpd_entry *entry, bool close)
{
	const struct khttpd_about *about = entry->about;
	const struct kh_validators validators = {
		.etag = etag_of(entry),
		.mtime_sec = about->mtime_sec,
	};

	kh_select(&hot->selection, req, head, &validators, entry->body_len,
		  khttpd_sites_policy(sites, hot->place.site)->ranges);
	return reply_selected(hot, sites, req, entry, close);
}

static bool reply_from(struct khttpd_hot *hot, const struct khttpd_sites *sites,
		       const struct kh_request *req, const char *head,
		       struct khttpd_entry *entry, bool close)
{
	bool done = true;

	if (likely(!req->nr_kept))
		reply_whole(hot, sites, req, entry, close);
	else
		done = reply_some(hot, sites, req, head, entry, close);
	if (!khttpd_reply_has_pages(entry))
		return done;
	if (done)
		hot->reply.held = entry;
	else
		khttpd_entry_put(entry);
	return done;
}

static void reply_without_file(struct khttpd_hot *hot,
			       const struct kh_request *req,
			       enum kh_status status, bool close)
{
	close = close || ends_connection(status) || has_long_body(req);
	khttpd_reply_status(&hot->reply, status, req->minor, close,
			    req->method == KH_METHOD_HEAD);
}

bool khttpd_respond_hot(struct khttpd_hot *hot, const struct kh_request *req,
			const char *head, bool close)
{
	const struct khttpd_sites *sites = khttpd_sites_current();
	struct khttpd_entry *entry;
	enum kh_status status;

	if (unlikely(!sites)) /* on the way out */
		status = KH_STATUS_UNAVAILABLE;
	else
		status = status_without_file(hot, sites, req, head);
	if (unlikely(status)) {
		reply_without_file(hot, req, status, close);
		return true;
	}
	entry = find_entry(hot, sites, req, head);
	if (!entry || !reply_from(hot, sites, req, head, entry, close)) {
		khttpd_stats_inc(KHTTPD_STAT_CACHE_MISSES);
		return false;
	}
	khttpd_stats_inc(KHTTPD_STAT_CACHE_HITS);
	return true;
}
