/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hot half of answering: a request that the cache can answer, or that
 * needs no file, becomes a reply without sleeping.  What it cannot do becomes
 * a question.  Knows no socket and no connection.
 */
#ifndef KHTTPD_MODULE_RESPOND_H
#define KHTTPD_MODULE_RESPOND_H

#include "module/place.h"
#include "module/reply.h"

/* Statuses whose openings are kept ready. */
enum khttpd_ready_status {
	KHTTPD_READY_OK,
	KHTTPD_READY_PARTIAL,
	KHTTPD_READY_NOT_MODIFIED,
	KHTTPD_NR_READY,
};

/* Openings of one status, made anew when the second or the sites change. */
struct khttpd_openings {
	s64 sec;
	u32 generation; /* of the sites */
	u32 len[KH_NR_PERSIST];
	char text[KH_NR_PERSIST][KH_OPENING_MAX];
};

/* What one CPU's softirq works with. */
struct khttpd_hot {
	struct khttpd_openings openings[KHTTPD_NR_READY];
	struct khttpd_reply reply;
	struct kh_selection selection;
	struct khttpd_place place;
};

/*
 * Answer from the cache, or with a status that needs no file.  True: the reply
 * is in hot->reply, which has no file, and is to be released before the RCU read
 * section ends.  False: the cache cannot answer.  Under
 * rcu_read_lock(); any context.
 * @close: the connection is to end with this answer whatever it is.
 */
bool khttpd_respond_hot(struct khttpd_hot *hot, const struct kh_request *req,
			const char *head, bool close);

#endif /* KHTTPD_MODULE_RESPOND_H */
