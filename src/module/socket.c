// SPDX-License-Identifier: GPL-2.0-only
#include "module/socket.h"

#include <linux/net.h>
#include <linux/percpu.h>

#include "module/compat.h"
#include "module/limits.h"

/* Sockets that have their ops, and no sk. */
struct spares {
	struct socket *socks[KHTTPD_SPARE_SOCKETS];
	unsigned int nr;
};

/* Only from process context, with preemption off. */
static DEFINE_PER_CPU(struct spares, spares);

static struct socket *take_spare(void)
{
	struct spares *from = get_cpu_ptr(&spares);
	struct socket *sock = from->nr ? from->socks[--from->nr] : NULL;

	put_cpu_ptr(&spares);
	return sock;
}

static void leave_spare(struct socket *sock)
{
	struct spares *to = get_cpu_ptr(&spares);
	bool is_full = to->nr == KHTTPD_SPARE_SOCKETS;

	if (!is_full)
		to->socks[to->nr++] = sock;
	put_cpu_ptr(&spares);
	if (is_full)
		sock_release(sock);
}

/* One that a listener of the same family has made, or NULL. */
static struct socket *take_fitting(const struct socket *listener)
{
	struct socket *sock = take_spare();

	if (!sock || sock->ops == listener->ops)
		return sock;
	sock_release(sock);
	return NULL;
}

int khttpd_socket_accept(struct socket *listener, struct socket **sock)
{
	struct socket *spare = take_fitting(listener);
	int err;

	if (!spare)
		return kernel_accept(listener, sock, O_NONBLOCK);
	err = khttpd_accept_into(listener, spare);
	if (err)
		leave_spare(spare);
	else
		*sock = spare;
	return err;
}

/*
 * All that sock_release() does, but for the inode and the reference to the
 * family's module.  Whoever saw the socket by its sk held that one's lock, or
 * sk_callback_lock, or wakes nobody on the wait queue: no grace period is due.
 */
void khttpd_socket_release(struct socket *sock)
{
	sock->ops->release(sock);
	sock->sk = NULL;
	sock->state = SS_UNCONNECTED;
	sock->flags = 0;
	sock->wq.flags = 0;
	leave_spare(sock);
}

void khttpd_socket_exit(void)
{
	struct spares *from;
	int cpu;

	for_each_possible_cpu(cpu) {
		from = per_cpu_ptr(&spares, cpu);
		while (from->nr)
			sock_release(from->socks[--from->nr]);
	}
}
