/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that is served: the policy and the document root of each of its
 * sites, resolved once.  Immutable; a change makes a new whole and retires the
 * old one under RCU, so that one answer is made by one of them.
 */
#ifndef KHTTPD_MODULE_SITES_H
#define KHTTPD_MODULE_SITES_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>

#include "core/policy.h"
#include "module/docroot.h"

struct khttpd_sites {
	refcount_t ref;
	u32 generation; /* different for each; part of what the cache asks */
	struct kh_policy policy; /* of block, or the one without a block */
	void *block; /* owned, or NULL */
	u32 nr; /* of policy.sites and docroot */
	struct khttpd_docroot *docroot[]; /* that of each site; referenced */
};

/* What khttpd_sites_find() says of a host that no name fits. */
#define KHTTPD_SITE_UNKNOWN U32_MAX

/*
 * Make one from the values of the parameters root, index and user and the
 * bytes of a policy (kvmalloc()ed, taken over whatever comes of it; NULL: no
 * policy).  Resolves the roots with the caller's credentials, none or all.  May
 * sleep.  Returns ERR_PTR with one line in the kernel log on failure; the caller
 * puts the reference.
 */
struct khttpd_sites *khttpd_sites_create(const char *root, const char *index,
					 const char *user, void *block,
					 u32 size);

/*
 * A copy, to be kvfree()d or handed on, of the block that the installed ones
 * have; NULL if they have none.  0 or -ENOMEM; may sleep.
 */
int khttpd_sites_copy_block(void **block, u32 *size);

/* Drop a reference; the last one frees.  May sleep. */
void khttpd_sites_put(struct khttpd_sites *sites);

/*
 * Publish @sites, whose reference is taken over; NULL retires for good.  On
 * return nobody begins an answer by the old one.  May sleep.
 */
void khttpd_sites_install(struct khttpd_sites *sites);

/* The installed one with a reference, or NULL.  Any context. */
struct khttpd_sites *khttpd_sites_get(void);

/* Here for its users below alone. */
extern struct khttpd_sites __rcu *khttpd_sites_installed;

/*
 * The installed one, or NULL before start and after stop.  Under
 * rcu_read_lock(), and good for as long; any context.
 */
static inline const struct khttpd_sites *khttpd_sites_current(void)
{
	return rcu_dereference(khttpd_sites_installed);
}

/*
 * Index of the site that answers for @host (normal form, or empty for none):
 * below sites->nr, or KHTTPD_SITE_UNKNOWN where the policy refuses unknown
 * hosts: with policy.header->unknown_host.  Any context.
 */
static inline u32 khttpd_sites_find(const struct khttpd_sites *sites,
				    struct kh_span host)
{
	const struct kh_policy *policy = &sites->policy;
	const struct khttpd_policy_site *site = NULL;

	/* Without names there is nothing to look for. */
	if (policy->header->names.nr)
		site = kh_policy_site(policy, host);
	if (site)
		return site - policy->sites;
	return policy->header->unknown_host ? KHTTPD_SITE_UNKNOWN : 0;
}

/* How a site is served: flags, slash, encodings, ranges, rules. */
static inline const struct khttpd_policy_site *khttpd_sites_policy(
	const struct khttpd_sites *sites, u32 site)
{
	return &sites->policy.sites[site];
}

#endif /* KHTTPD_MODULE_SITES_H */
