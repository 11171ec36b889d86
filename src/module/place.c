// SPDX-License-Identifier: GPL-2.0-only
#include "module/place.h"

#include "core/target.h"

/* The authority of the target comes before Host (RFC 9112 3.2.2). */
static struct kh_span host_of(const struct kh_request *req, const char *head)
{
	struct kh_span authority = kh_target_authority(
		kh_slice_of(head, req->target));

	return authority.len ? authority : kh_slice_of(head, req->host);
}

/* Where the host's name goes: behind the first slash, if it is to stay. */
static void put_prefix(struct khttpd_place *place, u32 host_len)
{
	place->path[0] = '/';
	place->prefix_len = 1 + host_len;
}

static enum kh_status find_site(struct khttpd_place *place,
				const struct khttpd_sites *sites,
				const struct kh_request *req, const char *head)
{
	const struct khttpd_policy_site *site;
	char *host = place->path + 1;
	u32 len = 0;

	/* What is no name is no name of ours: it is looked up as an empty one. */
	if (!kh_host_normalise(host_of(req, head), host, KH_HOST_MAX, &len))
		len = 0;
	place->site = khttpd_sites_find(sites, kh_span(host, len));
	if (place->site == KHTTPD_SITE_UNKNOWN)
		return sites->policy.header->unknown_host;
	site = khttpd_sites_policy(sites, place->site);
	if (!(site->flags & KHTTPD_SITE_BY_HOST))
		return 0;
	if (!kh_policy_host_is_name(kh_span(host, len)))
		return sites->policy.header->unknown_host ?:
							    KH_STATUS_NOT_FOUND;
	put_prefix(place, len);
	return 0;
}

/* Without names, and without a directory for each host, hosts are all one. */
static bool has_hosts(const struct khttpd_sites *sites)
{
	return sites->policy.header->names.nr ||
	       (sites->policy.sites[0].flags & KHTTPD_SITE_BY_HOST);
}

enum kh_status khttpd_place_find(struct khttpd_place *place,
				 const struct khttpd_sites *sites,
				 const struct kh_request *req, const char *head)
{
	enum kh_status status = 0;
	u32 len = 0;

	place->site = 0;
	place->prefix_len = 0;
	if (unlikely(has_hosts(sites)))
		status = find_site(place, sites, req, head);
	if (status)
		return status;
	status = kh_target_path(kh_slice_of(head, req->target),
				place->path + place->prefix_len, KH_TARGET_MAX,
				&len);
	place->path_len = place->prefix_len + len;
	return status;
}

enum kh_status khttpd_place_forget_host(struct khttpd_place *place,
					const struct khttpd_sites *sites)
{
	u32 unknown_host = sites->policy.header->unknown_host;

	if (unknown_host)
		return unknown_host;
	if (sites->policy.sites[0].flags & KHTTPD_SITE_BY_HOST)
		return KH_STATUS_NOT_FOUND;
	place->path_len -= place->prefix_len;
	memmove(place->path, place->path + place->prefix_len, place->path_len);
	place->prefix_len = 0;
	place->site = 0;
	return 0;
}
