// SPDX-License-Identifier: GPL-2.0-only
#include "module/worker.h"

#include <linux/cred.h>
#include <linux/slab.h>

#include "module/admit.h"
#include "module/answer.h"
#include "module/compat.h"
#include "module/ready.h"
#include "module/send.h"
#include "module/stats.h"
#include "module/timeout.h"
#include "module/tunables.h"

static struct workqueue_struct *work_queue;

/*
 * Connections that are over for their peers.  What is left is to release the
 * socket, for less than a worker's wake-up costs: they wait for the next that
 * this CPU accepts, or for a tick.
 */
struct ended {
	struct llist_head conns;
	struct delayed_work work;
};

static DEFINE_PER_CPU(struct ended, ended);

static void hand_back(struct khttpd_conn *conn)
{
	lock_sock(conn->sk);
	khttpd_conn_hand_back(conn);
	release_sock(conn->sk);
}

static void again(struct khttpd_conn *conn, enum khttpd_task task)
{
	conn->task = task;
	queue_work(work_queue, &conn->work);
}

static void linger(struct khttpd_conn *conn)
{
	lock_sock(conn->sk);
	khttpd_conn_linger(conn);
	khttpd_conn_hand_back(conn);
	release_sock(conn->sk);
}

/* True if the connection lives on. */
static bool close_or_linger(struct khttpd_conn *conn)
{
	enum khttpd_close_how how = conn->close_how;

	if (how == KHTTPD_CLOSE_LINGER && khttpd_mode() != KHTTPD_ABORTING) {
		linger(conn);
		return true;
	}
	if (how == KHTTPD_CLOSE_ABORT)
		sock_no_linger(conn->sk);
	khttpd_conn_release(conn);
	return false;
}

/* After the last reply: no drain if the peer has sent all that it wants. */
static enum khttpd_close_how close_how(const struct khttpd_conn *conn)
{
	bool is_clean = khttpd_conn_has_asked_all(conn) &&
			skb_queue_empty(&conn->sk->sk_receive_queue);

	return is_clean ? KHTTPD_CLOSE_NOW : KHTTPD_CLOSE_LINGER;
}

/* After a send; the socket is locked.  True if there is to be a close. */
static bool after_send_locked(struct khttpd_conn *conn, enum khttpd_sent sent)
{
	switch (sent) {
	case KHTTPD_SENT_WAIT:
		khttpd_conn_wait_for_space(conn);
		khttpd_conn_hand_back(conn);
		return false;
	case KHTTPD_SENT_FAIL:
		khttpd_stats_inc(KHTTPD_STAT_ABORTED);
		conn->close_how = KHTTPD_CLOSE_ABORT;
		return true;
	default:
		break;
	}
	if (conn->close_after) {
		conn->close_how = close_how(conn);
		return true;
	}
	khttpd_timeout_set(conn, READ_ONCE(khttpd_tunables.keepalive_timeout));
	khttpd_conn_hand_back(conn);
	return false;
}

static void drop_out(struct khttpd_conn *conn)
{
	khttpd_out_destroy(conn->out);
	conn->out = NULL;
}

static bool stream_conn(struct khttpd_conn *conn);

/* True if the connection lives on. */
static bool send_answer(struct khttpd_conn *conn, struct khttpd_reply *reply)
{
	enum khttpd_sent sent;
	bool close;

	conn->close_after = reply->close;
	lock_sock(conn->sk);
	conn->sending = true;
	sent = khttpd_send_reply(conn->sk, reply, false, &conn->out);
	khttpd_send_trim(conn->sk);
	conn->sending = false;
	if (sent == KHTTPD_SENT_WANT_FILE) {
		release_sock(conn->sk);
		return stream_conn(conn);
	}
	close = after_send_locked(conn, sent);
	release_sock(conn->sk);
	return close ? close_or_linger(conn) : true;
}

static bool answer_conn(struct khttpd_conn *conn)
{
	struct khttpd_answer *answer = kmalloc(sizeof(*answer),
					       GFP_KERNEL | __GFP_NOWARN);
	struct khttpd_reply *reply = &answer->reply;
	bool alive;

	if (!answer) {
		conn->close_how = KHTTPD_CLOSE_ABORT;
		return close_or_linger(conn);
	}
	khttpd_answer(answer, conn->question);
	kfree(conn->question);
	conn->question = NULL;
	khttpd_stats_inc(KHTTPD_STAT_RESPONSES_SLOW);
	if (reply->status >= KH_STATUS_BAD_REQUEST)
		khttpd_stats_inc(KHTTPD_STAT_RESPONSES_ERROR);
	if (khttpd_mode() != KHTTPD_RUNNING)
		reply->close = true;
	alive = send_answer(conn, reply);
	khttpd_reply_release(reply);
	kfree(answer);
	return alive;
}

/* The answer cannot be completed: the peer must not take it for whole. */
static bool abort_stream(struct khttpd_conn *conn)
{
	khttpd_stats_inc(KHTTPD_STAT_ABORTED);
	conn->close_how = KHTTPD_CLOSE_ABORT;
	return close_or_linger(conn);
}

/* Send what was read.  True if a next round is to read more. */
static bool stream_round(struct khttpd_conn *conn, bool *alive)
{
	enum khttpd_sent sent;
	bool close;

	lock_sock(conn->sk);
	conn->sending = true;
	sent = khttpd_send_out(conn->sk, conn->out);
	khttpd_send_trim(conn->sk);
	conn->sending = false;
	if (sent == KHTTPD_SENT_WANT_FILE) {
		release_sock(conn->sk);
		return true;
	}
	if (sent == KHTTPD_SENT_ALL)
		drop_out(conn);
	close = after_send_locked(conn, sent);
	release_sock(conn->sk);
	*alive = close ? close_or_linger(conn) : true;
	return false;
}

static bool wants_file(const struct khttpd_out *out)
{
	return khttpd_out_is_stream(out) && out->pos < out->end &&
	       out->first == out->nr_frags;
}

/* Also finishes a stream whose last pieces softirq has sent. */
static bool stream_conn(struct khttpd_conn *conn)
{
	struct khttpd_out *out = conn->out;
	bool alive = true;
	int round;

	for (round = 0; round < KHTTPD_STREAM_BUDGET; round++) {
		if (khttpd_mode() == KHTTPD_ABORTING)
			return abort_stream(conn);
		if (wants_file(out) && khttpd_out_fill(out))
			return abort_stream(conn);
		if (!stream_round(conn, &alive))
			return alive;
	}
	again(conn, KHTTPD_TASK_STREAM);
	return false; /* not to be kicked: it is still ours */
}

static bool do_task(struct khttpd_conn *conn)
{
	switch (conn->task) {
	case KHTTPD_TASK_ANSWER:
		return answer_conn(conn);
	case KHTTPD_TASK_STREAM:
		return stream_conn(conn);
	case KHTTPD_TASK_CLOSE:
		return close_or_linger(conn);
	default:
		hand_back(conn);
		return true;
	}
}

static void run_work(struct work_struct *work)
{
	struct khttpd_conn *conn = container_of(work, struct khttpd_conn, work);

	/* Softirq may close and free it as soon as it is handed back. */
	refcount_inc(&conn->ref);
	if (do_task(conn))
		khttpd_ready_kick(conn);
	khttpd_conn_put(conn);
}

void khttpd_worker_init_conn(struct khttpd_conn *conn)
{
	INIT_WORK(&conn->work, run_work);
}

static bool release_all(struct ended *from)
{
	struct llist_node *first = llist_del_all(&from->conns);
	struct khttpd_conn *conn, *next;

	llist_for_each_entry_safe(conn, next, first, ended_node) {
		khttpd_conn_release(conn);
		cond_resched();
	}
	return first;
}

static void run_ended(struct work_struct *work)
{
	release_all(container_of(to_delayed_work(work), struct ended, work));
}

void khttpd_worker_release_ended(void)
{
	release_all(raw_cpu_ptr(&ended));
}

bool khttpd_worker_release_all_ended(void)
{
	bool any = false;
	int cpu;

	for_each_possible_cpu(cpu)
		any |= release_all(per_cpu_ptr(&ended, cpu));
	return any;
}

/* Our FIN is out, and nobody waits for what closing does. */
static bool is_ended(const struct khttpd_conn *conn)
{
	return conn->task == KHTTPD_TASK_CLOSE &&
	       conn->close_how == KHTTPD_CLOSE_NOW &&
	       conn->phase == KHTTPD_PHASE_LINGER;
}

static void leave_ended(struct khttpd_conn *conn)
{
	struct ended *to = this_cpu_ptr(&ended);

	if (llist_add(&conn->ended_node, &to->conns))
		queue_delayed_work(work_queue, &to->work, 1);
}

void khttpd_worker_take(struct khttpd_conn *conn, enum khttpd_task task)
{
	WRITE_ONCE(conn->owner, KHTTPD_OWNER_WORKER);
	conn->task = task;
	if (task != KHTTPD_TASK_NONE)
		khttpd_timeout_clear(conn);
	if (is_ended(conn))
		leave_ended(conn);
	else
		queue_work(work_queue, &conn->work);
}

int khttpd_worker_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		INIT_DELAYED_WORK(per_cpu_ptr(&ended.work, cpu), run_ended);
	work_queue = alloc_workqueue("khttpd", KHTTPD_WQ_PERCPU, 0);
	return work_queue ? 0 : -ENOMEM;
}

void khttpd_worker_exit(void)
{
	int cpu;

	/* The lists are empty, but their ticks may be to come. */
	for_each_possible_cpu(cpu)
		cancel_delayed_work_sync(per_cpu_ptr(&ended.work, cpu));
	destroy_workqueue(work_queue);
}
