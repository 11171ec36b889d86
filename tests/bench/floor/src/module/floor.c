// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a server in the kernel can do: every request gets the same
 * answer, the bytes of one file, straight from sk_data_ready.  It looks for
 * nothing in a request but its end, has no deadlines and no limits, and takes
 * loopback's large buffers for granted: a connection whose answer does not fit
 * is reset.  What khttpd needs more than this is khttpd's own.
 *
 * sk_data_ready and sk_state_change are called under the socket's lock, so what
 * belongs to a connection needs no other.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/in.h>
#include <linux/llist.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <net/inet_connection_sock.h>
#include <net/sock.h>
#include <net/tcp.h>

#ifndef ITER_SOURCE /* 6.1 */
#define ITER_SOURCE WRITE
#endif

static ushort port = 8080;
module_param(port, ushort, 0444);
MODULE_PARM_DESC(port, "TCP port on 127.0.0.1");

static char *answer;
module_param(answer, charp, 0444);
MODULE_PARM_DESC(answer, "file with head and body of the answer");

static bool close_after;
module_param_named(close, close_after, bool, 0444);
MODULE_PARM_DESC(close, "end the connection with its first answer");

/* Bytes of a request looked at in one go, and answers sent in one. */
#define CHUNK 512
#define ANSWERS 16
#define ANSWER_MAX 65536

#define BACKLOG 4096

/* The end of a head, and what of it may lie before a border. */
#define END_LEN 4
#define TAIL_MAX (END_LEN - 1)

struct floor_conn {
	struct socket *sock;
	struct list_head all; /* the works' own */
	struct llist_node dying; /* on the list once, see mark() */
	bool is_dying;
	u8 tail_len;
	char tail[TAIL_MAX]; /* the last bytes of an unfinished head */
};

static char *text;
static size_t text_len;

static struct socket *listener;
static void (*saved_data_ready)(struct sock *sk);
static void (*saved_state_change)(struct sock *sk);
static struct workqueue_struct *queue; /* ordered: one work at a time */
static LIST_HEAD(conns);
static LLIST_HEAD(dying);

static void accept_all(struct work_struct *work);
static DECLARE_WORK(accept_work, accept_all);
static void bury_all(struct work_struct *work);
static DECLARE_WORK(bury_work, bury_all);

/* To be released by a work; socket locked. */
static void mark(struct floor_conn *conn)
{
	if (conn->is_dying)
		return;
	conn->is_dying = true;
	llist_add(&conn->dying, &dying);
	queue_work(queue, &bury_work);
}

/* Give @nr answers at once; socket locked. */
static void send(struct floor_conn *conn, unsigned int nr)
{
	struct msghdr msg = { .msg_flags = MSG_DONTWAIT | MSG_NOSIGNAL };
	struct sock *sk = conn->sock->sk;
	struct kvec vec[ANSWERS];
	size_t len = nr * text_len;
	unsigned int i;

	for (i = 0; i < nr; i++)
		vec[i] = (struct kvec){ text, text_len };
	/* The FIN that follows at once takes the answer along. */
	if (close_after)
		msg.msg_flags |= MSG_MORE;
	iov_iter_kvec(&msg.msg_iter, ITER_SOURCE, vec, nr, len);
	if (tcp_sendmsg_locked(sk, &msg, len) != len) {
		sock_no_linger(sk);
		mark(conn);
	} else if (close_after) {
		sk->sk_prot->shutdown(sk, SEND_SHUTDOWN);
		mark(conn);
	}
}

/*
 * The first byte behind the first "\r\n\r\n", or NULL.  Only every fourth byte
 * is looked at as long as none can belong to it.
 */
static const char *find_end(const char *p, const char *end)
{
	for (p += TAIL_MAX; p < end;) {
		if (*p == '\n' && !memcmp(p - TAIL_MAX, "\r\n\r", TAIL_MAX))
			return p + 1;
		p += *p == '\n' ? 2 : *p == '\r' ? 1 : END_LEN;
	}
	return NULL;
}

/* How many heads end in the bytes; the rest of the last one is remembered. */
static unsigned int count_heads(struct floor_conn *conn, const char *p,
				const char *end)
{
	unsigned int nr = 0;
	const char *next;

	while ((next = find_end(p, end))) {
		p = next;
		nr++;
	}
	conn->tail_len = min_t(size_t, end - p, TAIL_MAX);
	memcpy(conn->tail, end - conn->tail_len, conn->tail_len);
	return nr;
}

static int take(read_descriptor_t *desc, struct sk_buff *skb,
		unsigned int offset, size_t len)
{
	struct floor_conn *conn = desc->arg.data;
	char buf[TAIL_MAX + CHUNK];
	unsigned int nr, now;
	u8 had = conn->tail_len;

	len = min_t(size_t, len, CHUNK);
	memcpy(buf, conn->tail, had);
	if (skb_copy_bits(skb, offset, buf + had, len))
		return 0;
	nr = count_heads(conn, buf, buf + had + len);
	for (; nr && !conn->is_dying; nr -= now) {
		now = close_after ? 1 : min_t(unsigned int, nr, ANSWERS);
		send(conn, now);
	}
	return len;
}

/* Answer what is there; socket locked. */
static void advance(struct floor_conn *conn)
{
	read_descriptor_t desc = { .arg.data = conn, .count = 1 };
	struct sock *sk = conn->sock->sk;

	tcp_read_sock(sk, &desc, take);
	if (sk->sk_shutdown & RCV_SHUTDOWN || sk->sk_state == TCP_CLOSE)
		mark(conn);
}

/* Children have it too, from their birth; as conn only when accepted. */
static void on_data_ready(struct sock *sk)
{
	struct floor_conn *conn = sk->sk_user_data;

	if (conn)
		advance(conn);
	else if (sk->sk_state == TCP_LISTEN)
		queue_work(queue, &accept_work);
}

static void on_state_change(struct sock *sk)
{
	struct floor_conn *conn = sk->sk_user_data;

	if (conn &&
	    (sk->sk_shutdown & RCV_SHUTDOWN || sk->sk_state == TCP_CLOSE))
		mark(conn);
}

static void start(struct floor_conn *conn)
{
	struct sock *sk = conn->sock->sk;

	list_add(&conn->all, &conns);
	lock_sock(sk);
	sk->sk_user_data = conn;
	sk->sk_state_change = on_state_change;
	advance(conn); /* what came before us */
	release_sock(sk);
}

static void accept_all(struct work_struct *work)
{
	struct inet_connection_sock *icsk = inet_csk(listener->sk);
	struct floor_conn *conn;
	struct socket *sock;

	while (!reqsk_queue_empty(&icsk->icsk_accept_queue) &&
	       !kernel_accept(listener, &sock, O_NONBLOCK)) {
		conn = kzalloc(sizeof(*conn), GFP_KERNEL);
		if (conn) {
			conn->sock = sock;
			start(conn);
		} else {
			sock_release(sock);
		}
	}
}

static void bury(struct floor_conn *conn)
{
	struct sock *sk = conn->sock->sk;

	lock_sock(sk);
	sk->sk_user_data = NULL;
	sk->sk_data_ready = saved_data_ready;
	sk->sk_state_change = saved_state_change;
	release_sock(sk);
	list_del(&conn->all);
	sock_release(conn->sock);
	kfree(conn);
}

static void bury_all(struct work_struct *work)
{
	struct floor_conn *conn, *next;

	llist_for_each_entry_safe(conn, next, llist_del_all(&dying), dying)
		bury(conn);
}

static int open_listener(void)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(port),
	};
	struct sock *sk = listener->sk;
	int err;

	sk->sk_allocation = GFP_ATOMIC | __GFP_NOWARN;
#ifdef FLOOR_HAVE_TASK_FRAG
	sk->sk_use_task_frag = false;
#endif
	sock_set_reuseaddr(sk);
	tcp_sock_set_nodelay(sk);
	saved_data_ready = sk->sk_data_ready;
	saved_state_change = sk->sk_state_change;
	sk->sk_data_ready = on_data_ready;
	err = kernel_bind(listener, (void *)&addr, sizeof(addr));
	return err ?: kernel_listen(listener, BACKLOG);
}

static void close_listener(void)
{
	listener->sk->sk_data_ready = saved_data_ready;
	synchronize_rcu(); /* a callback may be about to queue the work */
	cancel_work_sync(&accept_work);
	sock_release(listener);
}

/* In the queue, where no other work is at the list. */
static void bury_rest(struct work_struct *work)
{
	struct floor_conn *conn, *next;

	list_for_each_entry_safe(conn, next, &conns, all)
		bury(conn);
	llist_del_all(&dying);
}

static DECLARE_WORK(rest_work, bury_rest);

static int read_answer(void)
{
	struct file *filp = filp_open(answer ?: "", O_RDONLY, 0);
	ssize_t len = -ENOMEM;
	loff_t pos = 0;

	if (IS_ERR(filp))
		return PTR_ERR(filp);
	text = kvmalloc(ANSWER_MAX, GFP_KERNEL);
	if (text)
		len = kernel_read(filp, text, ANSWER_MAX, &pos);
	fput(filp);
	text_len = max_t(ssize_t, len, 0);
	return len > 0 ? 0 : len ?: -ENODATA;
}

static int __init floor_init(void)
{
	int err = read_answer();

	if (err)
		goto out_free;
	err = -ENOMEM;
	queue = alloc_ordered_workqueue("floor", 0);
	if (!queue)
		goto out_free;
	err = sock_create_kern(&init_net, AF_INET, SOCK_STREAM, IPPROTO_TCP,
			       &listener);
	if (err)
		goto out_queue;
	err = open_listener();
	if (err)
		goto out_close;
	return 0;

out_close:
	close_listener();
out_queue:
	destroy_workqueue(queue);
out_free:
	kvfree(text);
	return err;
}

static void __exit floor_exit(void)
{
	close_listener();
	queue_work(queue, &rest_work);
	destroy_workqueue(queue); /* what it was to do is done */
	synchronize_rcu(); /* children that nobody accepted had our callback */
	kvfree(text);
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the least that an HTTP server in the kernel can do");
