/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hot half of answering leaves to the cold one: a request that the
 * cache could not answer, copied from the bytes it came in.
 */
#ifndef KHTTPD_MODULE_QUESTION_H
#define KHTTPD_MODULE_QUESTION_H

#include "core/coding.h"
#include "core/request.h"
#include "module/limits.h"

struct khttpd_question {
	struct kh_request req;
	bool close;
	u32 path_len; /* path: begins with '/', terminated */
	char text[]; /* the path, its NUL, the head */
};

static inline const char *khttpd_question_head(
	const struct khttpd_question *question)
{
	return question->text + question->path_len + 1;
}

/*
 * A question to be freed with kfree(); NULL without memory.  @path: of the
 * target, not terminated.  @close: the connection ends with its answer.  Any
 * context.
 */
struct khttpd_question *khttpd_question_create(const struct kh_request *req,
					       const char *head,
					       struct kh_span path, bool close);

/*
 * The cache's key for the encoded form of a file: the path, a NUL, which no
 * path has, and the coding.  Appends to @path and returns the key's length.
 */
static inline u32 khttpd_variant_key(char *path, u32 path_len,
				     enum kh_coding coding)
{
	path[path_len] = '\0';
	path[path_len + 1] = (char)coding;
	return path_len + KHTTPD_VARIANT_LEN;
}

#endif /* KHTTPD_MODULE_QUESTION_H */
