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

static ssize_t send_page(struct sock *sk, struct page *page, u32 off, u32 len,
			 bool more)
{
	return settle(khttpd_tcp_send_page(sk, page, off, len,
					   SEND_FLAGS | more_flag(more)));
}

/* Pages of an entry from *pos to @end. */
static enum khttpd_sent send_entry(struct sock *sk,
				   const struct khttpd_entry *entry, u64 *pos,
				   u64 end, bool more)
{
	while (*pos < end) {
		u32 off = offset_in_page(*pos);
		u32 len = min_t(u64, end - *pos, PAGE_SIZE - off);
		bool last = *pos + len == end;
		ssize_t n = send_page(sk, entry->pages[*pos >> PAGE_SHIFT], off,
				      len, more || !last);

		if (n < 0)
			return KHTTPD_SENT_FAIL;
		*pos += n;
		if (n < len)
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

static enum khttpd_sent send_frags(struct sock *sk, struct khttpd_out *out)
{
	while (out->first < out->nr_frags) {
		struct khttpd_frag *frag = &out->frag[out->first];
		ssize_t n = send_page(sk, frag->page, frag->off, frag->len,
				      out->pos + frag->len < out->end ||
					      khttpd_out_has_more(out));

		if (n < 0)
			return KHTTPD_SENT_FAIL;
		out->pos += n;
		frag->off += n;
		frag->len -= n;
		if (frag->len)
			return KHTTPD_SENT_WAIT;
		put_page(frag->page);
		out->first++;
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
