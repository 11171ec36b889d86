// SPDX-License-Identifier: GPL-2.0-only
#include "module/softirq.h"

#include <linux/slab.h>

#include "module/admit.h"
#include "module/compat.h"
#include "module/question.h"
#include "module/ready.h"
#include "module/recv.h"
#include "module/respond.h"
#include "module/send.h"
#include "module/stats.h"
#include "module/timeout.h"
#include "module/tunables.h"
#include "module/worker.h"

/* What a CPU's turns work with, one at a time. */
struct khttpd_cpu {
	struct khttpd_hot hot;
	struct page_frag frag[KHTTPD_FRAGS]; /* lent to sockets, see lend() */
	unsigned int frag_now;
	u64 until; /* of local_clock(), when the turn is to end */
	char scratch[KHTTPD_SCRATCH_SIZE];
};

static DEFINE_PER_CPU(struct khttpd_cpu *, cpus);

static void close_conn(struct khttpd_conn *conn, enum khttpd_close_how how)
{
	conn->close_how = how;
	khttpd_worker_take(conn, KHTTPD_TASK_CLOSE);
}

static bool is_ours(const struct khttpd_conn *conn)
{
	/* Acquire: pairs with khttpd_conn_hand_back(). */
	return smp_load_acquire(&conn->owner) == KHTTPD_OWNER_SOFTIRQ;
}

/* The reply is with TCP: what comes next on this connection. */
static void reply_done(struct khttpd_conn *conn)
{
	if (conn->close_after)
		khttpd_conn_linger(conn);
	else
		khttpd_timeout_set(
			conn, READ_ONCE(khttpd_tunables.keepalive_timeout));
}

static void after_send(struct khttpd_conn *conn, enum khttpd_sent sent)
{
	switch (sent) {
	case KHTTPD_SENT_ALL:
		reply_done(conn);
		break;
	case KHTTPD_SENT_WAIT:
		khttpd_conn_wait_for_space(conn);
		break;
	case KHTTPD_SENT_WANT_FILE:
		khttpd_worker_take(conn, KHTTPD_TASK_STREAM);
		break;
	case KHTTPD_SENT_FAIL:
		khttpd_stats_inc(KHTTPD_STAT_ABORTED);
		close_conn(conn, KHTTPD_CLOSE_ABORT);
		break;
	}
}

static void send_reply(struct khttpd_conn *conn, struct khttpd_reply *reply,
		       bool more)
{
	enum khttpd_sent sent;

	conn->close_after = reply->close;
	khttpd_stats_inc(KHTTPD_STAT_RESPONSES_FAST);
	if (reply->status >= KH_STATUS_BAD_REQUEST)
		khttpd_stats_inc(KHTTPD_STAT_RESPONSES_ERROR);
	conn->sending = true;
	/* Something follows at once: another reply, or the FIN. */
	sent = khttpd_send_reply(conn->sk, reply, more || reply->close,
				 &conn->out);
	conn->sending = false;
	khttpd_reply_release(reply);
	after_send(conn, sent);
}

static void send_status(struct khttpd_conn *conn, struct khttpd_cpu *cpu,
			enum kh_status status)
{
	struct khttpd_reply *reply = &cpu->hot.reply;

	khttpd_reply_status(reply, status, 1, true, false);
	send_reply(conn, reply, false);
}

/* True if the connection ends with the answer to this request. */
static bool is_last(const struct khttpd_conn *conn)
{
	const struct kh_request *req = &conn->req;
	u64 max = READ_ONCE(khttpd_tunables.keepalive_requests);

	/* Whether content follows 100-continue is the peer's choice alone. */
	return !req->keep_alive || req->expect_continue ||
	       (max && conn->nr_requests >= max) ||
	       khttpd_mode() != KHTTPD_RUNNING;
}

static void ask_worker(struct khttpd_conn *conn, struct khttpd_cpu *cpu,
		       const char *head, bool close)
{
	conn->question = khttpd_question_create(&conn->req, head, close);
	if (conn->question)
		khttpd_worker_take(conn, KHTTPD_TASK_ANSWER);
	else
		send_status(conn, cpu, KH_STATUS_UNAVAILABLE);
}

static void answer(struct khttpd_recv *recv, const char *head, bool more)
{
	struct khttpd_conn *conn = recv->conn;
	struct khttpd_cpu *cpu = recv->arg;
	bool close = is_last(conn);

	khttpd_recv_begin_skip(conn);
	if (khttpd_respond_hot(&cpu->hot, &conn->req, head, close))
		send_reply(conn, &cpu->hot.reply, more);
	else
		ask_worker(conn, cpu, head, close);
}

static void on_head(struct khttpd_recv *recv, enum kh_parse_result result,
		    const char *head, bool more)
{
	struct khttpd_conn *conn = recv->conn;

	conn->nr_requests++;
	khttpd_stats_inc(KHTTPD_STAT_REQUESTS);
	if (likely(result == KH_PARSE_DONE))
		answer(recv, head, more);
	else
		send_status(conn, recv->arg, conn->req.status);
	if (!is_ours(conn) || conn->out)
		recv->stop = true;
}

static void on_bad_content(struct khttpd_recv *recv)
{
	close_conn(recv->conn, recv->conn->phase == KHTTPD_PHASE_LINGER ?
				       KHTTPD_CLOSE_NOW :
				       KHTTPD_CLOSE_LINGER);
}

/* Our FIN is out, and the peer has sent what it announced and no more. */
static bool has_all(const struct khttpd_conn *conn)
{
	return conn->all_asked && skb_queue_empty(&conn->sk->sk_receive_queue);
}

/* Nothing more will come, or we do not want it. */
static void check_end(struct khttpd_conn *conn)
{
	bool idle = conn->phase == KHTTPD_PHASE_HEAD && !conn->partial_len;

	if (khttpd_recv_at_end(conn) || has_all(conn))
		close_conn(conn, KHTTPD_CLOSE_NOW);
	else if (idle && khttpd_mode() != KHTTPD_RUNNING)
		close_conn(conn, KHTTPD_CLOSE_NOW);
}

static void receive(struct khttpd_conn *conn, struct khttpd_cpu *cpu)
{
	struct khttpd_recv recv = {
		.conn = conn,
		.scratch = cpu->scratch,
		.budget = KHTTPD_REQUEST_BUDGET,
		.until = cpu->until,
		.arg = cpu,
		.on_head = on_head,
		.on_bad_content = on_bad_content,
	};

	khttpd_recv_run(&recv);
	if (!is_ours(conn) || conn->out)
		return;
	if (recv.broken)
		close_conn(conn, KHTTPD_CLOSE_ABORT);
	else if (recv.stop)
		khttpd_ready_kick(conn); /* the others first */
	else
		check_end(conn);
}

static void push(struct khttpd_conn *conn)
{
	struct khttpd_out *out = conn->out;
	enum khttpd_sent sent;

	conn->sending = true;
	sent = khttpd_send_out(conn->sk, out);
	conn->sending = false;
	if (sent == KHTTPD_SENT_ALL && !khttpd_out_is_stream(out)) {
		conn->out = NULL;
		khttpd_out_destroy(out);
	}
	/* Closing a file may sleep: the worker sees the end of a stream. */
	if (sent == KHTTPD_SENT_ALL && conn->out)
		sent = KHTTPD_SENT_WANT_FILE;
	after_send(conn, sent);
}

/* The deadline of whatever the connection was at has passed. */
static void expire(struct khttpd_conn *conn, struct khttpd_cpu *cpu)
{
	khttpd_stats_inc(KHTTPD_STAT_TIMEOUTS);
	if (conn->out) {
		khttpd_stats_inc(KHTTPD_STAT_ABORTED);
		close_conn(conn, KHTTPD_CLOSE_ABORT);
	} else if (conn->phase == KHTTPD_PHASE_HEAD && conn->partial_len) {
		send_status(conn, cpu, KH_STATUS_REQUEST_TIMEOUT);
	} else {
		close_conn(conn, KHTTPD_CLOSE_NOW);
	}
}

/* True if the deadline really has passed; the owner may have moved it. */
static bool is_expired(struct khttpd_conn *conn)
{
	if (!test_bit(KHTTPD_CONN_EXPIRED, &conn->flags))
		return false;
	clear_bit(KHTTPD_CONN_EXPIRED, &conn->flags);
	return conn->deadline && time_after_eq(jiffies, conn->deadline);
}

/*
 * True if the connection has had its time.  An answer under way goes on while
 * the peer keeps pace, which is judged at each turn, or while there are tries
 * left when there was no memory to send.
 */
static bool is_over(struct khttpd_conn *conn)
{
	bool expired = is_expired(conn);

	if (likely(!conn->out))
		return expired;
	if (conn->stalled)
		return expired && ++conn->nr_stalls >= KHTTPD_STALL_TRIES;
	return !khttpd_conn_keeps_pace(conn);
}

static void advance(struct khttpd_conn *conn, struct khttpd_cpu *cpu)
{
	struct sock *sk = conn->sk;

	if (sk->sk_err || sk->sk_state == TCP_CLOSE ||
	    khttpd_mode() == KHTTPD_ABORTING) {
		close_conn(conn, KHTTPD_CLOSE_ABORT);
		return;
	}
	if (is_over(conn))
		expire(conn, cpu);
	else if (conn->refused && !conn->nr_requests++)
		send_status(conn, cpu, KH_STATUS_UNAVAILABLE);
	else if (conn->out)
		push(conn);
	if (is_ours(conn) && !conn->out)
		receive(conn, cpu);
}

/*
 * TCP copies what it sends into a piece of memory that it keeps with the socket
 * for the next time, 32 KiB which an idle connection would hold for nothing:
 * sockets use the CPU's instead.  One that is used up rests while the others
 * have their turn; by then its bytes are acknowledged, and TCP begins it anew
 * instead of allocating.
 */
static struct page_frag *lend(struct khttpd_cpu *cpu)
{
	const struct page_frag *frag = &cpu->frag[cpu->frag_now];

	if (frag->size - frag->offset < KHTTPD_FRAG_REST)
		cpu->frag_now = (cpu->frag_now + 1) % KHTTPD_FRAGS;
	return &cpu->frag[cpu->frag_now];
}

static void advance_with_frag(struct khttpd_conn *conn, struct khttpd_cpu *cpu)
{
	struct page_frag *frag = lend(cpu);

	swap(conn->sk->sk_frag, *frag);
	advance(conn, cpu);
	swap(conn->sk->sk_frag, *frag);
}

/*
 * The socket's spin lock keeps TCP and other turns away.  If a process has the
 * socket, it is not our worker (that would be the owner) but somebody like
 * "ss --kill": the worker waits for its end, softirq cannot.
 */
static void turn(struct khttpd_conn *conn, int cpu, u64 until)
{
	struct khttpd_cpu *mine = per_cpu(cpus, cpu);
	struct sock *sk = conn->sk;

	mine->until = until;
	bh_lock_sock(sk);
	if (is_ours(conn)) {
		if (sock_owned_by_user_nocheck(sk))
			khttpd_worker_take(conn, KHTTPD_TASK_NONE);
		else
			advance_with_frag(conn, mine);
	}
	bh_unlock_sock(sk);
}

static void free_cpu(struct khttpd_cpu *cpu)
{
	unsigned int i;

	for (i = 0; cpu && i < KHTTPD_FRAGS; i++)
		if (cpu->frag[i].page)
			put_page(cpu->frag[i].page);
	kvfree(cpu);
}

void khttpd_softirq_exit(void)
{
	int cpu;

	khttpd_ready_exit();
	for_each_possible_cpu(cpu) {
		free_cpu(per_cpu(cpus, cpu));
		per_cpu(cpus, cpu) = NULL;
	}
}

int khttpd_softirq_init(void)
{
	int cpu;

	khttpd_ready_init(turn);
	for_each_possible_cpu(cpu) {
		per_cpu(cpus, cpu) = kvzalloc_node(sizeof(struct khttpd_cpu),
						   GFP_KERNEL,
						   cpu_to_node(cpu));
		if (!per_cpu(cpus, cpu))
			goto out_exit;
	}
	return 0;

out_exit:
	khttpd_softirq_exit();
	return -ENOMEM;
}
