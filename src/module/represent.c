// SPDX-License-Identifier: GPL-2.0-only
#include "module/represent.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "core/etag.h"

/* Forms that may be looked for beside a file. */
static const enum kh_coding encoded[] = {
	KH_CODING_ZSTD,
	KH_CODING_BR,
	KH_CODING_GZIP,
};

static char *join(const char *name, const char *suffix)
{
	return kasprintf(GFP_KERNEL | __GFP_NOWARN, "%s%s", name, suffix);
}

/* 0: it can be opened and is not older than @mtime.  -ESTALE: it is older. */
static int try_form(const struct khttpd_ask *ask, const char *name,
		    const struct timespec64 *mtime)
{
	struct khttpd_file file;
	int err = khttpd_file_open(ask->docroot, name, false, &file);

	if (err)
		return err;
	if (timespec64_compare(&file.mtime, mtime) < 0)
		err = -ESTALE;
	khttpd_file_close(&file);
	return err;
}

/*
 * The bits of forms that may be sent.  @doubt: -ENOMEM if there was no memory
 * to look for one, another error if one is there but may not be sent; either
 * could change without a trace in file or directory.
 */
static u8 find_siblings(const struct khttpd_ask *ask, const char *plain,
			const struct timespec64 *mtime, int *doubt)
{
	u8 siblings = 0;
	size_t i;

	*doubt = 0;
	for (i = 0; i < ARRAY_SIZE(encoded); i++) {
		char *name;
		int err;

		if (!(ask->site->encodings & 1 << encoded[i]))
			continue;
		name = join(plain, kh_coding_suffix(encoded[i]));
		err = name ? try_form(ask, name, mtime) : -ENOMEM;
		kfree(name);
		if (!err)
			siblings |= 1 << encoded[i];
		else if (err != -ENOENT && *doubt != -ENOMEM)
			*doubt = err;
	}
	return siblings;
}

static struct kh_span type_of(const struct khttpd_ask *ask, struct kh_span path)
{
	return kh_policy_type(&ask->sites->policy, ask->site, path);
}

char *khttpd_represent_alloc(const struct khttpd_ask *ask, struct kh_span type,
			     struct kh_wbuf *rest, struct kh_span *lines)
{
	u32 lines_max = ask->site->nr_rules ? KHTTPD_POLICY_LINES_MAX : 0;
	u32 rest_max = KH_REST_MAX + KHTTPD_POLICY_TYPE_MAX + lines_max;
	char *text = kvmalloc(rest_max + lines_max, GFP_KERNEL | __GFP_NOWARN);
	struct kh_wbuf w;

	if (!text)
		return NULL;
	kh_wbuf_init(rest, text, rest_max);
	kh_wbuf_init(&w, text + rest_max, lines_max);
	if (lines_max)
		kh_policy_lines(&ask->sites->policy, ask->site,
				khttpd_place_path(ask->place), type, &w);
	*lines = kh_span(w.ptr, w.len);
	return text;
}

static struct kh_span tag_of(const struct khttpd_file *file,
			     enum kh_coding coding, char etag[KH_ETAG_MAX])
{
	return kh_span(etag, kh_etag_write(etag, file->ino, file->fresh.size,
					   file->mtime.tv_sec,
					   file->mtime.tv_nsec, coding));
}

static int write_rest(struct khttpd_representation *rep,
		      const struct khttpd_ask *ask, const char *named)
{
	const struct khttpd_file *file = &rep->file;
	char etag[KH_ETAG_MAX];
	struct kh_representation form = {
		.content_type = type_of(ask, kh_span_str(named)),
		.size = file->fresh.size,
		.mtime_sec = file->mtime.tv_sec,
		.coding = rep->coding,
		.vary = rep->about.siblings != 0,
	};
	struct kh_wbuf w;

	rep->rest = khttpd_represent_alloc(ask, form.content_type, &w,
					   &form.extra);
	if (!rep->rest)
		return -ENOMEM;
	rep->settled = khttpd_fresh_is_settled(&file->fresh);
	if (rep->settled)
		form.etag = tag_of(file, rep->coding, etag);
	kh_response_file_rest(&w, &form, &rep->about.layout);
	KH_ASSERT(!w.overflow);
	rep->rest_len = w.len;
	rep->about.etag_len = form.etag.len;
	rep->about.mtime_sec = file->mtime.tv_sec;
	return 0;
}

int khttpd_represent_as_page(struct khttpd_representation *rep,
			     const struct khttpd_ask *ask)
{
	struct kh_span type = type_of(ask, kh_span_str(rep->name));
	struct kh_span lines;
	struct kh_wbuf w;

	kvfree(rep->rest);
	rep->rest = khttpd_represent_alloc(ask, type, &w, &lines);
	if (!rep->rest)
		return -ENOMEM;
	kh_response_page_rest(&w, type, rep->file.fresh.size, lines);
	KH_ASSERT(!w.overflow);
	rep->rest_len = w.len;
	return 0;
}

static void begin(struct khttpd_representation *rep, enum kh_coding coding)
{
	memset(&rep->about, 0, sizeof(rep->about));
	rep->coding = coding;
	rep->rest = NULL;
}

/* After the file is open: its name, which is owned, and the rest. */
static int finish(struct khttpd_representation *rep,
		  const struct khttpd_ask *ask, char *name, const char *named)
{
	int err;

	rep->name = name;
	err = name ? write_rest(rep, ask, named ?: name) : -ENOMEM;
	if (err)
		khttpd_represent_close(rep);
	return err;
}

int khttpd_represent_open(struct khttpd_representation *rep,
			  const struct khttpd_ask *ask, const char *name)
{
	int doubt = 0;
	char *full;
	int err;

	begin(rep, KH_CODING_IDENTITY);
	/* A neighbour that appears may be an encoded form. */
	err = khttpd_file_open(ask->docroot, name, ask->site->encodings,
			       &rep->file);
	if (err)
		return err;
	full = join(name, rep->file.index ?: "");
	if (full)
		rep->about.siblings = find_siblings(ask, full, &rep->file.mtime,
						    &doubt);
	if (doubt)
		rep->file.fresh.by_time = true;
	return finish(rep, ask, full, NULL);
}

/* The tag of the plain file, by which the form is known to be its. */
static void set_base(struct khttpd_about *about,
		     const struct khttpd_representation *plain)
{
	about->base_len = plain->about.etag_len;
	memcpy(about->base, plain->rest + plain->about.layout.etag_off,
	       about->base_len);
}

static int open_coded(struct khttpd_representation *rep,
		      const struct khttpd_ask *ask, const char *plain)
{
	char *name = join(plain, kh_coding_suffix(rep->coding));
	int err = -ENOMEM;

	if (name)
		err = khttpd_file_open(ask->docroot, name, false, &rep->file);
	if (!err)
		return finish(rep, ask, name, plain);
	kfree(name);
	return err;
}

int khttpd_represent_variant(struct khttpd_representation *rep,
			     const struct khttpd_representation *plain,
			     const struct khttpd_ask *ask)
{
	begin(rep, kh_coding_choose(&ask->question->req, ask->question->head,
				    plain->about.siblings |
					    1 << KH_CODING_IDENTITY));
	if (rep->coding == KH_CODING_IDENTITY)
		return -ENOENT;
	rep->about.siblings = plain->about.siblings;
	set_base(&rep->about, plain);
	return open_coded(rep, ask, plain->name);
}

int khttpd_represent_encoded(struct khttpd_representation *rep,
			     const struct khttpd_ask *ask, const char *name)
{
	const struct khttpd_question *question = ask->question;
	const struct timespec64 any = { .tv_sec = S64_MIN };
	int doubt;
	u8 siblings = find_siblings(ask, name, &any, &doubt);

	if (doubt == -ENOMEM)
		return doubt;
	if (!siblings)
		return -ENOENT;
	if (!kh_coding_acceptable(&question->req, question->head, siblings))
		return -KHTTPD_ENOFORM;
	begin(rep, kh_coding_choose(&question->req, question->head, siblings));
	rep->about.siblings = siblings;
	return open_coded(rep, ask, name);
}

void khttpd_represent_close(struct khttpd_representation *rep)
{
	khttpd_file_close(&rep->file);
	kfree(rep->name);
	kvfree(rep->rest);
}
