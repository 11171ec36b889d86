// SPDX-License-Identifier: GPL-2.0-only
#include "module/timeout.h"

#include <linux/percpu.h>
#include <linux/timer.h>

#include "module/admit.h"
#include "module/ready.h"

/* Under the lock but for the timer itself, which runs while nr_conns > 0. */
struct wheel {
	spinlock_t lock;
	struct timer_list timer;
	unsigned long clock; /* jiffies at which slot[now] is due */
	unsigned int now;
	u64 nr_conns;
	struct list_head slot[KHTTPD_WHEEL_SLOTS];
};

/*
 * Allocated: what modules define per CPU comes from 8 KiB that all of them
 * share (PERCPU_MODULE_RESERVE), and a module that finds too little free
 * there is refused.
 */
static struct wheel __percpu *wheels;

/*
 * Ticks from slot[now] to the first slot that is due after the deadline, but
 * never slot[now] itself, which is being worked off, and never around.  A
 * deadline behind us was told to its owner; look again a second later.
 */
static unsigned long ticks_until(const struct wheel *wheel,
				 unsigned long deadline)
{
	long left = (long)(deadline - wheel->clock);

	if (!deadline)
		return KHTTPD_WHEEL_SLOTS - 1;
	if (time_before_eq(deadline, jiffies))
		return HZ / KHTTPD_WHEEL_TICK;
	if (left <= 0)
		return 1;
	return min_t(unsigned long, DIV_ROUND_UP(left, KHTTPD_WHEEL_TICK),
		     KHTTPD_WHEEL_SLOTS - 1);
}

/* Into the slot where its deadline belongs, out of the one it is in. */
static void place_locked(struct wheel *wheel, struct khttpd_conn *conn)
{
	unsigned long ticks = ticks_until(wheel, READ_ONCE(conn->deadline));
	unsigned long look = wheel->clock + ticks * KHTTPD_WHEEL_TICK;

	lockdep_assert_held(&wheel->lock);
	WRITE_ONCE(conn->wheel_look, look);
	list_move_tail(&conn->wheel_node,
		       &wheel->slot[(wheel->now + ticks) % KHTTPD_WHEEL_SLOTS]);
}

/*
 * A server that stops kicks connections slot by slot: one that moves between
 * two slots meanwhile could be missed, so it is kicked here.
 */
static void look_at_locked(struct wheel *wheel, struct khttpd_conn *conn)
{
	unsigned long deadline = READ_ONCE(conn->deadline);
	bool expired = deadline && time_after_eq(jiffies, deadline);

	if (expired)
		set_bit(KHTTPD_CONN_EXPIRED, &conn->flags);
	if (expired || khttpd_mode() != KHTTPD_RUNNING)
		khttpd_ready_kick(conn);
	place_locked(wheel, conn);
}

/* Works off what is due, at most @budget connections; returns what is left. */
static unsigned int turn_locked(struct wheel *wheel, unsigned int budget)
{
	while (budget && time_after_eq(jiffies, wheel->clock)) {
		struct list_head *slot = &wheel->slot[wheel->now];

		for (; budget && !list_empty(slot); budget--)
			look_at_locked(wheel, list_first_entry(
						      slot, struct khttpd_conn,
						      wheel_node));
		if (!list_empty(slot))
			break;
		wheel->now = (wheel->now + 1) % KHTTPD_WHEEL_SLOTS;
		wheel->clock += KHTTPD_WHEEL_TICK;
	}
	return budget;
}

static void tick(struct timer_list *timer)
{
	struct wheel *wheel = container_of(timer, struct wheel, timer);
	unsigned long next;

	spin_lock(&wheel->lock);
	next = turn_locked(wheel, KHTTPD_WHEEL_BUDGET) ? wheel->clock :
							 jiffies + 1;
	if (wheel->nr_conns)
		mod_timer(timer, next);
	spin_unlock(&wheel->lock);
}

void khttpd_timeout_add(struct khttpd_conn *conn, u64 sec)
{
	struct wheel *wheel;

	INIT_LIST_HEAD(&conn->wheel_node);
	conn->deadline = khttpd_timeout_in(sec);
	conn->wheel_cpu = raw_smp_processor_id();
	wheel = per_cpu_ptr(wheels, conn->wheel_cpu);
	spin_lock_bh(&wheel->lock);
	if (!wheel->nr_conns++) {
		wheel->clock = jiffies + KHTTPD_WHEEL_TICK;
		mod_timer(&wheel->timer, wheel->clock);
	}
	place_locked(wheel, conn);
	spin_unlock_bh(&wheel->lock);
}

void khttpd_timeout_remove(struct khttpd_conn *conn)
{
	struct wheel *wheel = per_cpu_ptr(wheels, conn->wheel_cpu);

	spin_lock_bh(&wheel->lock);
	list_del(&conn->wheel_node);
	wheel->nr_conns--;
	spin_unlock_bh(&wheel->lock);
}

void khttpd_timeout_move(struct khttpd_conn *conn)
{
	struct wheel *wheel = per_cpu_ptr(wheels, conn->wheel_cpu);

	spin_lock_bh(&wheel->lock);
	place_locked(wheel, conn);
	spin_unlock_bh(&wheel->lock);
}

static void kick_slot(struct wheel *wheel, unsigned int i)
{
	struct khttpd_conn *conn;

	spin_lock_bh(&wheel->lock);
	list_for_each_entry(conn, &wheel->slot[i], wheel_node)
		khttpd_ready_kick(conn);
	spin_unlock_bh(&wheel->lock);
}

void khttpd_timeout_kick_all(void)
{
	unsigned int i;
	int cpu;

	for_each_possible_cpu(cpu) {
		for (i = 0; i < KHTTPD_WHEEL_SLOTS; i++)
			kick_slot(per_cpu_ptr(wheels, cpu), i);
		cond_resched();
	}
}

int khttpd_timeout_init(void)
{
	unsigned int i;
	int cpu;

	wheels = alloc_percpu(struct wheel);
	if (!wheels)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct wheel *wheel = per_cpu_ptr(wheels, cpu);

		spin_lock_init(&wheel->lock);
		timer_setup(&wheel->timer, tick, 0);
		for (i = 0; i < KHTTPD_WHEEL_SLOTS; i++)
			INIT_LIST_HEAD(&wheel->slot[i]);
	}
	return 0;
}

void khttpd_timeout_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		timer_delete_sync(&per_cpu_ptr(wheels, cpu)->timer);
	free_percpu(wheels);
}
