// SPDX-License-Identifier: GPL-2.0-only
#include "module/conn.h"

#include <linux/slab.h>

#include "module/admit.h"
#include "module/compat.h"
#include "module/ready.h"
#include "module/socket.h"
#include "module/timeout.h"
#include "module/tunables.h"
#include "module/worker.h"

static struct kmem_cache *conn_cache;

/*
 * The callbacks only mark the connection.  They run in softirq under the
 * socket's spin lock, or in process context when a backlog is worked off.
 */
static void kick(struct sock *sk)
{
	struct khttpd_conn *conn;

	rcu_read_lock();
	conn = rcu_dereference_sk_user_data(sk);
	if (conn)
		khttpd_ready_kick(conn);
	rcu_read_unlock();
}

/*
 * Also called by TCP from inside our own send, when memory is short and nothing
 * is in flight: trying again at once would spin, so that case waits for the
 * wheel (khttpd_conn_wait_for_space()).
 */
static void on_write_space(struct sock *sk)
{
	struct khttpd_conn *conn;

	rcu_read_lock();
	conn = rcu_dereference_sk_user_data(sk);
	if (conn && !conn->sending && sk_stream_is_writeable(sk) &&
	    sk->sk_socket &&
	    test_and_clear_bit(SOCK_NOSPACE, &sk->sk_socket->flags))
		khttpd_ready_kick(conn);
	rcu_read_unlock();
}

static void install_callbacks(struct sock *sk)
{
	WRITE_ONCE(sk->sk_data_ready, kick);
	WRITE_ONCE(sk->sk_state_change, kick);
	WRITE_ONCE(sk->sk_error_report, kick);
	WRITE_ONCE(sk->sk_write_space, on_write_space);
}

static void restore_callbacks(struct sock *sk,
			      const struct khttpd_callbacks *saved)
{
	WRITE_ONCE(sk->sk_data_ready, saved->data_ready);
	WRITE_ONCE(sk->sk_state_change, saved->state_change);
	WRITE_ONCE(sk->sk_error_report, saved->error_report);
	WRITE_ONCE(sk->sk_write_space, saved->write_space);
}

/* False if somebody else, a BPF program say, already uses the socket. */
static bool adopt(struct khttpd_conn *conn)
{
	struct sock *sk = conn->sk;
	bool ours = false;

	write_lock_bh(&sk->sk_callback_lock);
	if (!sk->sk_user_data) {
		rcu_assign_sk_user_data(sk, conn);
		install_callbacks(sk);
		ours = true;
	} else {
		restore_callbacks(sk, &conn->saved);
	}
	write_unlock_bh(&sk->sk_callback_lock);
	return ours;
}

/* Undo adopt(); what is not ours stays as it is. */
static void disown(struct khttpd_conn *conn)
{
	struct sock *sk = conn->sk;

	write_lock_bh(&sk->sk_callback_lock);
	if (rcu_access_pointer(__sk_user_data(sk)) == conn) {
		rcu_assign_sk_user_data(sk, NULL);
		restore_callbacks(sk, &conn->saved);
	}
	write_unlock_bh(&sk->sk_callback_lock);
}

static struct khttpd_conn *make_conn(struct socket *sock,
				     const struct khttpd_callbacks *saved,
				     struct khttpd_peer *peer, bool refused)
{
	struct khttpd_conn *conn;

	conn = kmem_cache_zalloc(conn_cache, GFP_KERNEL | __GFP_NOWARN);
	if (!conn)
		return NULL;
	conn->sock = sock;
	conn->sk = sock->sk;
	conn->saved = *saved;
	conn->peer = peer;
	conn->refused = refused;
	conn->owner = KHTTPD_OWNER_WORKER;
	/* One is released by the worker at the end, one is the caller's. */
	refcount_set(&conn->ref, 2);
	khttpd_worker_init_conn(conn);
	sock_hold(conn->sk);
	khttpd_timeout_add(conn, READ_ONCE(khttpd_tunables.header_timeout));
	return conn;
}

void khttpd_conn_start(struct socket *sock,
		       const struct khttpd_callbacks *saved,
		       struct khttpd_peer *peer, bool refused)
{
	struct khttpd_conn *conn = make_conn(sock, saved, peer, refused);

	if (!conn) {
		khttpd_socket_release(sock);
		khttpd_admit_leave(peer);
		return;
	}
	if (adopt(conn)) {
		khttpd_conn_hand_back(conn);
		/*
		 * Data may have come before us.  Either we see that its turn has
		 * begun, and kick again, or its turn sees the new owner: pairs
		 * with the barrier after READY is cleared.  Elsewhere the
		 * socket lock sees to that.
		 */
		smp_mb();
		khttpd_ready_kick(conn);
	} else {
		khttpd_conn_release(conn);
	}
	khttpd_conn_put(conn);
}

static struct kh_pace_rule pace_rule(void)
{
	return (struct kh_pace_rule){
		.window = READ_ONCE(khttpd_tunables.send_timeout) * HZ,
		.rate = READ_ONCE(khttpd_tunables.min_send_rate),
		.hz = HZ,
	};
}

/* Who takes much may be given much (tcp_stream_memory_free(), 5.10 to 7.3). */
static void allow_unsent(struct sock *sk)
{
	struct tcp_sock *tp = tcp_sk(sk);

	WRITE_ONCE(tp->notsent_lowat,
		   clamp_t(u64, tp->bytes_acked, KHTTPD_UNSENT_FIRST,
			   KHTTPD_UNSENT_MOST));
}

void khttpd_conn_wait_for_space(struct khttpd_conn *conn)
{
	const struct kh_pace_rule rule = pace_rule();
	u64 left;

	conn->stalled = tcp_rtx_and_write_queues_empty(conn->sk);
	if (conn->stalled) {
		khttpd_timeout_set(conn, 1);
		return;
	}
	conn->nr_stalls = 0;
	allow_unsent(conn->sk);
	left = kh_pace_wait(&conn->pace, &rule, get_jiffies_64(),
			    tcp_sk(conn->sk)->bytes_acked);
	khttpd_timeout_set_ticks(conn, left);
}

bool khttpd_conn_keeps_pace(struct khttpd_conn *conn)
{
	const struct kh_pace_rule rule = pace_rule();

	return kh_pace_is_kept(&conn->pace, &rule, get_jiffies_64(),
			       tcp_sk(conn->sk)->bytes_acked);
}

bool khttpd_conn_has_asked_all(const struct khttpd_conn *conn)
{
	return conn->phase == KHTTPD_PHASE_HEAD && !conn->req.keep_alive &&
	       conn->req.head_len;
}

void khttpd_conn_linger(struct khttpd_conn *conn)
{
	struct sock *sk = conn->sk;

	WRITE_ONCE(sk->sk_shutdown, sk->sk_shutdown | SEND_SHUTDOWN);
	sk->sk_prot->shutdown(sk, SEND_SHUTDOWN);
	khttpd_conn_drop_partial(conn);
	conn->all_asked = khttpd_conn_has_asked_all(conn);
	conn->phase = KHTTPD_PHASE_LINGER;
	conn->skip_left = KHTTPD_LINGER_BYTES;
	khttpd_timeout_set(conn, KHTTPD_LINGER_SEC);
}

void khttpd_conn_drop_partial(struct khttpd_conn *conn)
{
	unsigned int i;

	for (i = 0; i < KHTTPD_PARTIAL_PIECES && conn->partial[i]; i++) {
		kfree(conn->partial[i]);
		conn->partial[i] = NULL;
	}
	conn->partial_len = 0;
}

/*
 * After the callbacks are off, a callback that runs already may still kick the
 * connection, which the reference it takes allows; the tasklet then finds no
 * owner.  So nothing has to be waited for here.
 */
void khttpd_conn_release(struct khttpd_conn *conn)
{
	struct sock *sk = conn->sk;

	lock_sock(sk);
	WRITE_ONCE(conn->owner, KHTTPD_OWNER_NONE);
	release_sock(sk);
	disown(conn);
	khttpd_timeout_remove(conn);
	if (conn->out)
		khttpd_out_destroy(conn->out);
	kfree(conn->question);
	khttpd_conn_drop_partial(conn);
	khttpd_socket_release(conn->sock);
	khttpd_conn_put(conn);
}

static void free_conn(struct rcu_head *rcu)
{
	kmem_cache_free(conn_cache, container_of(rcu, struct khttpd_conn, rcu));
}

void khttpd_conn_put(struct khttpd_conn *conn)
{
	struct khttpd_peer *peer = conn->peer;

	if (!refcount_dec_and_test(&conn->ref))
		return;
	sock_put(conn->sk);
	/* A callback may have read the pointer just before it was cleared. */
	call_rcu(&conn->rcu, free_conn);
	khttpd_admit_leave(peer);
}

int khttpd_conn_init(void)
{
	conn_cache = KMEM_CACHE(khttpd_conn, SLAB_HWCACHE_ALIGN);
	return conn_cache ? 0 : -ENOMEM;
}

void khttpd_conn_exit(void)
{
	synchronize_rcu(); /* for callbacks at work */
	rcu_barrier(); /* for free_conn() */
	kmem_cache_destroy(conn_cache);
	khttpd_socket_exit();
}
