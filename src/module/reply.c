// SPDX-License-Identifier: GPL-2.0-only
#include "module/reply.h"

#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "module/sites.h"

void khttpd_reply_text(const struct khttpd_reply *reply, struct kh_wbuf *w)
{
	kh_wbuf_init(w, (char *)reply->text + reply->text_len,
		     sizeof(reply->text) - reply->text_len);
}

void khttpd_reply_add_text(struct khttpd_reply *reply, const struct kh_wbuf *w)
{
	KH_ASSERT(!w->overflow);
	khttpd_reply_add(reply, w->ptr, w->len);
	reply->text_len += w->len;
}

void khttpd_reply_open(struct khttpd_reply *reply, u8 minor)
{
	const struct khttpd_sites *sites;
	struct kh_span server = {};
	char date[KH_DATE_LEN];
	struct kh_wbuf w;

	kh_date_format(ktime_get_real_seconds(), date);
	khttpd_reply_text(reply, &w);
	rcu_read_lock();
	sites = khttpd_sites_current();
	if (sites)
		server = kh_policy_server(&sites->policy);
	kh_response_opening(&w, reply->status, server, date,
			    khttpd_persist(minor, reply->close));
	rcu_read_unlock();
	khttpd_reply_add_text(reply, &w);
}

/* One range: its place and length instead of the whole's length. */
static void add_range_fields(struct khttpd_reply *reply,
			     const struct kh_range *range, u64 size)
{
	struct kh_wbuf w;

	khttpd_reply_text(reply, &w);
	kh_response_part_fields(&w, range, size);
	khttpd_reply_add_text(reply, &w);
}

static void add_parts_fields(struct khttpd_reply *reply)
{
	struct kh_wbuf w;

	khttpd_reply_text(reply, &w);
	kh_response_multipart_fields(&w, reply->parts->boundary,
				     reply->parts->length);
	khttpd_reply_add_text(reply, &w);
}

void khttpd_reply_add_rest(struct khttpd_reply *reply,
			   const struct kh_selection *sel, const char *rest,
			   u32 rest_len, const struct khttpd_about *about,
			   u64 size)
{
	const struct kh_rest_layout *at = &about->layout;
	u32 last = at->common_off;

	if (likely(sel->status == KH_STATUS_OK)) {
		khttpd_reply_add(reply, rest, rest_len);
		return;
	}
	if (reply->parts) {
		add_parts_fields(reply);
	} else if (sel->status == KH_STATUS_NOT_MODIFIED) {
		last = at->unchanged_off;
	} else if (sel->status == KH_STATUS_PARTIAL_CONTENT) {
		khttpd_reply_add(reply, rest, at->type_len);
		add_range_fields(reply, &sel->range[0], size);
	}
	khttpd_reply_add(reply, rest + last, rest_len - last);
}

void khttpd_reply_add_body(struct khttpd_reply *reply,
			   const struct kh_selection *sel,
			   struct khttpd_entry *entry)
{
	if (sel->head_only || !sel->nr)
		return;
	if (reply->parts)
		reply->entry = entry;
	else
		khttpd_reply_add_bytes(reply, entry, sel->range[0].first,
				       sel->range[0].end);
}

void khttpd_reply_status(struct khttpd_reply *reply, enum kh_status status,
			 u8 minor, bool close, bool head_only)
{
	struct kh_wbuf w;

	khttpd_reply_begin(reply, status, close);
	khttpd_reply_open(reply, minor);
	khttpd_reply_text(reply, &w);
	if (status == KH_STATUS_NO_CONTENT)
		kh_response_options_rest(&w);
	else
		kh_response_status_rest(&w, status, head_only);
	khttpd_reply_add_text(reply, &w);
}

/* 416 names the size there is (RFC 9110 15.5.17). */
static void reply_unsatisfiable(struct khttpd_reply *reply, u64 size, u8 minor,
				bool close)
{
	struct kh_wbuf w;

	khttpd_reply_begin(reply, KH_STATUS_RANGE_NOT_SATISFIABLE, close);
	khttpd_reply_open(reply, minor);
	khttpd_reply_text(reply, &w);
	kh_response_unsatisfiable_rest(&w, size, false);
	khttpd_reply_add_text(reply, &w);
}

bool khttpd_reply_refuses(struct khttpd_reply *reply,
			  const struct kh_selection *sel, u64 size, u8 minor,
			  bool close)
{
	if (sel->status < KH_STATUS_BAD_REQUEST)
		return false;
	if (sel->status == KH_STATUS_RANGE_NOT_SATISFIABLE)
		reply_unsatisfiable(reply, size, minor, close);
	else
		khttpd_reply_status(reply, sel->status, minor, close,
				    sel->head_only);
	return true;
}

void khttpd_reply_release(struct khttpd_reply *reply)
{
	if (reply->held)
		khttpd_entry_put(reply->held);
	if (reply->file) {
		khttpd_file_close(reply->file);
		kfree(reply->file);
	}
	if (reply->listing)
		khttpd_listing_destroy(reply->listing);
	kfree(reply->parts);
	kvfree(reply->long_text);
	reply->held = NULL;
	reply->file = NULL;
	reply->listing = NULL;
	reply->parts = NULL;
	reply->long_text = NULL;
}
