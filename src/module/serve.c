// SPDX-License-Identifier: GPL-2.0-only
#include "module/serve.h"

#include <linux/slab.h>

#include "module/cache.h"
#include "module/tunables.h"

/*
 * Head, and for several ranges the texts of the parts.  The reply takes the
 * rest over, whose text it sends.
 */
static int begin_selected(struct khttpd_answer *answer,
			  const struct khttpd_ask *ask,
			  struct khttpd_representation *rep)
{
	const struct kh_selection *sel = &answer->selection;
	struct khttpd_reply *reply = &answer->reply;
	u64 size = rep->file.fresh.size;

	khttpd_reply_begin(reply, answer->page_of ?: sel->status,
			   ask->question->close);
	if (sel->nr > 1) {
		reply->parts = khttpd_parts_create(
			sel, kh_span(rep->rest, rep->about.layout.type_len),
			size);
		if (!reply->parts)
			return -ENOMEM;
	}
	khttpd_reply_open(reply, ask->question->req.minor);
	khttpd_reply_add_rest(reply, sel, rep->rest, rep->rest_len, &rep->about,
			      size);
	reply->long_text = rep->rest;
	rep->rest = NULL;
	return 0;
}

/* True if the selection is answered without head or bytes of the file. */
static bool reply_refusal(struct khttpd_answer *answer,
			  const struct khttpd_ask *ask, u64 size)
{
	return khttpd_reply_refuses(&answer->reply, &answer->selection, size,
				    ask->question->req.minor,
				    ask->question->close);
}

/* True if bytes of the file are sent, not only what its head says. */
static bool wants_bytes(const struct kh_selection *sel)
{
	return sel->nr && !sel->head_only;
}

/* The file passes to the reply. */
static int reply_stream(struct khttpd_answer *answer,
			const struct khttpd_ask *ask,
			struct khttpd_representation *rep)
{
	const struct kh_selection *sel = &answer->selection;
	struct khttpd_reply *reply = &answer->reply;
	int err;

	if (reply_refusal(answer, ask, rep->file.fresh.size))
		return 0;
	err = begin_selected(answer, ask, rep);
	if (err || !wants_bytes(sel) || !rep->file.fresh.size)
		return err;
	/* Later it could only end in a reset. */
	err = khttpd_file_ask(&rep->file, sel->range[0].first, 1);
	if (err)
		return err;
	reply->file = khttpd_file_dup(&rep->file);
	if (!reply->file)
		return -ENOMEM;
	if (!reply->parts) {
		reply->pos = sel->range[0].first;
		reply->end = sel->range[0].end;
	}
	return 0;
}

/*
 * True if other sites were installed meanwhile: the cache was flushed after that,
 * perhaps before an entry of the old ones came.
 */
static bool is_outdated(const struct khttpd_ask *ask)
{
	bool outdated;

	rcu_read_lock();
	outdated = khttpd_sites_current() != ask->sites;
	rcu_read_unlock();
	return outdated;
}

/*
 * True if the bytes may be kept: each change will be seen, and nobody wants to be
 * asked before each read.
 */
static bool may_keep(const struct khttpd_representation *rep)
{
	return rep->settled && !khttpd_fresh_is_watched(&rep->file.fresh);
}

/* Put an entry that may be kept into the cache, if its name is what was read. */
static void keep_entry(struct khttpd_entry *entry, const struct khttpd_ask *ask,
		       const struct khttpd_representation *rep)
{
	if (!khttpd_file_is_current(ask->docroot, rep->name, &rep->file))
		return;
	khttpd_cache_insert(entry, khttpd_place_scope(ask->place, ask->sites));
	if (is_outdated(ask))
		khttpd_cache_remove(entry);
}

/* NULL if the cache has no room for it, or without memory. */
static struct khttpd_entry *make_entry(const struct khttpd_ask *ask,
				       const struct khttpd_representation *rep,
				       u64 body_len)
{
	struct khttpd_place *place = ask->place;
	struct khttpd_entry *entry;
	size_t size;
	struct khttpd_entry_bytes bytes = {
		.key = place->path,
		.key_len = place->path_len,
		.about = &rep->about,
		.about_len = sizeof(rep->about),
		.rest = rep->rest,
		.rest_len = rep->rest_len,
		.body_len = body_len,
	};

	if (rep->coding != KH_CODING_IDENTITY)
		bytes.key_len = khttpd_place_variant_key(place, rep->coding);
	size = khttpd_entry_size(&bytes);
	if (!khttpd_cache_reserve(size))
		return NULL;
	entry = khttpd_entry_create(&bytes, &rep->file.fresh);
	if (!entry)
		khttpd_entry_count(-(s64)size);
	return entry;
}

/* Read the whole file into @entry, of which the reply is made. */
static int reply_entry(struct khttpd_answer *answer,
		       const struct khttpd_ask *ask,
		       struct khttpd_representation *rep,
		       struct khttpd_entry *entry)
{
	struct khttpd_reply *reply = &answer->reply;
	int err = khttpd_file_read(ask->docroot, &rep->file, entry->pages);

	if (err)
		goto out_put;
	keep_entry(entry, ask, rep);
	err = begin_selected(answer, ask, rep);
	if (err)
		goto out_put;
	khttpd_reply_add_body(reply, &answer->selection, entry);
	reply->held = entry;
	return 0;

out_put:
	khttpd_entry_put(entry);
	return err;
}

static bool is_small(const struct khttpd_representation *rep)
{
	u64 max = min_t(u64, READ_ONCE(khttpd_tunables.cache_max_file),
			KHTTPD_ENTRY_BYTES_MAX);

	return rep->file.fresh.size <= max;
}

/*
 * Nothing is copied that will not be kept: all else is streamed, small files too,
 * and those that find no room in the cache.
 */
static int reply_small_or_large(struct khttpd_answer *answer,
				const struct khttpd_ask *ask,
				struct khttpd_representation *rep, bool keep)
{
	struct khttpd_entry *entry = NULL;

	if (keep && is_small(rep) && wants_bytes(&answer->selection) &&
	    may_keep(rep))
		entry = make_entry(ask, rep, rep->file.fresh.size);
	return entry ? reply_entry(answer, ask, rep, entry) :
		       reply_stream(answer, ask, rep);
}

static int reply_file(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask,
		      struct khttpd_representation *rep, bool keep)
{
	const struct kh_validators validators = khttpd_represent_validators(
		rep);

	kh_select(&answer->selection, &ask->question->req, ask->question->head,
		  &validators, rep->file.fresh.size, ask->site->ranges);
	return reply_small_or_large(answer, ask, rep, keep);
}

/*
 * The cache finds an encoded form by way of its file: without the bytes, which
 * nobody asked for.  Failure costs only the next request's time.
 */
static void keep_stub(const struct khttpd_ask *ask,
		      struct khttpd_representation *plain)
{
	struct khttpd_entry *entry;

	if (!may_keep(plain))
		return;
	plain->about.stub = true;
	entry = make_entry(ask, plain, 0);
	if (!entry)
		return;
	keep_entry(entry, ask, plain);
	khttpd_entry_put(entry);
}

int khttpd_serve_plain(struct khttpd_answer *answer,
		       const struct khttpd_ask *ask)
{
	return reply_file(answer, ask, &answer->plain, false);
}

int khttpd_serve_best(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask, bool keep)
{
	struct khttpd_representation *plain = &answer->plain;
	struct khttpd_representation *variant = &answer->variant;
	int err = -ENOENT;

	if (plain->about.siblings)
		err = khttpd_represent_variant(variant, plain, ask);
	if (err)
		return reply_file(answer, ask, plain, keep);
	if (keep && is_small(variant))
		keep_stub(ask, plain);
	err = reply_file(answer, ask, variant, keep);
	khttpd_represent_close(variant);
	return err;
}

int khttpd_serve_page(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask)
{
	struct khttpd_representation *page = &answer->plain;

	kh_select_whole(&answer->selection, &ask->question->req,
			page->file.fresh.size);
	return reply_small_or_large(answer, ask, page, false);
}
