// SPDX-License-Identifier: GPL-2.0-only
#include "module/timeout.h"

#include <linux/percpu.h>
#include <linux/timer.h>

#include "module/conn.h"
#include "module/ready.h"

struct wheel {
	spinlock_t lock;
	struct timer_list timer; /* runs only while nr_conns > 0 */
	unsigned int now; /* the slot that comes up next */
	u64 nr_conns;
	struct list_head slot[KHTTPD_WHEEL_SLOTS];
};

static DEFINE_PER_CPU(struct wheel, wheels);

/*
 * Into the slot that comes up after the deadline, but never more than a second
 * ahead: the owner may shorten a deadline without telling the wheel.  One that
 * is behind us was told to its owner; look again as late as that.
 */
static void insert_locked(struct wheel *wheel, struct khttpd_conn *conn)
{
	unsigned long deadline = READ_ONCE(conn->deadline);
	long left = (long)(deadline - jiffies);
	unsigned long ticks = HZ / KHTTPD_WHEEL_TICK;

	lockdep_assert_held(&wheel->lock);
	if (deadline && left > 0)
		ticks = min_t(unsigned long, ticks,
			      left / KHTTPD_WHEEL_TICK + 1);
	list_add_tail(&conn->wheel_node,
		      &wheel->slot[(wheel->now + ticks) % KHTTPD_WHEEL_SLOTS]);
}

static void look_at_locked(struct wheel *wheel, struct khttpd_conn *conn)
{
	unsigned long deadline = READ_ONCE(conn->deadline);

	if (deadline && time_after_eq(jiffies, deadline)) {
		set_bit(KHTTPD_CONN_EXPIRED, &conn->flags);
		khttpd_ready_kick(conn);
	}
	insert_locked(wheel, conn);
}

static void tick(struct timer_list *timer)
{
	struct wheel *wheel = container_of(timer, struct wheel, timer);
	struct khttpd_conn *conn, *next;
	LIST_HEAD(due);

	spin_lock(&wheel->lock);
	list_splice_init(&wheel->slot[wheel->now], &due);
	wheel->now = (wheel->now + 1) % KHTTPD_WHEEL_SLOTS;
	list_for_each_entry_safe(conn, next, &due, wheel_node) {
		list_del(&conn->wheel_node);
		look_at_locked(wheel, conn);
	}
	if (wheel->nr_conns)
		mod_timer(timer, jiffies + KHTTPD_WHEEL_TICK);
	spin_unlock(&wheel->lock);
}

void khttpd_timeout_add(struct khttpd_conn *conn)
{
	struct wheel *wheel;

	conn->wheel_cpu = raw_smp_processor_id();
	wheel = per_cpu_ptr(&wheels, conn->wheel_cpu);
	spin_lock_bh(&wheel->lock);
	if (!wheel->nr_conns++)
		mod_timer(&wheel->timer, jiffies + KHTTPD_WHEEL_TICK);
	insert_locked(wheel, conn);
	spin_unlock_bh(&wheel->lock);
}

void khttpd_timeout_remove(struct khttpd_conn *conn)
{
	struct wheel *wheel = per_cpu_ptr(&wheels, conn->wheel_cpu);

	spin_lock_bh(&wheel->lock);
	list_del(&conn->wheel_node);
	wheel->nr_conns--;
	spin_unlock_bh(&wheel->lock);
}

static void kick_wheel(struct wheel *wheel)
{
	struct khttpd_conn *conn;
	unsigned int i;

	spin_lock_bh(&wheel->lock);
	for (i = 0; i < KHTTPD_WHEEL_SLOTS; i++)
		list_for_each_entry(conn, &wheel->slot[i], wheel_node)
			khttpd_ready_kick(conn);
	spin_unlock_bh(&wheel->lock);
}

void khttpd_timeout_kick_all(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kick_wheel(per_cpu_ptr(&wheels, cpu));
}

void khttpd_timeout_init(void)
{
	unsigned int i;
	int cpu;

	for_each_possible_cpu(cpu) {
		struct wheel *wheel = per_cpu_ptr(&wheels, cpu);

		spin_lock_init(&wheel->lock);
		timer_setup(&wheel->timer, tick, 0);
		for (i = 0; i < KHTTPD_WHEEL_SLOTS; i++)
			INIT_LIST_HEAD(&wheel->slot[i]);
	}
}

void khttpd_timeout_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		timer_delete_sync(&per_cpu_ptr(&wheels, cpu)->timer);
}
