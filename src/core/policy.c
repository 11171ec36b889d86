// SPDX-License-Identifier: GPL-2.0-only
#include "core/policy.h"

#include "core/ascii.h"
#include "core/mime.h"

#define SERVER "khttpd"

/* A policy like any other, so that nothing below needs to know of it. */
static const struct {
	struct khttpd_policy_header header;
	struct khttpd_policy_site site;
	char server[sizeof(SERVER) - 1];
} standard = {
	.header = {
		.magic = KHTTPD_POLICY_MAGIC,
		.version = KHTTPD_POLICY_VERSION,
		.size = sizeof(standard.header) + sizeof(standard.site) +
			sizeof(standard.server),
		.sites = { sizeof(standard.header), 1 },
		.server = { sizeof(standard.header) + sizeof(standard.site),
			    sizeof(standard.server) },
	},
	.site = {
		.slash = KHTTPD_SLASH_REDIRECT,
		.encodings = KHTTPD_ENCODING_GZIP | KHTTPD_ENCODING_BR |
			     KHTTPD_ENCODING_ZSTD,
		.ranges = KHTTPD_POLICY_RANGES_MAX,
	},
	.server = SERVER,
};

void kh_policy_default(struct kh_policy *p)
{
	kh_policy_view(p, &standard);
}

static struct kh_span pattern_of(const struct kh_policy *p, u32 name)
{
	return kh_policy_text(p, p->names[name].pattern);
}

void kh_policy_view(struct kh_policy *p, const void *block)
{
	const struct khttpd_policy_header *header = block;

	p->block = block;
	p->header = header;
	p->sites = (const void *)(p->block + header->sites.off);
	p->names = (const void *)(p->block + header->names.off);
	p->rules = (const void *)(p->block + header->rules.off);
	p->types = (const void *)(p->block + header->types.off);
	p->nr_exact = 0;
}

static int compare_wildcards(struct kh_span a, struct kh_span b)
{
	return a.len == b.len ? kh_span_compare(a, b) :
				(a.len < b.len) - (a.len > b.len);
}

int kh_policy_compare_names(struct kh_span a, struct kh_span b)
{
	bool wild = kh_policy_is_wildcard(a);

	if (wild != kh_policy_is_wildcard(b))
		return wild ? 1 : -1;
	return wild ? compare_wildcards(a, b) : kh_span_compare(a, b);
}

/*
 * The site of the name that is @name, or, among the wildcards, of the one that
 * has @name, a suffix with its dot or nothing, after the '*'.
 */
static const struct khttpd_policy_site *find_name(const struct kh_policy *p,
						  struct kh_span name,
						  bool wild)
{
	u32 low = wild ? p->nr_exact : 0;
	u32 high = wild ? p->header->names.nr : p->nr_exact;

	while (low < high) {
		u32 mid = low + (high - low) / 2;
		struct kh_span pattern = pattern_of(p, mid);
		int order = wild ? compare_wildcards(name,
						     kh_span_from(pattern, 1)) :
				   kh_span_compare(name, pattern);

		if (!order)
			return &p->sites[p->names[mid].site];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct khttpd_policy_site *kh_policy_site(const struct kh_policy *p,
						struct kh_span host)
{
	const struct khttpd_policy_site *site;
	size_t at;

	if (!host.len || host.len > KHTTPD_POLICY_HOST_MAX)
		return NULL;
	site = find_name(p, host, false);
	if (site || p->nr_exact == p->header->names.nr)
		return site;
	for (at = 1; !site && at <= host.len; at++)
		if (at == host.len || host.ptr[at] == '.')
			site = find_name(p, kh_span_from(host, at), true);
	return site;
}

static bool is_name_byte(u8 c)
{
	return c == '-' || c == '_' || (u8)(c - 'a') < 26 || (u8)(c - '0') < 10;
}

bool kh_policy_host_is_name(struct kh_span host)
{
	bool after_dot = true; /* or at the start */
	size_t i;

	if (host.len > KHTTPD_POLICY_HOST_MAX)
		return false;
	for (i = 0; i < host.len; i++) {
		u8 c = (u8)host.ptr[i];

		if (c == '.' ? after_dot : !is_name_byte(c))
			return false;
		after_dot = c == '.';
	}
	return !after_dot;
}

static bool begins_with(struct kh_span s, struct kh_span prefix)
{
	return s.len >= prefix.len && !memcmp(s.ptr, prefix.ptr, prefix.len);
}

static bool redirects(const struct kh_policy *p,
		      const struct khttpd_policy_rule *rule,
		      struct kh_span path)
{
	struct kh_span match = kh_policy_text(p, rule->match);

	return rule->kind == KHTTPD_RULE_REDIRECT_EXACT ?
		       kh_span_equal(path, match) :
		       rule->kind == KHTTPD_RULE_REDIRECT_PREFIX &&
			       begins_with(path, match);
}

const struct khttpd_policy_rule *kh_policy_redirect(
	const struct kh_policy *p, const struct khttpd_policy_site *site,
	struct kh_span path, struct kh_span *rest)
{
	const struct khttpd_policy_rule *rule = p->rules + site->first_rule;
	const struct khttpd_policy_rule *end = rule + site->nr_rules;
	struct kh_span value;

	while (rule < end && !redirects(p, rule, path))
		rule++;
	if (rule == end)
		return NULL;
	*rest = kh_span_from(path, rule->match.len);
	value = kh_policy_text(p, rule->value);
	/* "/" and "/host" would make "//host", which is another server. */
	if (rest->len && rest->ptr[0] == '/' && value.ptr[value.len - 1] == '/')
		*rest = kh_span_from(*rest, 1);
	return rule;
}

/* The media type without its parameters (RFC 9110 8.3.1). */
static struct kh_span bare_type(struct kh_span type)
{
	return kh_ascii_trim(kh_span(type.ptr, kh_span_find(type, ';')));
}

/* @match: in lower case; "text/" stands for all of its kind. */
static bool type_fits(struct kh_span bare, struct kh_span match)
{
	size_t i;

	if (bare.len < match.len ||
	    (bare.len > match.len && match.ptr[match.len - 1] != '/'))
		return false;
	for (i = 0; i < match.len; i++)
		if (kh_ascii_lower((u8)bare.ptr[i]) != (u8)match.ptr[i])
			return false;
	return true;
}

static bool adds_line(const struct kh_policy *p,
		      const struct khttpd_policy_rule *rule,
		      struct kh_span path, struct kh_span bare)
{
	struct kh_span match = kh_policy_text(p, rule->match);

	return (rule->kind == KHTTPD_RULE_HEADER_PREFIX &&
		begins_with(path, match)) ||
	       (rule->kind == KHTTPD_RULE_HEADER_TYPE &&
		type_fits(bare, match));
}

static bool names_same_field(struct kh_span a, struct kh_span b)
{
	size_t i;

	for (i = 0; i < a.len && i < b.len; i++) {
		if (kh_ascii_lower((u8)a.ptr[i]) !=
		    kh_ascii_lower((u8)b.ptr[i]))
			return false;
		if (a.ptr[i] == ':')
			return true;
	}
	return false;
}

/* True if a rule before @rule adds the same field. */
static bool comes_late(const struct kh_policy *p,
		       const struct khttpd_policy_rule *first,
		       const struct khttpd_policy_rule *rule,
		       struct kh_span path, struct kh_span bare)
{
	struct kh_span value = kh_policy_text(p, rule->value);

	for (; first < rule; first++)
		if (adds_line(p, first, path, bare) &&
		    names_same_field(kh_policy_text(p, first->value), value))
			return true;
	return false;
}

void kh_policy_lines(const struct kh_policy *p,
		     const struct khttpd_policy_site *site, struct kh_span path,
		     struct kh_span type, struct kh_wbuf *w)
{
	const struct khttpd_policy_rule *rules = p->rules + site->first_rule;
	struct kh_span bare = bare_type(type);
	u32 i;

	for (i = 0; i < site->nr_rules; i++) {
		if (!adds_line(p, &rules[i], path, bare) ||
		    comes_late(p, rules, &rules[i], path, bare))
			continue;
		kh_wbuf_put_span(w, kh_policy_text(p, rules[i].value));
		kh_wbuf_puts(w, "\r\n");
	}
}

struct kh_span kh_policy_error_page(const struct kh_policy *p,
				    const struct khttpd_policy_site *site,
				    u32 status)
{
	const struct khttpd_policy_rule *rules = p->rules + site->first_rule;
	u32 i;

	for (i = 0; i < site->nr_rules; i++)
		if (rules[i].kind == KHTTPD_RULE_ERROR_PAGE &&
		    rules[i].status == status)
			return kh_policy_text(p, rules[i].value);
	return kh_span(p->block, 0);
}

/* As kh_span_compare(), with the capitals of @s taken for small letters. */
static int compare_nocase(struct kh_span s, struct kh_span lower)
{
	size_t i;

	for (i = 0; i < s.len && i < lower.len; i++) {
		u8 c = kh_ascii_lower((u8)s.ptr[i]);

		if (c != (u8)lower.ptr[i])
			return c < (u8)lower.ptr[i] ? -1 : 1;
	}
	return (s.len > lower.len) - (s.len < lower.len);
}

static struct kh_span find_type(const struct kh_policy *p,
				struct kh_span extension)
{
	u32 low = 0;
	u32 high = p->header->types.nr;

	while (low < high) {
		u32 mid = low + (high - low) / 2;
		int order = compare_nocase(
			extension, kh_policy_text(p, p->types[mid].extension));

		if (!order)
			return kh_policy_text(p, p->types[mid].type);
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return kh_span(p->block, 0);
}

struct kh_span kh_policy_type(const struct kh_policy *p,
			      const struct khttpd_policy_site *site,
			      struct kh_span path)
{
	struct kh_span extension = kh_mime_extension(path);
	struct kh_span type = find_type(p, extension);

	if (!type.len)
		type = kh_mime_find(extension);
	if (!type.len)
		type = kh_policy_text(p, site->default_type);
	return type.len ? type : kh_span_str(KH_MIME_UNKNOWN);
}
