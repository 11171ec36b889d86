// SPDX-License-Identifier: GPL-2.0-only
#include "module/represent.h"

#include <linux/slab.h>

#include "core/etag.h"
#include "core/mime.h"

/* Forms that are looked for beside a file. */
static const enum kh_coding encoded[] = {
	KH_CODING_ZSTD,
	KH_CODING_BR,
	KH_CODING_GZIP,
};

static char *join(const char *name, const char *suffix)
{
	return kasprintf(GFP_KERNEL | __GFP_NOWARN, "%s%s", name, suffix);
}

/* True if the form can be opened and is not older than the file. */
static bool is_usable(const struct khttpd_representation *plain,
		      const struct khttpd_docroot *docroot, const char *name,
		      bool *exists)
{
	struct khttpd_file file;
	int err = khttpd_file_open(docroot, name, false, &file);
	bool newer;

	*exists = err != -ENOENT;
	if (err)
		return false;
	newer = timespec64_compare(&file.mtime, &plain->file.mtime) >= 0;
	khttpd_file_close(&file);
	return newer;
}

/*
 * The bits of forms that may be sent.  One that is there but may not be could
 * change without a trace in file or directory: then what is known of the file
 * holds by time.
 */
static u8 find_siblings(struct khttpd_representation *plain,
			const struct khttpd_docroot *docroot)
{
	u8 siblings = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(encoded); i++) {
		char *name = join(plain->name, kh_coding_suffix(encoded[i]));
		bool exists = true;

		if (name && is_usable(plain, docroot, name, &exists))
			siblings |= 1 << encoded[i];
		else if (exists)
			plain->file.fresh.by_time = true;
		kfree(name);
	}
	return siblings;
}

static void write_rest(struct khttpd_representation *rep, const char *type_of)
{
	char etag[KH_ETAG_MAX];
	const struct khttpd_file *file = &rep->file;
	struct kh_representation about = {
		.content_type = kh_mime_type(kh_span_str(type_of)),
		.size = file->fresh.size,
		.mtime_sec = file->mtime.tv_sec,
		.etag = kh_span(etag, 0),
		.coding = rep->coding,
		.vary = rep->about.siblings != 0,
	};
	struct kh_wbuf w;

	about.etag.len = kh_etag_write(etag, file->ino, file->fresh.size,
				       file->mtime.tv_sec, file->mtime.tv_nsec,
				       rep->coding);
	kh_wbuf_init(&w, rep->rest, sizeof(rep->rest));
	kh_response_file_rest(&w, &about, &rep->about.layout);
	KH_ASSERT(!w.overflow);
	rep->rest_len = w.len;
	rep->about.etag_len = about.etag.len;
	rep->about.mtime_sec = file->mtime.tv_sec;
}

int khttpd_represent_open(struct khttpd_representation *rep,
			  const struct khttpd_docroot *docroot,
			  const struct khttpd_question *question)
{
	const char *name = question->text + 1;
	int err;

	memset(&rep->about, 0, sizeof(rep->about));
	rep->coding = KH_CODING_IDENTITY;
	/* A neighbour that appears may be an encoded form. */
	err = khttpd_file_open(docroot, name, true, &rep->file);
	if (err)
		return err;
	rep->name = join(name, rep->file.index ?: "");
	if (!rep->name) {
		khttpd_file_close(&rep->file);
		return -ENOMEM;
	}
	rep->about.siblings = find_siblings(rep, docroot);
	write_rest(rep, rep->name);
	return 0;
}

/* The tag of the plain file, by which the form is known to be its. */
static void set_base(struct khttpd_about *about,
		     const struct khttpd_representation *plain)
{
	about->base_len = plain->about.etag_len;
	memcpy(about->base, plain->rest + plain->about.layout.etag_off,
	       about->base_len);
}

int khttpd_represent_variant(struct khttpd_representation *rep,
			     const struct khttpd_representation *plain,
			     const struct khttpd_docroot *docroot,
			     const struct khttpd_question *question)
{
	int err;

	memset(&rep->about, 0, sizeof(rep->about));
	rep->coding = kh_coding_choose(
		&question->req, khttpd_question_head(question),
		plain->about.siblings | 1 << KH_CODING_IDENTITY);
	if (rep->coding == KH_CODING_IDENTITY)
		return -ENOENT;
	rep->name = join(plain->name, kh_coding_suffix(rep->coding));
	if (!rep->name)
		return -ENOMEM;
	err = khttpd_file_open(docroot, rep->name, false, &rep->file);
	if (err) {
		kfree(rep->name);
		return err;
	}
	rep->about.siblings = plain->about.siblings;
	set_base(&rep->about, plain);
	write_rest(rep, plain->name);
	return 0;
}

void khttpd_represent_close(struct khttpd_representation *rep)
{
	khttpd_file_close(&rep->file);
	kfree(rep->name);
}
