// SPDX-License-Identifier: GPL-2.0-only
#include "module/question.h"

#include <linux/slab.h>

struct khttpd_question *khttpd_question_create(const struct kh_request *req,
					       const char *head, bool close)
{
	struct khttpd_question *question;

	question = kmalloc(struct_size(question, head, req->head_len),
			   GFP_ATOMIC | __GFP_NOWARN);
	if (!question)
		return NULL;
	question->req = *req;
	question->close = close;
	memcpy(question->head, head, req->head_len);
	return question;
}
