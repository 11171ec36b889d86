/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hot half of answering leaves to the cold one: a request that the
 * cache could not answer, copied from the bytes it came in.
 */
#ifndef KHTTPD_MODULE_QUESTION_H
#define KHTTPD_MODULE_QUESTION_H

#include "core/request.h"

struct khttpd_question {
	struct kh_request req;
	bool close; /* the connection ends with its answer */
	char head[]; /* the bytes that req's places are in */
};

/* A question to be freed with kfree(); NULL without memory.  Any context. */
struct khttpd_question *khttpd_question_create(const struct kh_request *req,
					       const char *head, bool close);

#endif /* KHTTPD_MODULE_QUESTION_H */
