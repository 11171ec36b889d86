// SPDX-License-Identifier: GPL-2.0-only
/* Does what its parameter says, so that the harness can be seen to notice. */
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static char *fault = "";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault, "what to do: see faulty_init()");

static DEFINE_SPINLOCK(spin);
static DEFINE_MUTEX(mutex);

static unsigned long counted;

static int count(void *unused)
{
	while (!kthread_should_stop()) {
		counted++;
		cond_resched();
	}
	return 0;
}

/* Two threads count in one number, and nothing orders them. */
static void race(void)
{
	unsigned long end = jiffies + 10 * HZ;
	struct task_struct *other = kthread_run(count, NULL, "faulty");

	while (time_before(jiffies, end)) {
		counted++;
		cond_resched();
	}
	kthread_stop(other);
}

/* What only a kernel with sanitizers notices. */
static void hidden_fault(void)
{
	volatile char *memory = kmalloc(40, GFP_KERNEL);

	if (!strcmp(fault, "leak"))
		return;
	kfree((void *)memory);
	if (!strcmp(fault, "use-after-free"))
		memory[1] = 1;
	if (!strcmp(fault, "sleep")) {
		spin_lock(&spin);
		mutex_lock(&mutex);
		mutex_unlock(&mutex);
		spin_unlock(&spin);
	}
}

static int __init faulty_init(void)
{
	if (!strcmp(fault, "warn"))
		WARN(1, "asked for\n");
	else if (!strcmp(fault, "bug"))
		BUG();
	else if (!strcmp(fault, "null"))
		*(volatile int *)8 = 1;
	else if (!strcmp(fault, "panic"))
		panic("asked for");
	else if (!strcmp(fault, "race"))
		race();
	else
		hidden_fault();
	pr_info("faulty: loaded\n");
	return 0;
}

static void __exit faulty_exit(void)
{
}

module_init(faulty_init);
module_exit(faulty_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
MODULE_DESCRIPTION("a module that misbehaves on request");
