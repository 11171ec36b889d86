/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The compiled policy of uapi/policy.h, looked at: a block of bytes is checked
 * once, as a whole, and then answers questions that cannot fail.  None of them
 * allocates or changes anything; any context.
 */
#ifndef KHTTPD_CORE_POLICY_H
#define KHTTPD_CORE_POLICY_H

#include "core/wbuf.h"
#include "uapi/policy.h"

KH_BEGIN_DECLS

/* A checked view of a block; the block stays where and as it is meanwhile. */
struct kh_policy {
	const char *block;
	const struct khttpd_policy_header *header;
	const struct khttpd_policy_site *sites;
	const struct khttpd_policy_name *names;
	const struct khttpd_policy_rule *rules;
	const struct khttpd_policy_type *types;
	u32 nr_exact; /* names before the first wildcard */
};

/*
 * Check every byte of @block that an accessor could look at.  Returns 0, or -1
 * with the reason in @why, a text for a person; @p is then not to be used.
 * @block: aligned to 4.
 */
int kh_policy_check(struct kh_policy *p, const void *block, u32 size,
		    const char **why);

/*
 * True if @name, in any case, is a field that framing or the module's own answer
 * decides: no rule may add it.
 */
bool kh_policy_owns_field(struct kh_span name);

/*
 * The policy where there is none: one site of the parameters root and index,
 * no names, no rules, no types.
 */
void kh_policy_default(struct kh_policy *p);

/* The text of a string in a record of @p. */
static inline struct kh_span kh_policy_text(const struct kh_policy *p,
					    struct khttpd_policy_string s)
{
	return kh_span(s.len ? p->block + s.off : p->block, s.len);
}

/*
 * The site of a host in normal form (lower case, no port, no dot at its end),
 * or NULL if no name fits: then header->unknown_host decides.  An exact name
 * comes before a wildcard, a longer wildcard before a shorter.
 */
const struct khttpd_policy_site *kh_policy_site(const struct kh_policy *p,
						struct kh_span host);

/*
 * True if a host in normal form may be the name of a directory, as a site with
 * KHTTPD_SITE_BY_HOST needs it: letters, digits, '-', '_' and single dots
 * between them.
 */
bool kh_policy_host_is_name(struct kh_span host);

/*
 * The first redirect of @site that matches @path (decoded), or NULL.  @rest is
 * what of @path is to be appended, escaped, to the rule's value; it does not
 * begin with '/' where the value ends with one.
 */
const struct khttpd_policy_rule *kh_policy_redirect(
	const struct kh_policy *p, const struct khttpd_policy_site *site,
	struct kh_span path, struct kh_span *rest);

/*
 * Write the header lines that @site adds to an answer for @path with the
 * Content-Type @type, of one field the first that matches, each with its CRLF;
 * KHTTPD_POLICY_LINES_MAX bytes always suffice.
 */
void kh_policy_lines(const struct kh_policy *p,
		     const struct khttpd_policy_site *site, struct kh_span path,
		     struct kh_span type, struct kh_wbuf *w);

/* The path of the page that @site has for @status; empty if it has none. */
struct kh_span kh_policy_error_page(const struct kh_policy *p,
				    const struct khttpd_policy_site *site,
				    u32 status);

/*
 * The Content-Type of @path: by the policy's table, else the built-in one, else
 * the site's default type, else "application/octet-stream".
 */
struct kh_span kh_policy_type(const struct kh_policy *p,
			      const struct khttpd_policy_site *site,
			      struct kh_span path);

/* The value of Server; empty: no such field. */
static inline struct kh_span kh_policy_server(const struct kh_policy *p)
{
	return kh_policy_text(p, p->header->server);
}

/*
 * Three-way comparison in the order of the table of names: exact names by
 * their bytes, then wildcards, the longest first.
 */
int kh_policy_compare_names(struct kh_span a, struct kh_span b);

/* "*.example.org", a pattern for the names below example.org; "*", for all. */
static inline bool kh_policy_is_wildcard(struct kh_span pattern)
{
	return pattern.len && pattern.ptr[0] == '*' &&
	       (pattern.len == 1 || pattern.ptr[1] == '.');
}

/* Set the places of the tables, whose bounds the header is known to keep. */
void kh_policy_view(struct kh_policy *p, const void *block);

KH_END_DECLS

#endif /* KHTTPD_CORE_POLICY_H */
