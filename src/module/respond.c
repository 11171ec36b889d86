// SPDX-License-Identifier: GPL-2.0-only
#include "module/respond.h"

#include <linux/ktime.h>
#include <linux/slab.h>

#include "core/framing.h"
#include "core/mime.h"
#include "core/target.h"
#include "module/cache.h"
#include "module/docroot.h"
#include "module/stats.h"
#include "module/tunables.h"

static enum kh_persist persist_of(u8 minor, bool close)
{
	if (close)
		return KH_PERSIST_CLOSE;
	return minor ? KH_PERSIST_DEFAULT : KH_PERSIST_KEEP;
}

static void add_vec(struct khttpd_reply *reply, const void *base, size_t len)
{
	reply->vec[reply->nr_vec++] = (struct kvec){
		.iov_base = (void *)base,
		.iov_len = len,
	};
	reply->vec_len += len;
}

static void clear_reply(struct khttpd_reply *reply, enum kh_status status,
			bool close)
{
	reply->status = status;
	reply->close = close;
	reply->nr_vec = 0;
	reply->vec_len = 0;
	reply->entry = NULL;
	reply->file = NULL;
	reply->held = NULL;
	reply->long_text = NULL;
}

static void write_opening(struct kh_wbuf *w, enum kh_status status, s64 now,
			  enum kh_persist persist)
{
	char date[KH_DATE_LEN];

	kh_date_format(now, date);
	kh_response_opening(w, status, date, persist);
}

static void refresh_openings(struct khttpd_openings *openings)
{
	s64 now = ktime_get_real_seconds();
	struct kh_wbuf w;
	int persist;

	if (likely(openings->sec == now))
		return;
	openings->sec = now;
	for (persist = 0; persist < KH_NR_PERSIST; persist++) {
		kh_wbuf_init(&w, openings->text[persist], KH_OPENING_MAX);
		write_opening(&w, KH_STATUS_OK, now, persist);
		openings->len[persist] = w.len;
	}
}

/* True if the body is sent page by page instead of copied. */
static bool has_pages(const struct khttpd_entry *entry)
{
	return entry->body_len > KHTTPD_COPY_MAX;
}

/* After the opening: the rest of the head, and the body of an entry. */
static void add_entry(struct khttpd_reply *reply, struct khttpd_entry *entry,
		      bool head_only)
{
	add_vec(reply, entry->rest, entry->rest_len);
	if (head_only || !entry->body_len)
		return;
	if (has_pages(entry))
		reply->entry = entry;
	else
		add_vec(reply, page_address(entry->pages[0]), entry->body_len);
}

void khttpd_respond_status(struct khttpd_reply *reply, enum kh_status status,
			   u8 minor, bool close, bool head_only)
{
	struct kh_wbuf w;

	clear_reply(reply, status, close);
	kh_wbuf_init(&w, reply->text, sizeof(reply->text));
	write_opening(&w, status, ktime_get_real_seconds(),
		      persist_of(minor, close));
	kh_response_status_rest(&w, status, head_only);
	KH_ASSERT(!w.overflow);
	add_vec(reply, reply->text, w.len);
}

/* Content that we would have to read to the end to keep the connection. */
static bool has_long_body(const struct kh_request *req)
{
	return req->body == KH_BODY_LENGTH &&
	       req->content_length > KHTTPD_SKIP_MAX;
}

/* The status of a request that no file can answer, or 0. */
static enum kh_status status_without_file(struct khttpd_hot *hot,
					  const struct kh_request *req,
					  const char *head)
{
	if (req->method == KH_METHOD_UNKNOWN)
		return KH_STATUS_NOT_IMPLEMENTED;
	if (req->method != KH_METHOD_GET && req->method != KH_METHOD_HEAD)
		return kh_framing_lacks_length(req) ?
			       KH_STATUS_LENGTH_REQUIRED :
			       KH_STATUS_METHOD_NOT_ALLOWED;
	if (has_long_body(req))
		return KH_STATUS_CONTENT_TOO_LARGE;
	return kh_target_path(kh_slice_of(head, req->target), hot->path,
			      sizeof(hot->path), &hot->path_len);
}

/*
 * Statuses after which the peer may go on: we know where its request ends and
 * have understood it.
 */
static bool ends_connection(enum kh_status status)
{
	return status != KH_STATUS_METHOD_NOT_ALLOWED &&
	       status != KH_STATUS_NOT_IMPLEMENTED;
}

/*
 * RCU is enough to copy from an entry; pages are sent over many turns, during
 * which the cache may drop it: with a reference taken, for the reply.
 */
static struct khttpd_entry *find_entry(const struct khttpd_hot *hot)
{
	struct khttpd_entry *entry;

	entry = khttpd_cache_find(hot->path, hot->path_len,
				  khttpd_docroot_generation());
	if (entry && has_pages(entry) && !khttpd_entry_get(entry))
		return NULL;
	return entry;
}

bool khttpd_respond_hot(struct khttpd_hot *hot, const struct kh_request *req,
			const char *head, bool close)
{
	struct khttpd_reply *reply = &hot->reply;
	bool head_only = req->method == KH_METHOD_HEAD;
	enum kh_status status = status_without_file(hot, req, head);
	struct khttpd_entry *entry;
	enum kh_persist persist;

	if (unlikely(status)) {
		close = close || ends_connection(status) || has_long_body(req);
		khttpd_respond_status(reply, status, req->minor, close,
				      head_only);
		return true;
	}
	entry = find_entry(hot);
	if (!entry) {
		khttpd_stats_inc(KHTTPD_STAT_CACHE_MISSES);
		return false;
	}
	khttpd_stats_inc(KHTTPD_STAT_CACHE_HITS);
	refresh_openings(&hot->openings);
	persist = persist_of(req->minor, close);
	clear_reply(reply, KH_STATUS_OK, close);
	add_vec(reply, hot->openings.text[persist], hot->openings.len[persist]);
	add_entry(reply, entry, head_only);
	if (has_pages(entry))
		reply->held = entry;
	return true;
}

struct khttpd_question *khttpd_question_create(const struct khttpd_hot *hot,
					       const struct kh_request *req,
					       const char *head, bool close)
{
	struct kh_span query = kh_target_query(kh_slice_of(head, req->target));
	struct khttpd_question *question;

	question = kmalloc(struct_size(question, text,
				       hot->path_len + 1 + query.len),
			   GFP_ATOMIC | __GFP_NOWARN);
	if (!question)
		return NULL;
	question->head_only = req->method == KH_METHOD_HEAD;
	question->close = close;
	question->minor = req->minor;
	question->path_len = hot->path_len;
	question->query_len = query.len;
	memcpy(question->text, hot->path, hot->path_len);
	question->text[hot->path_len] = '\0';
	memcpy(question->text + hot->path_len + 1, query.ptr, query.len);
	return question;
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
static size_t redirect_size(const struct khttpd_question *question)
{
	return KHTTPD_REPLY_TEXT +
	       3 * ((size_t)question->path_len + question->query_len + 1);
}

static void respond_redirect(const struct khttpd_question *question,
			     struct khttpd_reply *reply)
{
	struct kh_span path = kh_span(question->text, question->path_len);
	struct kh_span query = kh_span(question->text + question->path_len + 1,
				       question->query_len);
	size_t size = redirect_size(question);
	char *text = kmalloc(size, GFP_KERNEL | __GFP_NOWARN);
	struct kh_wbuf w;

	if (!text) {
		khttpd_respond_status(reply, KH_STATUS_UNAVAILABLE,
				      question->minor, question->close,
				      question->head_only);
		return;
	}
	clear_reply(reply, KH_STATUS_MOVED_PERMANENTLY, question->close);
	reply->long_text = text;
	kh_wbuf_init(&w, text, size);
	write_opening(&w, reply->status, ktime_get_real_seconds(),
		      persist_of(question->minor, question->close));
	kh_response_slash_redirect(&w, path, query, question->head_only);
	KH_ASSERT(!w.overflow);
	add_vec(reply, text, w.len);
}

/* The rest of a file's head; the type is the index file's own for an index. */
static u32 write_rest(char *to, u32 cap, const struct khttpd_question *question,
		      const struct khttpd_file *file)
{
	struct kh_span name = file->index ? kh_span_str(file->index) :
					    kh_span(question->text,
						    question->path_len);
	struct kh_wbuf w;

	kh_wbuf_init(&w, to, cap);
	kh_response_file_rest(&w, kh_mime_type(name), file->fresh.size,
			      file->mtime_sec);
	KH_ASSERT(!w.overflow);
	return w.len;
}

static void begin_file_reply(const struct khttpd_question *question,
			     struct khttpd_reply *reply)
{
	struct kh_wbuf w;

	clear_reply(reply, KH_STATUS_OK, question->close);
	kh_wbuf_init(&w, reply->text, KH_OPENING_MAX);
	write_opening(&w, KH_STATUS_OK, ktime_get_real_seconds(),
		      persist_of(question->minor, question->close));
	add_vec(reply, reply->text, w.len);
}

/* Read the whole file into an entry; cache it if it will be seen to change. */
static int respond_entry(const struct khttpd_docroot *docroot,
			 const struct khttpd_question *question,
			 struct khttpd_file *file, struct khttpd_reply *reply)
{
	char *rest = reply->text + KH_OPENING_MAX;
	u32 rest_len = write_rest(rest, KH_REST_MAX, question, file);
	struct khttpd_entry *entry;
	bool settled = khttpd_fresh_is_settled(&file->fresh);
	int err;

	entry = khttpd_entry_create(question->text, question->path_len, rest,
				    rest_len, file->fresh.size, &file->fresh);
	if (!entry)
		return -ENOMEM;
	err = khttpd_file_read(docroot, file, entry->pages);
	if (err) {
		khttpd_entry_put(entry);
		return err;
	}
	if (settled &&
	    khttpd_file_is_current(docroot, question->text + 1, file))
		khttpd_cache_insert(entry, docroot->generation);
	begin_file_reply(question, reply);
	add_entry(reply, entry, question->head_only);
	reply->held = entry;
	return 0;
}

/* The head alone, or with it the file, which the reply then owns. */
static int respond_stream(const struct khttpd_question *question,
			  const struct khttpd_file *file,
			  struct khttpd_reply *reply)
{
	char *rest = reply->text + KH_OPENING_MAX;

	begin_file_reply(question, reply);
	add_vec(reply, rest, write_rest(rest, KH_REST_MAX, question, file));
	if (question->head_only)
		return 0;
	reply->file = kmemdup(file, sizeof(*file), GFP_KERNEL | __GFP_NOWARN);
	return reply->file ? 0 : -ENOMEM;
}

static bool is_small(const struct khttpd_file *file)
{
	u64 max = min_t(u64, READ_ONCE(khttpd_tunables.cache_max_file),
			KHTTPD_ENTRY_BYTES_MAX);

	return file->fresh.size <= max;
}

static int respond_file(const struct khttpd_docroot *docroot,
			const struct khttpd_question *question,
			struct khttpd_reply *reply)
{
	struct khttpd_file file;
	int err;

	err = khttpd_file_open(docroot, question->text + 1, &file);
	if (err)
		return err;
	if (is_small(&file))
		err = respond_entry(docroot, question, &file, reply);
	else
		err = respond_stream(question, &file, reply);
	if (err || !reply->file)
		khttpd_file_close(&file);
	return err;
}

void khttpd_respond_cold(const struct khttpd_question *question,
			 struct khttpd_reply *reply)
{
	struct khttpd_docroot *docroot = khttpd_docroot_get();
	int err = -ESTALE;
	int tries;

	for (tries = 0; docroot && err == -ESTALE && tries < KHTTPD_READ_TRIES;
	     tries++)
		err = respond_file(docroot, question, reply);
	if (docroot)
		khttpd_docroot_put(docroot);
	if (err == -EISDIR)
		respond_redirect(question, reply);
	else if (err)
		khttpd_respond_status(reply, status_of_error(err),
				      question->minor, question->close,
				      question->head_only);
}

void khttpd_reply_release(struct khttpd_reply *reply)
{
	if (reply->held)
		khttpd_entry_put(reply->held);
	if (reply->file) {
		khttpd_file_close(reply->file);
		kfree(reply->file);
	}
	kfree(reply->long_text);
}
