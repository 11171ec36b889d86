/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files below the document root: found without ever leaving it, opened with
 * the configured user's rights, read into pages.  Knows paths, not HTTP.  All
 * of it may sleep.
 */
#ifndef KHTTPD_MODULE_FILE_H
#define KHTTPD_MODULE_FILE_H

#include "module/docroot.h"
#include "module/fresh.h"

struct khttpd_file {
	struct file *filp; /* read only */
	struct khttpd_fresh fresh; /* holds the path; its size is the length */
	u64 ino;
	struct timespec64 mtime;
	const char *index; /* the index name that was found, or NULL */
};

/*
 * Open the regular file that @name leads to.  @neighbours: what it stands for
 * depends on the other names in its directory too.
 * @name: relative to the root, no slash at its start, NUL-terminated; with a
 *        slash at its end, or empty, the directory's first index name that
 *        exists is opened.
 *
 * Returns 0 and a file to be closed, or:
 *   -EISDIR  a directory, and @name has no slash at its end
 *   -ENOENT  nothing there, or a directory without an index
 *   -EACCES  not permitted, leads out of the root, or not a regular file
 *   others   as the file system says
 */
int khttpd_file_open(const struct khttpd_docroot *docroot, const char *name,
		     bool neighbours, struct khttpd_file *file);

/* The same file opened once more, to be closed and freed; NULL without memory. */
struct khttpd_file *khttpd_file_dup(const struct khttpd_file *file);

/*
 * May @len bytes from @pos be read, now that somebody may watch the file?  0, or
 * -errno as above.  Sleeps as long as the watcher likes.
 */
int khttpd_file_ask(const struct khttpd_file *file, u64 pos, size_t len);

/* The directory that @name, empty or with a slash at its end, leads to. */
struct file *khttpd_file_open_dir(const struct khttpd_docroot *docroot,
				  const char *name);

/* What @name leads to, or -errno as above.  Opens nothing. */
int khttpd_file_stat(const struct khttpd_docroot *docroot, const char *name,
		     struct kstat *stat);

/* Close and forget the path. */
void khttpd_file_close(struct khttpd_file *file);

/*
 * True if @name, with the name of an index, still leads to the very file that was
 * opened, which proves that the record in file->fresh was taken of that name.
 */
bool khttpd_file_is_current(const struct khttpd_docroot *docroot,
			    const char *name, const struct khttpd_file *file);

/*
 * Fill @pages, each of PAGE_SIZE, with the whole file.  Returns 0, -ESTALE if
 * the file changed meanwhile, or the error of the read.
 */
int khttpd_file_read(const struct khttpd_docroot *docroot,
		     struct khttpd_file *file, struct page **pages);

#endif /* KHTTPD_MODULE_FILE_H */
