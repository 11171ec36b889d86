// SPDX-License-Identifier: GPL-2.0-only
#include "module/answer.h"

#include <linux/slab.h>

#include "core/target.h"
#include "module/cache.h"
#include "module/sites.h"
#include "module/tunables.h"

static bool is_head(const struct khttpd_question *question)
{
	return question->req.method == KH_METHOD_HEAD;
}

static void reply_status(struct khttpd_answer *answer,
			 const struct khttpd_question *question,
			 enum kh_status status)
{
	khttpd_reply_status(&answer->reply, status, question->req.minor,
			    question->close, is_head(question));
}

static enum kh_status status_of_error(int err)
{
	switch (err) {
	case -ENOENT:
		return KH_STATUS_NOT_FOUND;
	case -EACCES:
		return KH_STATUS_FORBIDDEN;
	case -ENOMEM:
	case -ENFILE:
	case -EMFILE:
	case -EAGAIN:
	case -ESTALE:
		return KH_STATUS_UNAVAILABLE;
	default:
		return KH_STATUS_INTERNAL_ERROR;
	}
}

/* Worst case of a Location: every byte of path and query escaped. */
static size_t redirect_size(size_t path_len, size_t query_len)
{
	return KH_REST_MAX + 3 * (path_len + query_len + 1);
}

static void reply_redirect(struct khttpd_answer *answer,
			   const struct khttpd_question *question)
{
	const char *head = khttpd_question_head(question);
	struct kh_span path = kh_span(question->text, question->path_len);
	struct kh_span query = kh_target_query(
		kh_slice_of(head, question->req.target));
	size_t size = redirect_size(path.len, query.len);
	char *text = kmalloc(size, GFP_KERNEL | __GFP_NOWARN);
	struct khttpd_reply *reply = &answer->reply;
	struct kh_wbuf w;

	if (!text) {
		reply_status(answer, question, KH_STATUS_UNAVAILABLE);
		return;
	}
	khttpd_reply_begin(reply, KH_STATUS_MOVED_PERMANENTLY, question->close);
	khttpd_reply_open(reply, question->req.minor);
	reply->long_text = text;
	kh_wbuf_init(&w, text, size);
	kh_response_slash_redirect(&w, path, query, is_head(question));
	KH_ASSERT(!w.overflow);
	khttpd_reply_add(reply, text, w.len);
}

/* Head, and for several ranges the texts of the parts. */
static int begin_selected(struct khttpd_answer *answer,
			  const struct khttpd_question *question,
			  const struct khttpd_representation *rep)
{
	const struct kh_selection *sel = &answer->selection;
	struct khttpd_reply *reply = &answer->reply;
	u64 size = rep->file.fresh.size;

	khttpd_reply_begin(reply, sel->status, question->close);
	if (sel->nr > 1) {
		reply->parts = khttpd_parts_create(
			sel, kh_span(rep->rest, rep->about.layout.type_len),
			size);
		if (!reply->parts)
			return -ENOMEM;
	}
	khttpd_reply_open(reply, question->req.minor);
	khttpd_reply_add_rest(reply, sel, rep->rest, rep->rest_len, &rep->about,
			      size);
	return 0;
}

/* True if the selection is answered without head or bytes of the file. */
static bool reply_refusal(struct khttpd_answer *answer,
			  const struct khttpd_question *question, u64 size)
{
	enum kh_status status = answer->selection.status;

	if (status == KH_STATUS_RANGE_NOT_SATISFIABLE)
		khttpd_reply_unsatisfiable(&answer->reply, size,
					   question->req.minor,
					   question->close);
	else if (status >= KH_STATUS_BAD_REQUEST)
		reply_status(answer, question, status);
	else
		return false;
	return true;
}

/* The file in its representation passes to the reply. */
static int reply_stream(struct khttpd_answer *answer,
			const struct khttpd_question *question,
			struct khttpd_representation *rep)
{
	const struct kh_selection *sel = &answer->selection;
	struct khttpd_reply *reply = &answer->reply;
	int err;

	if (reply_refusal(answer, question, rep->file.fresh.size))
		return 0;
	err = begin_selected(answer, question, rep);
	if (err || sel->head_only || !sel->nr)
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

/* Put an entry into the cache if it will be seen to change. */
static void keep(struct khttpd_entry *entry,
		 const struct khttpd_docroot *docroot,
		 const struct khttpd_representation *rep, bool settled)
{
	if (settled && khttpd_file_is_current(docroot, rep->name, &rep->file))
		khttpd_cache_insert(entry, docroot->generation);
}

static struct khttpd_entry *make_entry(const struct khttpd_question *question,
				       const struct khttpd_representation *rep,
				       u64 body_len)
{
	char *key = kmalloc(question->path_len + KHTTPD_VARIANT_LEN,
			    GFP_KERNEL | __GFP_NOWARN);
	u32 key_len = question->path_len;
	struct khttpd_entry *entry;

	if (!key)
		return NULL;
	memcpy(key, question->text, key_len);
	if (rep->coding != KH_CODING_IDENTITY)
		key_len = khttpd_variant_key(key, key_len, rep->coding);
	entry = khttpd_entry_create(
		&(struct khttpd_entry_bytes){
			.key = key,
			.key_len = key_len,
			.about = &rep->about,
			.about_len = sizeof(rep->about),
			.rest = rep->rest,
			.rest_len = rep->rest_len,
			.body_len = body_len,
		},
		&rep->file.fresh);
	kfree(key);
	return entry;
}

/* Read the whole file into an entry, of which the reply is made. */
static int reply_entry(struct khttpd_answer *answer,
		       const struct khttpd_docroot *docroot,
		       const struct khttpd_question *question,
		       struct khttpd_representation *rep)
{
	struct khttpd_reply *reply = &answer->reply;
	bool settled = khttpd_fresh_is_settled(&rep->file.fresh);
	struct khttpd_entry *entry;
	int err;

	entry = make_entry(question, rep, rep->file.fresh.size);
	if (!entry)
		return -ENOMEM;
	err = khttpd_file_read(docroot, &rep->file, entry->pages);
	if (err)
		goto out_put;
	keep(entry, docroot, rep, settled);
	if (!reply_refusal(answer, question, entry->body_len)) {
		err = begin_selected(answer, question, rep);
		if (err)
			goto out_put;
		khttpd_reply_add_body(reply, &answer->selection, entry);
	}
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

static int reply_file(struct khttpd_answer *answer,
		      const struct khttpd_docroot *docroot,
		      const struct khttpd_question *question,
		      struct khttpd_representation *rep)
{
	const struct kh_validators validators = khttpd_represent_validators(
		rep);

	kh_select(&answer->selection, &question->req,
		  khttpd_question_head(question), &validators,
		  rep->file.fresh.size, KH_RANGES_MAX);
	return is_small(rep) ? reply_entry(answer, docroot, question, rep) :
			       reply_stream(answer, question, rep);
}

/*
 * The cache finds an encoded form by way of its file: without the bytes, which
 * nobody asked for.  Failure costs only the next request's time.
 */
static void keep_stub(const struct khttpd_docroot *docroot,
		      const struct khttpd_question *question,
		      struct khttpd_representation *plain)
{
	bool settled = khttpd_fresh_is_settled(&plain->file.fresh);
	struct khttpd_entry *entry;

	plain->about.stub = true;
	entry = make_entry(question, plain, 0);
	if (!entry)
		return;
	keep(entry, docroot, plain, settled);
	khttpd_entry_put(entry);
}

static int reply_best(struct khttpd_answer *answer,
		      const struct khttpd_docroot *docroot,
		      const struct khttpd_question *question)
{
	struct khttpd_representation *plain = &answer->plain;
	struct khttpd_representation *variant = &answer->variant;
	int err = -ENOENT;

	if (plain->about.siblings)
		err = khttpd_represent_variant(variant, plain, docroot,
					       question);
	if (err)
		return reply_file(answer, docroot, question, plain);
	if (is_small(variant))
		keep_stub(docroot, question, plain);
	err = reply_file(answer, docroot, question, variant);
	khttpd_represent_close(variant);
	return err;
}

/* Names that begin with a dot, but for those of RFC 8615, are not there. */
static bool is_hidden(const struct khttpd_question *question)
{
	return kh_target_is_hidden(kh_span(question->text, question->path_len));
}

static int reply_path(struct khttpd_answer *answer,
		      const struct khttpd_docroot *docroot,
		      const struct khttpd_question *question)
{
	int err;

	if (is_hidden(question))
		return -ENOENT;
	err = khttpd_represent_open(&answer->plain, docroot, question);
	if (err)
		return err;
	err = reply_best(answer, docroot, question);
	khttpd_represent_close(&answer->plain);
	return err;
}

void khttpd_answer(struct khttpd_answer *answer,
		   const struct khttpd_question *question)
{
	struct khttpd_sites *sites = khttpd_sites_get();
	int err = -ESTALE;
	int tries;

	khttpd_reply_begin(&answer->reply, KH_STATUS_OK, question->close);
	for (tries = 0; sites && err == -ESTALE && tries < KHTTPD_READ_TRIES;
	     tries++)
		err = reply_path(answer, sites->docroot[0], question);
	if (sites)
		khttpd_sites_put(sites);
	if (!err)
		return;
	khttpd_reply_release(&answer->reply);
	if (err == -EISDIR)
		reply_redirect(answer, question);
	else
		reply_status(answer, question, status_of_error(err));
}
