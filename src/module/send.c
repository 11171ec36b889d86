// SPDX-License-Identifier: GPL-2.0-only
#include "module/send.h"

#include "module/compat.h"
#include "module/stats.h"

/* NOSIGNAL: a SIGPIPE would hit whatever task was interrupted. */
#define SEND_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL)

static int more_flag(bool more)
{
	return more ? MSG_MORE : 0;
}

/* Bytes sent, 0 when the socket is full, or -errno. */
static ssize_t settle(ssize_t n)
{
	if (n == -EAGAIN)
		return 0;
	if (n > 0)
		khttpd_stats_add(KHTTPD_STAT_BYTES_SENT, n);
	return n;
}

static ssize_t send_vec(struct sock *sk, struct kvec *vec, unsigned int nr,
			size_t len, bool more)
{
	struct msghdr msg = { .msg_flags = SEND_FLAGS | more_flag(more) };

	iov_iter_kvec(&msg.msg_iter, ITER_SOURCE, vec, nr, len);
	return settle(tcp_sendmsg_locked(sk, &msg, len));
}

/* Pieces of pages for one call. */
struct pieces {
	unsigned int nr;
	size_t len; /* bytes in all */
	struct bio_vec bvec[KHTTPD_SEND_PAGES];
};

static void add_piece(struct pieces *pieces, struct page *page, u32 off,
		      u32 len)
{
	pieces->bvec[pieces->nr++] = (struct bio_vec){
		.bv_page = page,
		.bv_len = len,
		.bv_offset = off,
	};
	pieces->len += len;
}

static ssize_t send_pieces(struct sock *sk, const struct pieces *pieces,
			   bool more)
{
	return settle(khttpd_tcp_send_pages(sk, pieces->bvec, pieces->nr,
					    pieces->len,
					    SEND_FLAGS | more_flag(more)));
}

static void take_entry(struct pieces *pieces, const struct khttpd_entry *entry,
		       u64 pos, u64 end)
{
	pieces->nr = 0;
	pieces->len = 0;
	while (pos < end && pieces->nr < KHTTPD_SEND_PAGES) {
		u32 off = offset_in_page(pos);
		u32 len = min_t(u64, end - pos, PAGE_SIZE - off);

		add_piece(pieces, entry->pages[pos >> PAGE_SHIFT], off, len);
		pos += len;
	}
}

/* Pages of an entry from *pos to @end. */
static enum khttpd_sent send_entry(struct sock *sk,
				   const struct khttpd_entry *entry, u64 *pos,
				   u64 end, bool more)
{
	struct pieces pieces;
	ssize_t n;

	while (*pos < end) {
		take_entry(&pieces, entry, *pos, end);
		n = send_pieces(sk, &pieces, more || *pos + pieces.len < end);
		if (n < 0)
			return KHTTPD_SENT_FAIL;
		*pos += n;
		if (n < pieces.len)
			return KHTTPD_SENT_WAIT;
	}
	return KHTTPD_SENT_ALL;
}

static enum khttpd_sent keep_rest(struct khttpd_reply *reply, size_t head_sent,
				  enum khttpd_sent why, struct khttpd_out **out)
{
	*out = khttpd_out_create(reply, head_sent);
	return *out ? why : KHTTPD_SENT_FAIL;
}

enum khttpd_sent khttpd_send_reply(struct sock *sk, struct khttpd_reply *reply,
				   bool more, struct khttpd_out **out)
{
	bool is_stream = reply->file || reply->listing || reply->parts;
	enum khttpd_sent sent;
	ssize_t n;

	n = send_vec(sk, reply->vec, reply->nr_vec, reply->vec_len,
		     more || is_stream || reply->entry);
	if (n < 0)
		return KHTTPD_SENT_FAIL;
	if (n < reply->vec_len)
		return keep_rest(reply, n, KHTTPD_SENT_WAIT, out);
	if (is_stream)
		return keep_rest(reply, n, KHTTPD_SENT_WANT_FILE, out);
	if (!reply->entry)
		return KHTTPD_SENT_ALL;
	sent = send_entry(sk, reply->entry, &reply->pos, reply->end, more);
	if (sent != KHTTPD_SENT_WAIT)
		return sent;
	return keep_rest(reply, n, KHTTPD_SENT_WAIT, out);
}

static enum khttpd_sent send_head(struct sock *sk, struct khttpd_out *out)
{
	struct kvec vec = {
		.iov_base = (void *)(out->head + out->head_off),
		.iov_len = out->head_len - out->head_off,
	};
	ssize_t n;

	if (!vec.iov_len)
		return KHTTPD_SENT_ALL;
	n = send_vec(sk, &vec, 1, vec.iov_len,
		     out->pos < out->end || khttpd_out_has_more(out));
	if (n < 0)
		return KHTTPD_SENT_FAIL;
	out->head_off += n;
	return out->head_off < out->head_len ? KHTTPD_SENT_WAIT :
					       KHTTPD_SENT_ALL;
}

static void take_frags(struct pieces *pieces, const struct khttpd_out *out)
{
	const struct khttpd_frag *frag = &out->frag[out->first];
	const struct khttpd_frag *end = &out->frag[out->nr_frags];

	pieces->nr = 0;
	pieces->len = 0;
	for (; frag < end && pieces->nr < KHTTPD_SEND_PAGES; frag++)
		add_piece(pieces, frag->page, frag->off, frag->len);
}

/* @n bytes of the frags are with TCP. */
static void drop_frags(struct khttpd_out *out, size_t n)
{
	out->pos += n;
	while (n) {
		struct khttpd_frag *frag = &out->frag[out->first];
		u32 len = min_t(size_t, n, frag->len);

		frag->off += len;
		frag->len -= len;
		n -= len;
		if (frag->len)
			return;
		put_page(frag->page);
		out->first++;
	}
}

static enum khttpd_sent send_frags(struct sock *sk, struct khttpd_out *out)
{
	struct pieces pieces;
	ssize_t n;

	while (out->first < out->nr_frags) {
		take_frags(&pieces, out);
		n = send_pieces(sk, &pieces,
				out->pos + pieces.len < out->end ||
					khttpd_out_has_more(out));
		if (n < 0)
			return KHTTPD_SENT_FAIL;
		drop_frags(out, n);
		if (n < pieces.len)
			return KHTTPD_SENT_WAIT;
	}
	return out->pos < out->end ? KHTTPD_SENT_WANT_FILE : KHTTPD_SENT_ALL;
}

static enum khttpd_sent send_part(struct sock *sk, struct khttpd_out *out)
{
	enum khttpd_sent sent = send_head(sk, out);

	if (sent != KHTTPD_SENT_ALL)
		return sent;
	if (out->entry)
		return send_entry(sk, out->entry, &out->pos, out->end,
				  khttpd_out_has_more(out));
	return send_frags(sk, out);
}

enum khttpd_sent khttpd_send_out(struct sock *sk, struct khttpd_out *out)
{
	enum khttpd_sent sent;

	do
		sent = send_part(sk, out);
	while (sent == KHTTPD_SENT_ALL && khttpd_out_next_part(out));
	return sent;
}

void khttpd_send_trim(struct sock *sk)
{
	if (sk->sk_frag.page)
		put_page(sk->sk_frag.page);
	sk->sk_frag.page = NULL;
	sk->sk_frag.offset = 0;
}
