/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a request to a reply: which status, which head, which bytes.  Knows no
 * socket and no connection.  The hot half answers from the cache and never
 * sleeps; the cold half opens files.
 */
#ifndef KHTTPD_MODULE_RESPOND_H
#define KHTTPD_MODULE_RESPOND_H

#include <linux/uio.h>

#include "core/request.h"
#include "core/response.h"
#include "module/entry.h"
#include "module/file.h"

/* Opening and rest of any answer but a redirect, with a status body. */
#define KHTTPD_REPLY_TEXT (KH_OPENING_MAX + KH_REST_MAX)

/* One answer: the bytes of vec, then the entry's body or the file's bytes. */
struct khttpd_reply {
	enum kh_status status;
	bool close; /* the connection ends with it */
	unsigned int nr_vec;
	size_t vec_len; /* bytes in vec */
	struct kvec vec[3]; /* opening, rest, body of at most a page */
	struct khttpd_entry *entry; /* its pages follow, or NULL */
	struct khttpd_file *file; /* its bytes follow, or NULL; owned */
	struct khttpd_entry *held; /* reference to put with the reply */
	char *long_text; /* allocated; owned */
	char text[KHTTPD_REPLY_TEXT];
};

/* Openings of a 200, made anew when the second changes. */
struct khttpd_openings {
	s64 sec;
	u32 len[KH_NR_PERSIST];
	char text[KH_NR_PERSIST][KH_OPENING_MAX];
};

/* What one CPU's softirq works with. */
struct khttpd_hot {
	struct khttpd_openings openings;
	struct khttpd_reply reply;
	u32 path_len;
	char path[KH_TARGET_MAX]; /* not terminated */
};

/* What is left to a worker: a request that the cache could not answer. */
struct khttpd_question {
	bool head_only;
	bool close;
	u8 minor;
	u32 path_len; /* path: begins with '/', terminated */
	u32 query_len; /* query: after the path's NUL, with its '?' */
	char text[];
};

/*
 * Answer from the cache, or with a status that needs no file.  True: the reply
 * is in hot->reply, which has no file, and is to be released before the RCU read
 * section ends.  False: the cache does not know hot->path.  Under
 * rcu_read_lock(); any context.
 * @close: the connection is to end with this answer whatever it is.
 */
bool khttpd_respond_hot(struct khttpd_hot *hot, const struct kh_request *req,
			const char *head, bool close);

/*
 * Make @reply a status and its short body, closing the connection if @close.
 * Any context.
 */
void khttpd_respond_status(struct khttpd_reply *reply, enum kh_status status,
			   u8 minor, bool close, bool head_only);

/* The question for a worker; NULL without memory.  Any context. */
struct khttpd_question *khttpd_question_create(const struct khttpd_hot *hot,
					       const struct kh_request *req,
					       const char *head, bool close);

/*
 * Answer a question from the file system, filling the cache on the way.  The
 * reply always is one; release it after use.  May sleep.
 */
void khttpd_respond_cold(const struct khttpd_question *question,
			 struct khttpd_reply *reply);

/* Give back what the reply owns.  May sleep with a file, else any context. */
void khttpd_reply_release(struct khttpd_reply *reply);

#endif /* KHTTPD_MODULE_RESPOND_H */
