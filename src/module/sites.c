// SPDX-License-Identifier: GPL-2.0-only
#include "module/sites.h"

#include <linux/mm.h>
#include <linux/slab.h>

struct khttpd_sites __rcu *khttpd_sites_installed;

/* A terminated copy of a policy's text, or of @instead where it is empty. */
static char *dup_text(const struct kh_policy *policy,
		      struct khttpd_policy_string string, const char *instead)
{
	struct kh_span text = kh_policy_text(policy, string);

	if (!text.len)
		text = kh_span_str(instead);
	return kmemdup_nul(text.ptr, text.len, GFP_KERNEL);
}

static struct khttpd_docroot *create_docroot(
	const struct kh_policy *policy, const struct khttpd_policy_site *site,
	const char *root, const char *index, const char *user)
{
	char *own_root = dup_text(policy, site->root, root);
	char *own_index = dup_text(policy, site->index, index);
	struct khttpd_docroot *docroot = ERR_PTR(-ENOMEM);

	if (own_root && own_index)
		docroot = khttpd_docroot_create(own_root, own_index, user);
	kfree(own_index);
	kfree(own_root);
	return docroot;
}

static int create_docroots(struct khttpd_sites *sites, const char *root,
			   const char *index, const char *user)
{
	const struct kh_policy *policy = &sites->policy;

	while (sites->nr < policy->header->sites.nr) {
		struct khttpd_docroot *docroot = create_docroot(
			policy, &policy->sites[sites->nr], root, index, user);

		if (IS_ERR(docroot))
			return PTR_ERR(docroot);
		sites->docroot[sites->nr++] = docroot;
		cond_resched();
	}
	return 0;
}

/* Looks at @block, which it takes over; NULL: the policy without one. */
static struct khttpd_sites *create_bare(void *block, u32 size)
{
	static atomic_t generations = ATOMIC_INIT(0);
	struct kh_policy policy;
	struct khttpd_sites *sites;
	const char *why;

	kh_policy_default(&policy);
	if (block && kh_policy_check(&policy, block, size, &why)) {
		pr_err("policy: refused, %s\n", why);
		kvfree(block);
		return ERR_PTR(-EINVAL);
	}
	sites = kvzalloc(struct_size(sites, docroot, policy.header->sites.nr),
			 GFP_KERNEL);
	if (!sites) {
		kvfree(block);
		return ERR_PTR(-ENOMEM);
	}
	refcount_set(&sites->ref, 1);
	sites->generation = atomic_inc_return(&generations);
	sites->policy = policy;
	sites->block = block;
	return sites;
}

struct khttpd_sites *khttpd_sites_create(const char *root, const char *index,
					 const char *user, void *block,
					 u32 size)
{
	struct khttpd_sites *sites = create_bare(block, size);
	int err;

	if (IS_ERR(sites))
		return sites;
	err = create_docroots(sites, root, index, user);
	if (err) {
		khttpd_sites_put(sites);
		return ERR_PTR(err);
	}
	return sites;
}

void khttpd_sites_put(struct khttpd_sites *sites)
{
	might_sleep();
	if (!refcount_dec_and_test(&sites->ref))
		return;
	while (sites->nr)
		khttpd_docroot_put(sites->docroot[--sites->nr]);
	kvfree(sites->block);
	kvfree(sites);
}

void khttpd_sites_install(struct khttpd_sites *sites)
{
	struct khttpd_sites *old;

	old = xchg((__force struct khttpd_sites **)&khttpd_sites_installed,
		   sites);
	/* Nobody may be between reading the pointer and taking a reference. */
	synchronize_rcu();
	if (old)
		khttpd_sites_put(old);
}

struct khttpd_sites *khttpd_sites_get(void)
{
	struct khttpd_sites *sites;

	rcu_read_lock();
	sites = rcu_dereference(khttpd_sites_installed);
	if (sites)
		refcount_inc(&sites->ref);
	rcu_read_unlock();
	return sites;
}

int khttpd_sites_copy_block(void **block, u32 *size)
{
	struct khttpd_sites *sites = khttpd_sites_get();
	int err = 0;

	*block = NULL;
	*size = 0;
	if (sites && sites->block) {
		*size = sites->policy.header->size;
		*block = kvmalloc(*size, GFP_KERNEL);
		if (*block)
			memcpy(*block, sites->block, *size);
		else
			err = -ENOMEM;
	}
	if (sites)
		khttpd_sites_put(sites);
	return err;
}
