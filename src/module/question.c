// SPDX-License-Identifier: GPL-2.0-only
#include "module/question.h"

#include <linux/slab.h>

struct khttpd_question *khttpd_question_create(const struct kh_request *req,
					       const char *head,
					       struct kh_span path, bool close)
{
	struct khttpd_question *question;

	question = kmalloc(struct_size(question, text,
				       path.len + 1 + req->head_len),
			   GFP_ATOMIC | __GFP_NOWARN);
	if (!question)
		return NULL;
	question->req = *req;
	question->close = close;
	question->path_len = path.len;
	memcpy(question->text, path.ptr, path.len);
	question->text[path.len] = '\0';
	memcpy(question->text + path.len + 1, head, req->head_len);
	return question;
}
