/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cold half of answering: a question is answered from the file system as
 * the policy of its site says, and what was read goes into the cache so that
 * the next one is hot.  Knows no socket and no connection.
 */
#ifndef KHTTPD_MODULE_ANSWER_H
#define KHTTPD_MODULE_ANSWER_H

#include "module/serve.h"

/*
 * Answer @question.  answer->reply always is one; release it after use.  May
 * sleep.
 */
void khttpd_answer(struct khttpd_answer *answer,
		   const struct khttpd_question *question);

#endif /* KHTTPD_MODULE_ANSWER_H */
