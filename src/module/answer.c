// SPDX-License-Identifier: GPL-2.0-only
#include "module/answer.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "core/accept.h"
#include "core/kept.h"
#include "core/target.h"

static bool is_head(const struct khttpd_ask *ask)
{
	return ask->question->req.method == KH_METHOD_HEAD;
}

static struct kh_span target_of(const struct khttpd_ask *ask)
{
	return kh_slice_of(ask->question->head, ask->question->req.target);
}

/* The path below the root, as the file system takes it: terminated. */
static const char *name_of(const struct khttpd_ask *ask)
{
	ask->place->path[ask->place->path_len] = '\0';
	return ask->place->path + 1;
}

static void reply_status(struct khttpd_answer *answer,
			 const struct khttpd_question *question,
			 enum kh_status status)
{
	khttpd_reply_status(&answer->reply, status, question->req.minor,
			    question->close,
			    question->req.method == KH_METHOD_HEAD);
}

static enum kh_status status_of_error(int err)
{
	switch (err) {
	case -ENOENT:
		return KH_STATUS_NOT_FOUND;
	case -EACCES:
		return KH_STATUS_FORBIDDEN;
	case -KHTTPD_ENOFORM:
		return KH_STATUS_NOT_ACCEPTABLE;
	case -KHTTPD_ELISTTOOLONG:
		return KH_STATUS_FIELDS_TOO_LARGE;
	case -ENOMEM:
	case -ENFILE:
	case -EMFILE:
	case -EAGAIN:
	case -EBUSY:
	case -ESTALE:
		return KH_STATUS_UNAVAILABLE;
	default:
		return KH_STATUS_INTERNAL_ERROR;
	}
}

/* Worst case of a Location: every byte of path and query escaped. */
static char *alloc_location(struct kh_wbuf *w, size_t to_len, size_t path_len,
			    size_t query_len)
{
	size_t size = KH_REST_MAX + 3 * (to_len + path_len + query_len + 1);
	char *text = kvmalloc(size, GFP_KERNEL | __GFP_NOWARN);

	kh_wbuf_init(w, text, size);
	return text;
}

/* Head of a redirect, whose rest is in @w; its text becomes the reply's. */
static int reply_location(struct khttpd_answer *answer,
			  const struct khttpd_ask *ask, enum kh_status status,
			  const struct kh_wbuf *w)
{
	struct khttpd_reply *reply = &answer->reply;

	KH_ASSERT(!w->overflow);
	khttpd_reply_begin(reply, status, ask->question->close);
	khttpd_reply_open(reply, ask->question->req.minor);
	reply->long_text = w->ptr;
	khttpd_reply_add(reply, w->ptr, w->len);
	return 0;
}

/* A directory that was asked for without its slash. */
static int reply_slash(struct khttpd_answer *answer,
		       const struct khttpd_ask *ask)
{
	struct kh_span path = khttpd_place_path(ask->place);
	struct kh_span query = kh_target_query(target_of(ask));
	struct kh_wbuf w;

	if (!alloc_location(&w, 0, path.len, query.len))
		return -ENOMEM;
	kh_response_slash_redirect(&w, path, query, is_head(ask));
	return reply_location(answer, ask, KH_STATUS_MOVED_PERMANENTLY, &w);
}

/* True if the policy redirects the path; then @err says how that went. */
static bool reply_rule(struct khttpd_answer *answer,
		       const struct khttpd_ask *ask, int *err)
{
	const struct kh_policy *policy = &ask->sites->policy;
	struct kh_span query = kh_target_query(target_of(ask));
	const struct khttpd_policy_rule *rule;
	struct kh_span rest, to;
	struct kh_wbuf w;

	rule = kh_policy_redirect(policy, ask->site,
				  khttpd_place_path(ask->place), &rest);
	if (!rule)
		return false;
	to = kh_policy_text(policy, rule->value);
	*err = -ENOMEM;
	if (!alloc_location(&w, to.len, rest.len, query.len))
		return true;
	kh_response_redirect_rest(&w, rule->status, to, rest, query,
				  is_head(ask));
	*err = reply_location(answer, ask, rule->status, &w);
	return true;
}

/* Names that begin with a dot, but for those of RFC 8615, are not there. */
static bool is_hidden(const struct khttpd_ask *ask)
{
	return !(ask->site->flags & KHTTPD_SITE_HIDDEN) &&
	       kh_target_is_hidden(khttpd_place_path(ask->place));
}

static int reply_name(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask, const char *name, bool keep)
{
	int err = khttpd_represent_open(&answer->plain, ask, name);

	if (err)
		return err;
	err = khttpd_serve_best(answer, ask, keep);
	khttpd_represent_close(&answer->plain);
	return err;
}

/* The same with a name of its own, which is freed; NULL for want of memory. */
static int reply_own_name(struct khttpd_answer *answer,
			  const struct khttpd_ask *ask, char *name, bool keep)
{
	int err = name ? reply_name(answer, ask, name, keep) : -ENOMEM;

	kfree(name);
	return err;
}

static int reply_directory(struct khttpd_answer *answer,
			   const struct khttpd_ask *ask)
{
	if (ask->site->slash == KHTTPD_SLASH_NOT_FOUND)
		return -ENOENT;
	if (ask->site->slash == KHTTPD_SLASH_REDIRECT)
		return reply_slash(answer, ask);
	return reply_own_name(answer, ask,
			      kasprintf(GFP_KERNEL | __GFP_NOWARN, "%s/",
					name_of(ask)),
			      true);
}

static void make_wish(struct khttpd_listing_wish *wish,
		      const struct khttpd_ask *ask)
{
	const struct khttpd_question *question = ask->question;

	wish->form = kh_accept_prefers_json(&question->req, question->head) ?
			     KH_LISTING_JSON :
			     KH_LISTING_HTML;
	wish->order = kh_listing_order_of(kh_target_query(target_of(ask)));
	wish->path = khttpd_place_path(ask->place);
	wish->hidden = ask->site->flags & KHTTPD_SITE_HIDDEN;
	/* HTTP/1.0 has no chunks: there the end of the connection is the end. */
	wish->chunked = question->req.minor;
}

/* Head of a listing; the listing becomes the reply's. */
static int begin_listing(struct khttpd_answer *answer,
			 const struct khttpd_ask *ask,
			 const struct khttpd_listing_wish *wish)
{
	struct kh_span type = kh_listing_type(wish->form);
	struct khttpd_reply *reply = &answer->reply;
	struct kh_span lines;
	struct kh_wbuf w;
	char *text = khttpd_represent_alloc(ask, type, &w, &lines);

	if (!text)
		return -ENOMEM;
	kh_response_stream_rest(&w, type, "Accept", lines, wish->chunked);
	khttpd_reply_begin(reply, KH_STATUS_OK,
			   ask->question->close || !wish->chunked);
	khttpd_reply_open(reply, ask->question->req.minor);
	khttpd_reply_add(reply, w.ptr, w.len);
	reply->long_text = text;
	return 0;
}

static int reply_listing(struct khttpd_answer *answer,
			 const struct khttpd_ask *ask)
{
	struct khttpd_listing_wish wish;
	const struct khttpd_question *question = ask->question;
	struct khttpd_listing *listing;
	int err;

	if (kh_kept_has_too_many(&question->req, question->head,
				 KH_KEPT_ACCEPT))
		return -KHTTPD_ELISTTOOLONG;
	make_wish(&wish, ask);
	if (is_head(ask))
		return khttpd_listing_check(ask->docroot, name_of(ask)) ?:
			       begin_listing(answer, ask, &wish);
	listing = khttpd_listing_create(ask->docroot, name_of(ask), &wish);
	if (IS_ERR(listing))
		return PTR_ERR(listing);
	err = begin_listing(answer, ask, &wish);
	if (err) {
		khttpd_listing_destroy(listing);
		return err;
	}
	answer->reply.listing = listing;
	answer->reply.end = U64_MAX; /* until the listing says */
	return 0;
}

static int reply_encoded(struct khttpd_answer *answer,
			 const struct khttpd_ask *ask)
{
	int err = khttpd_represent_encoded(&answer->plain, ask, name_of(ask));

	if (err)
		return err;
	err = khttpd_serve_plain(answer, ask);
	khttpd_represent_close(&answer->plain);
	return err;
}

/* A path of the policy's, which is below the directory of the host. */
static char *name_of_page(const struct khttpd_ask *ask, struct kh_span page)
{
	/* Without the slash it begins with, which the prefix begins with. */
	if (!ask->place->prefix_len)
		return kmemdup_nul(page.ptr + 1, page.len - 1,
				   GFP_KERNEL | __GFP_NOWARN);
	return kasprintf(GFP_KERNEL | __GFP_NOWARN, "%.*s%.*s",
			 (int)ask->place->prefix_len - 1, ask->place->path + 1,
			 (int)page.len, page.ptr);
}

/* The page that is sent for every path which is not there. */
static int reply_fallback(struct khttpd_answer *answer,
			  const struct khttpd_ask *ask)
{
	struct kh_span page = kh_policy_text(&ask->sites->policy,
					     ask->site->fallback);

	if (!page.len)
		return -ENOENT;
	return reply_own_name(answer, ask, name_of_page(ask, page), false);
}

/* What there may be instead of a file that is not there. */
static int reply_instead(struct khttpd_answer *answer,
			 const struct khttpd_ask *ask)
{
	const struct khttpd_place *place = ask->place;
	bool is_directory = place->path[place->path_len - 1] == '/';
	int err = -ENOENT;

	if (is_directory && (ask->site->flags & KHTTPD_SITE_LISTING))
		err = reply_listing(answer, ask);
	else if (!is_directory && (ask->site->flags & KHTTPD_SITE_ENCODED_ONLY))
		err = reply_encoded(answer, ask);
	return err == -ENOENT ? reply_fallback(answer, ask) : err;
}

static int reply_path(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask)
{
	int err;

	if (ask->site->nr_rules && reply_rule(answer, ask, &err))
		return err;
	if (is_hidden(ask))
		return -ENOENT;
	err = reply_name(answer, ask, name_of(ask), true);
	if (err == -EISDIR)
		err = reply_directory(answer, ask);
	return err == -ENOENT ? reply_instead(answer, ask) : err;
}

/* The site's page for the error; false if it has none that can be sent. */
static bool reply_error_page(struct khttpd_answer *answer,
			     const struct khttpd_ask *ask,
			     enum kh_status status)
{
	struct kh_span page = kh_policy_error_page(&ask->sites->policy,
						   ask->site, status);
	char *name;
	int err;

	if (!page.len)
		return false;
	name = name_of_page(ask, page);
	if (!name)
		return false;
	err = khttpd_represent_open(&answer->plain, ask, name);
	kfree(name);
	if (err)
		return false;
	answer->page_of = status;
	err = khttpd_represent_as_page(&answer->plain, ask);
	if (!err)
		err = khttpd_serve_page(answer, ask);
	khttpd_represent_close(&answer->plain);
	if (err)
		khttpd_reply_release(&answer->reply);
	return !err;
}

static void answer_at(struct khttpd_answer *answer,
		      const struct khttpd_ask *ask)
{
	enum kh_status status;
	int err = -ESTALE;
	int tries;

	for (tries = 0; err == -ESTALE && tries < KHTTPD_READ_TRIES; tries++) {
		err = reply_path(answer, ask);
		if (err)
			khttpd_reply_release(&answer->reply);
	}
	if (!err)
		return;
	status = status_of_error(err);
	if (!reply_error_page(answer, ask, status))
		reply_status(answer, ask->question, status);
}

/* False only if the directory of the host is not there. */
static bool has_host(const struct khttpd_place *place,
		     const struct khttpd_sites *sites)
{
	struct kstat stat;
	char *name;
	int err;

	if (!place->prefix_len)
		return true;
	name = kmemdup_nul(place->path + 1, place->prefix_len - 1,
			   GFP_KERNEL | __GFP_NOWARN);
	if (!name)
		return true;
	err = khttpd_file_stat(sites->docroot[place->site], name, &stat);
	kfree(name);
	return err != -ENOENT;
}

/* The sites may be others than when the question was asked. */
static enum kh_status find_place(struct khttpd_place *place,
				 const struct khttpd_sites *sites,
				 const struct khttpd_question *question)
{
	enum kh_status status = khttpd_place_find(place, sites, &question->req,
						  question->head);

	if (!status && !has_host(place, sites))
		status = khttpd_place_forget_host(place, sites);
	return status;
}

static void answer_by(struct khttpd_answer *answer,
		      const struct khttpd_question *question,
		      struct khttpd_sites *sites)
{
	struct khttpd_ask ask = {
		.question = question,
		.sites = sites,
		.place = &answer->place,
	};
	enum kh_status status = find_place(ask.place, sites, question);

	if (status) {
		reply_status(answer, question, status);
		return;
	}
	ask.site = khttpd_sites_policy(sites, ask.place->site);
	ask.docroot = sites->docroot[ask.place->site];
	answer_at(answer, &ask);
}

void khttpd_answer(struct khttpd_answer *answer,
		   const struct khttpd_question *question)
{
	struct khttpd_sites *sites = khttpd_sites_get();

	answer->page_of = 0;
	khttpd_reply_begin(&answer->reply, KH_STATUS_OK, question->close);
	if (!sites) { /* on the way out */
		reply_status(answer, question, KH_STATUS_UNAVAILABLE);
		return;
	}
	answer_by(answer, question, sites);
	khttpd_sites_put(sites);
}
