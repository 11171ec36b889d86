/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a request leads: the site of its host, and its path below that site's
 * root.  A site with a directory for each host has that directory's name before
 * the path the client sees.
 */
#ifndef KHTTPD_MODULE_PLACE_H
#define KHTTPD_MODULE_PLACE_H

#include "core/coding.h"
#include "core/host.h"
#include "core/request.h"
#include "module/sites.h"

struct khttpd_place {
	u32 site; /* index into the sites */
	u32 prefix_len; /* of "/host", or 0 */
	u32 path_len; /* with the prefix, bytes */
	/* begins with '/'; not terminated, with room for what follows it */
	char path[1 + KH_HOST_MAX + KH_TARGET_MAX + KHTTPD_VARIANT_LEN];
};

/*
 * Find the place of a request.  Returns 0, or the status to refuse it with: as
 * kh_target_path() says, or what the policy has for unknown hosts.  @sites: under
 * RCU or referenced.  Any context.
 */
enum kh_status khttpd_place_find(struct khttpd_place *place,
				 const struct khttpd_sites *sites,
				 const struct kh_request *req,
				 const char *head);

/*
 * The host has no directory and so is unknown: the default site's place for the
 * same path.  Returns 0, or the status the policy has for unknown hosts.
 */
enum kh_status khttpd_place_forget_host(struct khttpd_place *place,
					const struct khttpd_sites *sites);

/* The path as the client sees it. */
static inline struct kh_span khttpd_place_path(const struct khttpd_place *place)
{
	return kh_span(place->path + place->prefix_len,
		       place->path_len - place->prefix_len);
}

/*
 * The cache's key of the path's encoded form: a NUL, which no path has, and the
 * coding come behind it.  Returns the key's length.
 */
static inline u32 khttpd_place_variant_key(struct khttpd_place *place,
					   enum kh_coding coding)
{
	place->path[place->path_len] = '\0';
	place->path[place->path_len + 1] = (char)coding;
	return place->path_len + KHTTPD_VARIANT_LEN;
}

/* What makes keys of one site in one version of the sites different from others. */
static inline u32 khttpd_place_scope(const struct khttpd_place *place,
				     const struct khttpd_sites *sites)
{
	return sites->generation * KHTTPD_POLICY_SITES_MAX + place->site;
}

#endif /* KHTTPD_MODULE_PLACE_H */
