// SPDX-License-Identifier: GPL-2.0-only
#include "module/listener.h"

#include <linux/tcp.h>
#include <net/inet_connection_sock.h>

#include "module/admit.h"
#include "module/compat.h"
#include "module/conn.h"
#include "module/socket.h"
#include "module/stats.h"
#include "module/worker.h"

struct listener {
	struct sockaddr_storage addr;
	int backlog;
	bool dual; /* IPv4 too */
	bool is_ending; /* its work does nothing any more */
	bool is_closed; /* by somebody else, and could not be opened again */
	struct socket *sock; /* NULL while it is closed */
	struct khttpd_callbacks saved;
	struct delayed_work accept_work; /* the delay is only for back-off */
};

static struct listener listeners[KHTTPD_LISTENERS_MAX];
static unsigned int nr_listeners;
static struct workqueue_struct *accept_queue;

/* Tell a connection by RST that there is no room even for a refusal. */
static void reset(struct socket *sock)
{
	sock_no_linger(sock->sk);
	khttpd_socket_release(sock);
}

static enum khttpd_admission admit(const struct sock *sk,
				   struct khttpd_peer **peer)
{
	enum khttpd_admission admission = khttpd_admit_enter(sk, peer);

	/* Full, perhaps of connections that have ended. */
	if (admission != KHTTPD_ADMIT && khttpd_worker_release_all_ended()) {
		if (admission == KHTTPD_ADMIT_REFUSE)
			khttpd_admit_leave(*peer);
		admission = khttpd_admit_enter(sk, peer);
	}
	if (admission != KHTTPD_ADMIT)
		khttpd_stats_inc(KHTTPD_STAT_REFUSED);
	return admission;
}

static int accept_one(struct listener *listener)
{
	struct socket *sock;
	int err = khttpd_socket_accept(listener->sock, &sock);
	enum khttpd_admission admission;
	struct khttpd_peer *peer;

	if (err)
		return err;
	khttpd_stats_inc(KHTTPD_STAT_ACCEPTED);
	admission = admit(sock->sk, &peer);
	if (admission == KHTTPD_ADMIT_RESET)
		reset(sock);
	else
		khttpd_conn_start(sock, &listener->saved, peer,
				  admission == KHTTPD_ADMIT_REFUSE);
	return 0;
}

/* An accept that finds nobody makes a socket, and releases it, all the same. */
static bool is_anyone_waiting(const struct listener *listener)
{
	const struct inet_connection_sock *icsk = inet_csk(listener->sock->sk);

	return !reqsk_queue_empty(&icsk->icsk_accept_queue);
}

static void accept_waiting(struct listener *listener)
{
	unsigned int budget = KHTTPD_ACCEPT_BUDGET;
	int err = 0;

	while (budget && !err && is_anyone_waiting(listener)) {
		err = accept_one(listener);
		/* Errors of the one connection, not of the listener. */
		if (err == -ECONNABORTED || err == -EPROTO)
			err = 0;
		budget--;
	}
	khttpd_worker_release_ended();
	if (is_anyone_waiting(listener))
		queue_delayed_work(accept_queue, &listener->accept_work,
				   err ? KHTTPD_ACCEPT_BACKOFF : 0);
}

/*
 * Softirq.  Children have this callback too until they are accepted; their
 * user data is not copied, their state is not LISTEN.
 */
static void on_data_ready(struct sock *sk)
{
	struct listener *listener;

	rcu_read_lock();
	listener = rcu_dereference_sk_user_data(sk);
	if (listener && sk->sk_state == TCP_LISTEN)
		queue_delayed_work(accept_queue, &listener->accept_work, 0);
	rcu_read_unlock();
}

/*
 * Any context: the socket was closed by somebody, "ss --kill" say
 * (tcp_abort(), 5.10 to 7.3).
 */
static void on_error(struct sock *sk)
{
	struct listener *listener;

	rcu_read_lock();
	listener = rcu_dereference_sk_user_data(sk);
	if (listener)
		queue_delayed_work(accept_queue, &listener->accept_work, 0);
	rcu_read_unlock();
}

static void install(struct listener *listener)
{
	struct sock *sk = listener->sock->sk;

	write_lock_bh(&sk->sk_callback_lock);
	listener->saved = (struct khttpd_callbacks){
		.data_ready = sk->sk_data_ready,
		.write_space = sk->sk_write_space,
		.state_change = sk->sk_state_change,
		.error_report = sk->sk_error_report,
	};
	__rcu_assign_sk_user_data_with_flags(sk, listener, SK_USER_DATA_NOCOPY);
	WRITE_ONCE(sk->sk_data_ready, on_data_ready);
	WRITE_ONCE(sk->sk_error_report, on_error);
	write_unlock_bh(&sk->sk_callback_lock);
}

static void uninstall(struct listener *listener)
{
	struct sock *sk = listener->sock->sk;

	write_lock_bh(&sk->sk_callback_lock);
	rcu_assign_sk_user_data(sk, NULL);
	WRITE_ONCE(sk->sk_data_ready, listener->saved.data_ready);
	WRITE_ONCE(sk->sk_error_report, listener->saved.error_report);
	write_unlock_bh(&sk->sk_callback_lock);
}

static const char *explain(int err)
{
	switch (err) {
	case -EADDRINUSE:
		return "address already in use";
	case -EADDRNOTAVAIL:
		return "no such address on this machine";
	case -EACCES:
		return "permission denied";
	case -EAFNOSUPPORT:
		return "address family not supported";
	default:
		return "system error";
	}
}

/* What children inherit is set here, once, before the first can exist. */
static void prepare(struct sock *sk, bool dual)
{
	khttpd_sk_hold_net(sk);
	khttpd_sk_prepare_bh(sk);
	sock_set_reuseaddr(sk);
	sk->sk_ipv6only = sk->sk_family == AF_INET6 && !dual;
	WRITE_ONCE(tcp_sk(sk)->notsent_lowat, KHTTPD_UNSENT_FIRST);
	tcp_sock_set_nodelay(sk);
}

static int bind_and_listen(struct listener *listener)
{
	int family = listener->addr.ss_family;
	int len = family == AF_INET ? sizeof(struct sockaddr_in) :
				      sizeof(struct sockaddr_in6);
	int err;

	err = sock_create_kern(&init_net, family, SOCK_STREAM, IPPROTO_TCP,
			       &listener->sock);
	if (err)
		goto out_none;
	prepare(listener->sock->sk, listener->dual);
	err = kernel_bind(listener->sock, (void *)&listener->addr, len);
	if (err)
		goto out_release;
	install(listener);
	err = kernel_listen(listener->sock, listener->backlog);
	if (err)
		goto out_uninstall;
	return 0;

out_uninstall:
	uninstall(listener);
out_release:
	sock_release(listener->sock);
out_none:
	listener->sock = NULL;
	return err;
}

/* Try, again and again; what fails is said once. */
static void reopen(struct listener *listener)
{
	int err;

	if (listener->sock) {
		uninstall(listener);
		sock_release(listener->sock);
	}
	err = bind_and_listen(listener);
	if (err && !listener->is_closed)
		pr_err("the listener on %pISpc was closed and cannot be opened again: %s (%d)\n",
		       &listener->addr, explain(err), -err);
	WRITE_ONCE(listener->is_closed, err);
	queue_delayed_work(accept_queue, &listener->accept_work,
			   err ? KHTTPD_REOPEN_INTERVAL : 0);
}

static bool is_listening(const struct listener *listener)
{
	return listener->sock &&
	       inet_sk_state_load(listener->sock->sk) == TCP_LISTEN;
}

static void run_accept(struct work_struct *work)
{
	struct listener *listener = container_of(to_delayed_work(work),
						 struct listener, accept_work);

	if (READ_ONCE(listener->is_ending))
		return;
	if (is_listening(listener))
		accept_waiting(listener);
	else
		reopen(listener);
}

int khttpd_listener_open(const struct sockaddr_storage *addr, int backlog,
			 bool dual)
{
	struct listener *listener = &listeners[nr_listeners];
	int err = -ENOMEM;

	if (nr_listeners == KHTTPD_LISTENERS_MAX) {
		pr_err("listen: more than %u addresses\n",
		       KHTTPD_LISTENERS_MAX);
		return -EINVAL;
	}
	if (!accept_queue)
		accept_queue = alloc_workqueue(
			"khttpd_accept", KHTTPD_WQ_PERCPU | WQ_HIGHPRI, 0);
	listener->addr = *addr;
	listener->backlog = backlog;
	listener->dual = dual;
	listener->is_ending = false;
	listener->is_closed = false;
	INIT_DELAYED_WORK(&listener->accept_work, run_accept);
	if (accept_queue)
		err = bind_and_listen(listener);
	if (err)
		pr_err("cannot listen on %pISpc: %s (%d)\n", addr, explain(err),
		       -err);
	else
		nr_listeners++;
	return err;
}

void khttpd_listener_count(unsigned int *all, unsigned int *closed)
{
	unsigned int i;

	*all = READ_ONCE(nr_listeners);
	*closed = 0;
	for (i = 0; i < *all; i++)
		*closed += READ_ONCE(listeners[i].is_closed);
}

static void close_listener(struct listener *listener)
{
	/* Once this has run out, nobody but us opens or closes the socket. */
	WRITE_ONCE(listener->is_ending, true);
	cancel_delayed_work_sync(&listener->accept_work);
	if (listener->sock)
		uninstall(listener);
	/* A callback may have read the pointer and be about to queue. */
	synchronize_rcu();
	cancel_delayed_work_sync(&listener->accept_work);
	if (listener->sock)
		sock_release(listener->sock);
}

void khttpd_listener_close_all(void)
{
	while (nr_listeners)
		close_listener(&listeners[--nr_listeners]);
	/* Children that nobody accepted have our callback to the end. */
	synchronize_rcu();
	if (accept_queue)
		destroy_workqueue(accept_queue);
	accept_queue = NULL;
}
