// SPDX-License-Identifier: GPL-2.0-only
#include "module/params.h"

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "module/cache.h"
#include "module/docroot.h"
#include "module/policy_file.h"
#include "module/server.h"
#include "module/sites.h"
#include "module/tunables.h"
#include "uapi/khttpd.h"

#define MIB (1024ull * 1024)
#define TIB (1024ull * 1024 * MIB)

struct khttpd_tunables khttpd_tunables __read_mostly = {
	.max_connections = 65536,
	.max_connections_per_address = 0,
	.header_timeout = 15,
	.keepalive_timeout = 60,
	.send_timeout = 30,
	.min_send_rate = 256,
	.keepalive_requests = 0,
	.cache_size = 64 * MIB,
	.cache_max_file = 256 * 1024,
};

/* A number within a range. */
struct number {
	const char *name;
	u64 *value;
	u64 min, max;
	void (*changed)(void); /* may sleep; or NULL */
};

static int set_number(const char *text, const struct kernel_param *kp)
{
	const struct number *number = kp->arg;
	u64 value;

	if (kstrtou64(text, 10, &value)) {
		/* Up to the line end that "echo" brings, and not without end. */
		int len = min_t(size_t, strcspn(text, "\n"), 40);

		pr_err("%s: \"%.*s\" is not a number, expected %llu to %llu\n",
		       number->name, len, text, number->min, number->max);
		return -EINVAL;
	}
	if (value < number->min || value > number->max) {
		pr_err("%s: %llu is out of range, expected %llu to %llu\n",
		       number->name, value, number->min, number->max);
		return -EINVAL;
	}
	WRITE_ONCE(*number->value, value);
	if (number->changed)
		number->changed();
	return 0;
}

static int get_number(char *buffer, const struct kernel_param *kp)
{
	const struct number *number = kp->arg;

	return scnprintf(buffer, PAGE_SIZE, "%llu\n", *number->value);
}

static const struct kernel_param_ops number_ops = {
	.set = set_number,
	.get = get_number,
};

/* A text that is checked, and applied if the server runs. */
struct text {
	const char *name;
	char *value; /* KHTTPD_STRING_MAX bytes */
	int (*check)(const char *value); /* or NULL */
	int (*apply)(void); /* while the server runs, or NULL */
};

/* Held over each change of a text and of the installed sites. */
static DEFINE_MUTEX(text_lock);
static bool running;

static char listen[KHTTPD_STRING_MAX];
static char root[KHTTPD_STRING_MAX] = KHTTPD_DEFAULT_ROOT;
static char index[KHTTPD_STRING_MAX] = KHTTPD_DEFAULT_INDEX;
static char user[KHTTPD_STRING_MAX] = KHTTPD_DEFAULT_USER;
static char policy[KHTTPD_STRING_MAX];

/* By @block, which is taken over; NULL: without a policy. */
static int install_sites(void *block, u32 size)
{
	struct khttpd_sites *sites;

	lockdep_assert_held(&text_lock);
	sites = khttpd_sites_create(root, index, user, block, size);
	if (IS_ERR(sites))
		return PTR_ERR(sites);
	khttpd_sites_install(sites);
	khttpd_cache_flush();
	return 0;
}

/* Another root, index or user.  The policy in force stays, not its file's. */
static int apply_site(void)
{
	void *block;
	u32 size;
	int err = khttpd_sites_copy_block(&block, &size);

	return err ?: install_sites(block, size);
}

static int read_policy(void **block, u32 *size)
{
	*block = NULL;
	*size = 0;
	return *policy ? khttpd_policy_file_read(policy, block, size) : 0;
}

/* Also of the same path: it has been written anew. */
static int apply_policy(void)
{
	void *block;
	u32 size;
	int err = read_policy(&block, &size);

	return err ?: install_sites(block, size);
}

/* Apply, or put the old value back. */
static int change_text(const struct text *text, const char *value)
{
	char *old = kstrdup(text->value, GFP_KERNEL);
	int err;

	if (!old)
		return -ENOMEM;
	strscpy(text->value, value, KHTTPD_STRING_MAX);
	err = text->apply && running ? text->apply() : 0;
	if (err)
		strscpy(text->value, old, KHTTPD_STRING_MAX);
	kfree(old);
	return err;
}

static int set_text(const char *value, const struct kernel_param *kp)
{
	const struct text *text = kp->arg;
	char *copy;
	int err = 0;

	if (strlen(value) >= KHTTPD_STRING_MAX) {
		pr_err("%s: longer than %u bytes\n", text->name,
		       KHTTPD_STRING_MAX - 1);
		return -EINVAL;
	}
	copy = kstrdup(value, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	/* "echo" brings a line end; other blanks may be part of a name. */
	copy[strcspn(copy, "\n")] = '\0';
	mutex_lock(&text_lock);
	if (text->check)
		err = text->check(copy);
	if (!err)
		err = change_text(text, copy);
	mutex_unlock(&text_lock);
	kfree(copy);
	return err;
}

static int get_text(char *buffer, const struct kernel_param *kp)
{
	const struct text *text = kp->arg;

	return scnprintf(buffer, PAGE_SIZE, "%s\n", text->value);
}

static const struct kernel_param_ops text_ops = {
	.set = set_text,
	.get = get_text,
};

static u64 port = KHTTPD_DEFAULT_PORT;
static u64 backlog = 4096;

#define NUMBER(name_, value_, min_, max_, changed_, mode_, text_)            \
	static const struct number name_##_number = {                        \
		.name = #name_,                                              \
		.value = &(value_),                                          \
		.min = (min_),                                               \
		.max = (max_),                                               \
		.changed = (changed_),                                       \
	};                                                                   \
	module_param_cb(name_, &number_ops, (void *)&name_##_number, mode_); \
	MODULE_PARM_DESC(name_, text_)

#define TEXT(name_, check_, apply_, mode_, text_)                        \
	static const struct text name_##_text = {                        \
		.name = #name_,                                          \
		.value = name_,                                          \
		.check = (check_),                                       \
		.apply = (apply_),                                       \
	};                                                               \
	module_param_cb(name_, &text_ops, (void *)&name_##_text, mode_); \
	MODULE_PARM_DESC(name_, text_)

NUMBER(port, port, 1, 65535, NULL, 0444, "port to listen on (8081)");
NUMBER(backlog, backlog, 1, 65535, NULL, 0444,
       "connections waiting to be accepted, per address (4096)");
NUMBER(max_connections, khttpd_tunables.max_connections, 1, 1000000, NULL, 0644,
       "open connections; more are answered 503 (65536)");
NUMBER(max_connections_per_address, khttpd_tunables.max_connections_per_address,
       0, 1000000, NULL, 0644,
       "open connections of one address, 0 for no limit; more are answered 503 (0)");
NUMBER(header_timeout, khttpd_tunables.header_timeout, 1, 3600, NULL, 0644,
       "seconds for a request head to arrive (15)");
NUMBER(keepalive_timeout, khttpd_tunables.keepalive_timeout, 1, 3600, NULL,
       0644, "seconds an idle connection is kept (60)");
NUMBER(send_timeout, khttpd_tunables.send_timeout, 1, 3600, NULL, 0644,
       "seconds without progress of an answer (30)");
NUMBER(min_send_rate, khttpd_tunables.min_send_rate, 0, 1024 * MIB, NULL, 0644,
       "bytes a second of an answer to a slow client, 0 for no limit (256)");
NUMBER(keepalive_requests, khttpd_tunables.keepalive_requests, 0, 1000000000,
       NULL, 0644, "requests per connection, 0 for no limit (0)");
NUMBER(cache_size, khttpd_tunables.cache_size, 0, TIB, khttpd_cache_trim, 0644,
       "bytes of the response cache, 0 for none (67108864)");
NUMBER(cache_max_file, khttpd_tunables.cache_max_file, 0, 16 * MIB, NULL, 0644,
       "bytes of the largest file that is cached (262144)");
TEXT(listen, NULL, NULL, 0444,
     "addresses, ADDR[:PORT] separated by commas (any, on port)");
TEXT(root, NULL, apply_site, 0644, "document root (" KHTTPD_DEFAULT_ROOT ")");
TEXT(index, khttpd_docroot_check_index, apply_site, 0644,
     "index file names separated by commas (" KHTTPD_DEFAULT_INDEX ")");
TEXT(user, khttpd_docroot_check_user, apply_site, 0644,
     "uid[:gid] that files are opened as (" KHTTPD_DEFAULT_USER ")");
TEXT(policy, NULL, apply_policy, 0644,
     "file with a policy that khttpdctl compiled; written: read again (none)");

static int make_sites(struct khttpd_sites **sites)
{
	void *block;
	u32 size;
	int err = read_policy(&block, &size);

	if (err)
		return err;
	*sites = khttpd_sites_create(root, index, user, block, size);
	return PTR_ERR_OR_ZERO(*sites);
}

int khttpd_params_config(struct khttpd_server_config *config)
{
	int err;

	mutex_lock(&text_lock);
	err = make_sites(&config->sites);
	config->listen = listen;
	config->port = port;
	config->backlog = backlog;
	mutex_unlock(&text_lock);
	return err;
}

void khttpd_params_run(void)
{
	mutex_lock(&text_lock);
	running = true;
	mutex_unlock(&text_lock);
}

void khttpd_params_stop(void)
{
	mutex_lock(&text_lock);
	running = false;
	mutex_unlock(&text_lock);
}
