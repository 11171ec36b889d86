// SPDX-License-Identifier: GPL-2.0-only
#include "module/ready.h"

#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>

#include "module/conn.h"

struct ready {
	struct llist_head fresh; /* newest first; anybody on this CPU adds */
	struct llist_node *batch; /* oldest first; the tasklet's own */
	struct tasklet_struct tasklet;
	int cpu;
};

static DEFINE_PER_CPU(struct ready, ready);
static khttpd_turn_t turn_at;

static struct khttpd_conn *next_ready(struct ready *r)
{
	struct llist_node *node;

	if (!r->batch)
		r->batch = llist_reverse_order(llist_del_all(&r->fresh));
	node = r->batch;
	if (!node)
		return NULL;
	r->batch = node->next;
	return llist_entry(node, struct khttpd_conn, ready_node);
}

static void run_tasklet(struct tasklet_struct *t)
{
	struct ready *r = container_of(t, struct ready, tasklet);
	unsigned int budget = KHTTPD_SOFTIRQ_BUDGET;
	u64 now = local_clock();
	u64 end = now + KHTTPD_SOFTIRQ_TIME;
	struct khttpd_conn *conn;

	rcu_read_lock();
	for (; budget && now < end && (conn = next_ready(r)); budget--) {
		/* Off the list first: what happens now puts it on again. */
		clear_bit(KHTTPD_CONN_READY, &conn->flags);
		smp_mb__after_atomic(); /* pairs with test_and_set_bit() */
		turn_at(conn, r->cpu, min(now + KHTTPD_TURN_TIME, end));
		khttpd_conn_put(conn);
		now = local_clock();
	}
	rcu_read_unlock();
	if (r->batch || !llist_empty(&r->fresh))
		tasklet_schedule(t);
}

void khttpd_ready_kick(struct khttpd_conn *conn)
{
	struct ready *r;

	if (test_bit(KHTTPD_CONN_READY, &conn->flags))
		return;
	if (!refcount_inc_not_zero(&conn->ref))
		return;
	if (test_and_set_bit(KHTTPD_CONN_READY, &conn->flags)) {
		khttpd_conn_put(conn);
		return;
	}
	local_bh_disable();
	r = this_cpu_ptr(&ready);
	llist_add(&conn->ready_node, &r->fresh);
	tasklet_schedule(&r->tasklet);
	local_bh_enable();
}

void khttpd_ready_init(khttpd_turn_t turn)
{
	int cpu;

	turn_at = turn;
	for_each_possible_cpu(cpu) {
		struct ready *r = per_cpu_ptr(&ready, cpu);

		init_llist_head(&r->fresh);
		r->cpu = cpu;
		tasklet_setup(&r->tasklet, run_tasklet);
	}
}

void khttpd_ready_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		tasklet_kill(&per_cpu_ptr(&ready, cpu)->tasklet);
}
