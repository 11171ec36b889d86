// SPDX-License-Identifier: GPL-2.0-only
#include "module/recv.h"

#include <linux/sched/clock.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "module/compat.h"
#include "module/timeout.h"
#include "module/tunables.h"

/* A head cannot be shorter than "GET / HTTP/1.0" and an empty line. */
#define SHORTEST_HEAD 18u

/*
 * True if the bytes hold whole heads only, so that another reply is certain to
 * follow at once.
 */
static bool ends_with_head(const char *buf, u32 len)
{
	return len >= SHORTEST_HEAD && !memcmp(buf + len - 4, "\r\n\r\n", 4);
}

/*
 * Between two looks there is a request, or a segment's input without the end of
 * one: a head of 8 KiB or a piece of chunked content.
 */
static bool is_out_of_time(const struct khttpd_recv *recv)
{
	return local_clock() >= recv->until;
}

static void deliver(struct khttpd_recv *recv, enum kh_parse_result result,
		    const char *head, bool more)
{
	if (!--recv->budget || is_out_of_time(recv))
		recv->stop = true;
	recv->on_head(recv, result, head, more && !recv->stop);
}

/*
 * Keep the first @len bytes of an incomplete head, of which those that came
 * before are kept already.
 */
static bool store_partial(struct khttpd_conn *conn, const char *head, u32 len)
{
	/* The parser refuses longer ones. */
	KH_ASSERT(len <= KHTTPD_PARTIAL_PIECES * KHTTPD_PARTIAL_PIECE);
	while (conn->partial_len < len) {
		char **piece =
			&conn->partial[conn->partial_len / KHTTPD_PARTIAL_PIECE];
		u32 at = conn->partial_len % KHTTPD_PARTIAL_PIECE;
		u32 n = min(len - conn->partial_len, KHTTPD_PARTIAL_PIECE - at);

		if (!*piece)
			*piece = kmalloc(KHTTPD_PARTIAL_PIECE,
					 GFP_ATOMIC | __GFP_NOWARN);
		if (!*piece)
			return false;
		memcpy(*piece + at, head + conn->partial_len, n);
		conn->partial_len += n;
	}
	return true;
}

/* The bytes that are kept, in one piece again for the parser. */
static void load_partial(const struct khttpd_conn *conn, char *to)
{
	u32 pos;

	for (pos = 0; pos < conn->partial_len; pos += KHTTPD_PARTIAL_PIECE)
		memcpy(to + pos, conn->partial[pos / KHTTPD_PARTIAL_PIECE],
		       min(conn->partial_len - pos, KHTTPD_PARTIAL_PIECE));
}

/* Out of memory for a head: as if it had been too large. */
static void refuse_for_memory(struct khttpd_recv *recv)
{
	khttpd_conn_drop_partial(recv->conn);
	recv->conn->req.status = KH_STATUS_UNAVAILABLE;
	deliver(recv, KH_PARSE_REFUSE, NULL, false);
}

/* The head begun in the scratch buffer will go on in a later segment. */
static void keep_partial(struct khttpd_recv *recv, const char *buf, u32 len)
{
	struct khttpd_conn *conn = recv->conn;

	if (!store_partial(conn, buf, len)) {
		refuse_for_memory(recv);
		return;
	}
	khttpd_timeout_set(conn, READ_ONCE(khttpd_tunables.header_timeout));
}

/* Heads that begin in this segment.  Returns bytes taken. */
static u32 take_heads(struct khttpd_recv *recv, const char *buf, u32 len)
{
	struct khttpd_conn *conn = recv->conn;
	u32 pos = 0;

	while (pos < len && !recv->stop && conn->phase == KHTTPD_PHASE_HEAD) {
		const char *head = buf + pos;
		enum kh_parse_result result;

		kh_parse_init(&conn->parser, &conn->req);
		result = kh_parse(&conn->parser, head, len - pos, &conn->req);
		if (result == KH_PARSE_MORE) {
			keep_partial(recv, head, len - pos);
			return len;
		}
		pos = result == KH_PARSE_DONE ? pos + conn->req.head_len : len;
		deliver(recv, result, head,
			ends_with_head(buf + pos, len - pos));
	}
	return pos;
}

/* False: pages that the processor cannot read, as of device memory (6.12). */
static bool copy_input(struct khttpd_recv *recv, struct sk_buff *skb,
		       u32 offset, char *to, u32 len)
{
	recv->broken = skb_copy_bits(skb, offset, to, len);
	recv->stop |= recv->broken;
	return !recv->broken;
}

static u32 take_into_scratch(struct khttpd_recv *recv, struct sk_buff *skb,
			     u32 offset, u32 len)
{
	len = min_t(u32, len, KHTTPD_SCRATCH_SIZE);
	if (!copy_input(recv, skb, offset, recv->scratch, len))
		return 0;
	return take_heads(recv, recv->scratch, len);
}

/*
 * Go on with the head that is kept: what the parser found are places, so that
 * the bytes may lie elsewhere each time.  Returns bytes taken.
 */
static u32 take_into_partial(struct khttpd_recv *recv, struct sk_buff *skb,
			     u32 offset, u32 len)
{
	struct khttpd_conn *conn = recv->conn;
	u32 had = conn->partial_len;
	enum kh_parse_result result;
	char *head = recv->scratch;
	u32 used;

	len = min_t(u32, len, KH_HEAD_MAX + 1 - had);
	load_partial(conn, head);
	if (!copy_input(recv, skb, offset, head + had, len))
		return 0;
	result = kh_parse(&conn->parser, head, had + len, &conn->req);
	if (result == KH_PARSE_MORE && had + len <= KH_HEAD_MAX) {
		if (!store_partial(conn, head, had + len))
			refuse_for_memory(recv);
		return len;
	}
	KH_ASSERT(result != KH_PARSE_MORE);
	used = result == KH_PARSE_DONE ? conn->req.head_len - had : len;
	khttpd_conn_drop_partial(conn);
	deliver(recv, result, head, false);
	return used;
}

static void end_skip(struct khttpd_conn *conn)
{
	conn->phase = KHTTPD_PHASE_HEAD;
	khttpd_timeout_set(conn, READ_ONCE(khttpd_tunables.keepalive_timeout));
}

static u32 skip_chunks(struct khttpd_recv *recv, struct sk_buff *skb,
		       u32 offset, u32 len)
{
	struct khttpd_conn *conn = recv->conn;
	enum kh_chunked_result result;
	u64 data = 0;
	u32 used;

	len = min_t(u32, len, KHTTPD_SKIP_PIECE);
	if (!copy_input(recv, skb, offset, recv->scratch, len))
		return 0;
	result = kh_chunked_feed(&conn->chunks, recv->scratch, len, &used,
				 &data);
	if (result == KH_CHUNKED_BAD || data > conn->skip_left) {
		recv->stop = true;
		recv->on_bad_content(recv);
		return len;
	}
	conn->skip_left -= data;
	if (result == KH_CHUNKED_DONE)
		end_skip(conn);
	return used;
}

static u32 skip_bytes(struct khttpd_recv *recv, u32 len)
{
	struct khttpd_conn *conn = recv->conn;
	u32 used = min_t(u64, len, conn->skip_left);

	conn->skip_left -= used;
	if (!conn->skip_left)
		end_skip(conn);
	return used;
}

/* Input after our FIN: dropped, but not without end. */
static u32 drop_bytes(struct khttpd_recv *recv, u32 len)
{
	struct khttpd_conn *conn = recv->conn;

	if (len > conn->skip_left) {
		recv->stop = true;
		recv->on_bad_content(recv);
		return len;
	}
	conn->all_asked = false; /* it has not kept its word */
	conn->skip_left -= len;
	return len;
}

static u32 take(struct khttpd_recv *recv, struct sk_buff *skb, u32 offset,
		u32 len)
{
	struct khttpd_conn *conn = recv->conn;

	if (conn->phase == KHTTPD_PHASE_LINGER)
		return drop_bytes(recv, len);
	if (conn->phase == KHTTPD_PHASE_SKIP)
		return conn->chunked ? skip_chunks(recv, skb, offset, len) :
				       skip_bytes(recv, len);
	if (conn->partial_len)
		return take_into_partial(recv, skb, offset, len);
	return take_into_scratch(recv, skb, offset, len);
}

/* tcp_read_sock() asks again as long as the answer is not 0. */
static int actor(read_descriptor_t *desc, struct sk_buff *skb,
		 unsigned int offset, size_t len)
{
	struct khttpd_recv *recv = desc->arg.data;
	u32 used = 0;

	while (used < len && !recv->stop) {
		used += take(recv, skb, offset + used, len - used);
		if (is_out_of_time(recv))
			recv->stop = true;
	}
	if (recv->stop)
		desc->count = 0;
	return used;
}

void khttpd_recv_run(struct khttpd_recv *recv)
{
	read_descriptor_t desc = {
		.arg.data = recv,
		.count = 1,
	};

	tcp_read_sock(recv->conn->sk, &desc, actor);
}

void khttpd_recv_begin_skip(struct khttpd_conn *conn)
{
	const struct kh_request *req = &conn->req;

	conn->chunked = req->body == KH_BODY_CHUNKED;
	if (!conn->chunked &&
	    (req->body == KH_BODY_NONE || !req->content_length))
		return;
	conn->phase = KHTTPD_PHASE_SKIP;
	conn->skip_left = conn->chunked ? KHTTPD_SKIP_MAX : req->content_length;
	kh_chunked_init(&conn->chunks);
}

bool khttpd_recv_at_end(const struct khttpd_conn *conn)
{
	return (conn->sk->sk_shutdown & RCV_SHUTDOWN) &&
	       skb_queue_empty(&conn->sk->sk_receive_queue);
}
