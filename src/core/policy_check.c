// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check of a policy.  Each function returns what is wrong, or NULL.  Text
 * ends up in response heads and as paths, so what a peer or the file system
 * could take for something else is refused here once.
 */
#include "core/ascii.h"
#include "core/policy.h"

#define FLAGS                                                                  \
	(KHTTPD_SITE_LISTING | KHTTPD_SITE_HIDDEN | KHTTPD_SITE_ENCODED_ONLY | \
	 KHTTPD_SITE_BY_HOST)
#define ENCODINGS \
	(KHTTPD_ENCODING_GZIP | KHTTPD_ENCODING_BR | KHTTPD_ENCODING_ZSTD)

/* Fields that framing or the module's own answer decides; in lower case. */
static const char *const owned_fields[] = {
	"accept-ranges",
	"allow",
	"connection",
	"content-encoding",
	"content-length",
	"content-range",
	"content-type",
	"date",
	"etag",
	"keep-alive",
	"last-modified",
	"location",
	"proxy-connection",
	"retry-after",
	"server",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
};

bool kh_policy_owns_field(struct kh_span name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(owned_fields); i++)
		if (kh_ascii_equal_nocase(name, owned_fields[i]))
			return true;
	return false;
}

static bool is_control(u8 c)
{
	return c < 0x20 || c == 0x7f;
}

/* The text of @s once it is known to lie in the block. */
static const char *take_string(const struct kh_policy *p,
			       struct khttpd_policy_string s, u32 max,
			       struct kh_span *text)
{
	u32 size = p->header->size;
	size_t i;

	if (s.len && (s.off > size || s.len > size - s.off))
		return "a text reaches beyond the end";
	*text = kh_policy_text(p, s);
	if (s.len > max)
		return "a text is too long";
	for (i = 0; i < text->len; i++)
		if (is_control((u8)text->ptr[i]))
			return "a text has a control byte";
	return NULL;
}

static bool is_token(struct kh_span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!kh_ascii_is((u8)s.ptr[i], KH_ASCII_TOKEN))
			return false;
	return s.len;
}

/* Not empty, no blank at either end; take_string() has seen to the rest. */
static bool is_field_value(struct kh_span s)
{
	return s.len && s.ptr[0] != ' ' && s.ptr[s.len - 1] != ' ';
}

/* type "/" subtype, and what may follow of parameters (RFC 9110 8.3.1). */
static bool is_media_type(struct kh_span s)
{
	struct kh_span bare = kh_ascii_trim(
		kh_span(s.ptr, kh_span_find(s, ';')));
	size_t slash = kh_span_find(bare, '/');

	return is_field_value(s) && slash < bare.len &&
	       is_token(kh_span(bare.ptr, slash)) &&
	       is_token(kh_span_from(bare, slash + 1));
}

static bool is_lower(struct kh_span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (kh_ascii_lower((u8)s.ptr[i]) != (u8)s.ptr[i])
			return false;
	return true;
}

static bool is_dots(struct kh_span s)
{
	return (s.len == 1 || s.len == 2) && s.ptr[0] == '.' &&
	       s.ptr[s.len - 1] == '.';
}

/* Begins with '/'; no empty segment but the last, no "." and "..". */
static bool is_clean_path(struct kh_span s)
{
	if (!s.len)
		return false;
	while (s.len) {
		struct kh_span segment;

		if (s.ptr[0] != '/')
			return false;
		segment = kh_span(s.ptr + 1,
				  kh_span_find(kh_span_from(s, 1), '/'));
		if (is_dots(segment) || (!segment.len && s.len > 1))
			return false;
		s = kh_span_from(s, 1 + segment.len);
	}
	return true;
}

static const char *check_table(u32 size, struct khttpd_policy_table table,
			       u32 record, u32 max)
{
	if (table.nr > max)
		return "a table has too many records";
	if (table.off % 4)
		return "a table is not aligned";
	if (table.off > size || table.nr > (size - table.off) / record)
		return "a table reaches beyond the end";
	return NULL;
}

static const char *check_tables(const struct khttpd_policy_header *h)
{
	return check_table(h->size, h->sites, sizeof(struct khttpd_policy_site), KHTTPD_POLICY_SITES_MAX) ?:
		       check_table(h->size, h->names, sizeof(struct khttpd_policy_name), KHTTPD_POLICY_NAMES_MAX) ?:
		       check_table(h->size, h->rules, sizeof(struct khttpd_policy_rule), KHTTPD_POLICY_RULES_MAX) ?:
		       check_table(h->size, h->types, sizeof(struct khttpd_policy_type), KHTTPD_POLICY_TYPES_MAX) ?:
		       !h->sites.nr ? "there is no site" :
				      NULL;
}

static const char *check_header(const struct khttpd_policy_header *h, u32 size)
{
	if (size < sizeof(*h))
		return "it is shorter than its header";
	if (h->magic != KHTTPD_POLICY_MAGIC)
		return "it does not begin as a policy";
	if (h->version != KHTTPD_POLICY_VERSION)
		return "it has another version than the module";
	if (h->size != size)
		return "it has not the size that it says";
	if (size > KHTTPD_POLICY_BYTES_MAX)
		return "it is larger than a policy may be";
	if (h->unknown_host && h->unknown_host != 404 && h->unknown_host != 421)
		return "the status of an unknown host is not 404 or 421";
	if (h->reserved[0] || h->reserved[1])
		return "a reserved field is not 0";
	return check_tables(h);
}

static const char *check_server(const struct kh_policy *p)
{
	struct kh_span text;
	const char *why = take_string(p, p->header->server,
				      KHTTPD_POLICY_SERVER_MAX, &text);

	if (!why && text.len && !is_field_value(text))
		why = "the server's name begins or ends with a blank";
	return why;
}

static const char *check_root(const struct kh_policy *p,
			      const struct khttpd_policy_site *site)
{
	struct kh_span root;
	const char *why = take_string(p, site->root, KHTTPD_POLICY_PATH_MAX,
				      &root);

	if (!why && root.len && root.ptr[0] != '/')
		why = "a site's root is not an absolute path";
	return why;
}

static const char *check_index(const struct kh_policy *p,
			       const struct khttpd_policy_site *site)
{
	u32 nr = 0;
	struct kh_span rest;
	const char *why = take_string(p, site->index, KHTTPD_POLICY_PATH_MAX,
				      &rest);

	if (why || !rest.len)
		return why;
	for (;;) {
		struct kh_span name = kh_span(rest.ptr,
					      kh_span_find(rest, ','));

		if (!name.len || is_dots(name) ||
		    kh_span_find(name, '/') < name.len)
			return "a site's index is not a list of file names";
		if (++nr > KHTTPD_POLICY_INDEX_MAX)
			return "a site's index has too many names";
		if (name.len == rest.len)
			return NULL;
		rest = kh_span_from(rest, name.len + 1);
	}
}

static const char *check_site_texts(const struct kh_policy *p,
				    const struct khttpd_policy_site *site)
{
	struct kh_span type, fallback;
	const char *why;

	why = take_string(p, site->default_type, KHTTPD_POLICY_TYPE_MAX, &type) ?:
		      take_string(p, site->fallback, KHTTPD_POLICY_PATH_MAX,
				  &fallback);
	if (why)
		return why;
	if (type.len && !is_media_type(type))
		return "a site's default type is not a media type";
	if (fallback.len && !is_clean_path(fallback))
		return "a site's fallback is not a path from its root";
	return NULL;
}

static const char *check_site_numbers(const struct kh_policy *p,
				      const struct khttpd_policy_site *site)
{
	u32 nr = p->header->rules.nr;

	if (site->flags & ~FLAGS)
		return "a site has an unknown flag";
	if (site->slash > KHTTPD_SLASH_NOT_FOUND)
		return "a site's slash is not a known policy";
	if (site->encodings & ~ENCODINGS)
		return "a site has an unknown encoding";
	if (site->ranges > KHTTPD_POLICY_RANGES_MAX)
		return "a site has too many ranges";
	if (site->first_rule > nr || site->nr_rules > nr - site->first_rule)
		return "a site's rules are not in the table";
	if (site->reserved[0] || site->reserved[1])
		return "a reserved field is not 0";
	return NULL;
}

/* After the check of rules: all lines of a site fit where they are written. */
static const char *check_lines(const struct kh_policy *p,
			       const struct khttpd_policy_site *site)
{
	const struct khttpd_policy_rule *rules = p->rules + site->first_rule;
	u32 bytes = 0;
	u32 i;

	for (i = 0; i < site->nr_rules; i++) {
		if (rules[i].kind != KHTTPD_RULE_HEADER_PREFIX &&
		    rules[i].kind != KHTTPD_RULE_HEADER_TYPE)
			continue;
		bytes += rules[i].value.len + 2;
		if (bytes > KHTTPD_POLICY_LINES_MAX)
			return "a site's header lines are too long together";
	}
	return NULL;
}

static const char *check_sites(const struct kh_policy *p)
{
	const char *why = NULL;
	u32 i;

	for (i = 0; i < p->header->sites.nr && !why; i++) {
		const struct khttpd_policy_site *site = &p->sites[i];

		why = check_site_numbers(p, site)	?:
			      check_root(p, site)	?:
			      check_index(p, site)	?:
			      check_site_texts(p, site) ?:
							  check_lines(p, site);
	}
	return why;
}

/* "[" IPv6 address "]", loosely: it only has to be no other host's name. */
static bool is_literal(struct kh_span host)
{
	size_t i;

	if (host.len < 4 || host.ptr[0] != '[' || host.ptr[host.len - 1] != ']')
		return false;
	for (i = 1; i < host.len - 1; i++)
		if (!kh_ascii_is((u8)host.ptr[i], KH_ASCII_HEX) &&
		    host.ptr[i] != ':' && host.ptr[i] != '.')
			return false;
	return is_lower(host);
}

static const char *check_name(const struct kh_policy *p,
			      const struct khttpd_policy_name *name)
{
	struct kh_span text;
	const char *why = take_string(p, name->pattern,
				      KHTTPD_POLICY_HOST_MAX + 2, &text);

	if (why)
		return why;
	if (kh_policy_is_wildcard(text) ?
		    text.len > 1 &&
			    !kh_policy_host_is_name(kh_span_from(text, 2)) :
		    !kh_policy_host_is_name(text) && !is_literal(text))
		return "a name is not a host in normal form";
	if (name->site >= p->header->sites.nr)
		return "a name's site is not in the table";
	return name->reserved ? "a reserved field is not 0" : NULL;
}

static const char *check_names(struct kh_policy *p)
{
	struct kh_span last = { p->block, 0 };
	const char *why;
	u32 i;

	for (i = 0; i < p->header->names.nr; i++) {
		struct kh_span text;

		why = check_name(p, &p->names[i]);
		if (why)
			return why;
		text = kh_policy_text(p, p->names[i].pattern);
		if (i && kh_policy_compare_names(last, text) >= 0)
			return "the names are not in order";
		if (!kh_policy_is_wildcard(text))
			p->nr_exact = i + 1;
		last = text;
	}
	return NULL;
}

/* "Name: value" */
static const char *check_header_line(struct kh_span value)
{
	size_t colon = kh_span_find(value, ':');
	struct kh_span name = kh_span(value.ptr, colon);

	if (!is_token(name) || value.len < colon + 2 ||
	    value.ptr[colon + 1] != ' ' ||
	    !is_field_value(kh_span_from(value, colon + 2)))
		return "a header is not \"Name: value\"";
	if (kh_policy_owns_field(name))
		return "a header is one that the module itself decides";
	return NULL;
}

/* A media type without parameters, or "text/". */
static const char *check_header_type(struct kh_span match)
{
	size_t slash = kh_span_find(match, '/');

	if (slash == match.len || !is_token(kh_span(match.ptr, slash)) ||
	    (slash + 1 < match.len &&
	     !is_token(kh_span_from(match, slash + 1))) ||
	    !is_lower(match))
		return "a header's type is not a media type in lower case";
	return NULL;
}

/* Visible ASCII that can be part of a URI reference (RFC 3986 2). */
static bool is_uri(struct kh_span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] == '\\' ||
		    (s.ptr[i] != '#' &&
		     !kh_ascii_is((u8)s.ptr[i], KH_ASCII_TARGET)))
			return false;
	return s.len;
}

/*
 * What is appended must stay behind the host: "/path", or a scheme and host
 * with a '/' after them.
 */
static bool takes_more(struct kh_span value)
{
	size_t scheme = kh_span_find(value, ':');
	struct kh_span rest = value.ptr[0] == '/' ?
				      value :
			      scheme < value.len ?
				      kh_span_from(value, scheme + 1) :
				      kh_span_from(value, value.len);
	struct kh_span host;

	if (rest.len < 2 || rest.ptr[0] != '/' || rest.ptr[1] != '/')
		return value.ptr[0] == '/';
	host = kh_span_from(rest, 2);
	return kh_span_find(host, '/') > 0 &&
	       kh_span_find(host, '/') < host.len &&
	       kh_span_find(host, '/') < kh_span_find(host, '?') &&
	       kh_span_find(host, '/') < kh_span_find(host, '#');
}

static const char *check_redirect(const struct khttpd_policy_rule *rule,
				  struct kh_span match, struct kh_span value)
{
	if (rule->status != 301 && rule->status != 302 && rule->status != 307 &&
	    rule->status != 308)
		return "a redirect's status is not 301, 302, 307 or 308";
	if (!match.len || match.ptr[0] != '/')
		return "a rule's path does not begin with '/'";
	if (!is_uri(value))
		return "a redirect's Location is not a URI";
	if (rule->kind == KHTTPD_RULE_REDIRECT_PREFIX && !takes_more(value))
		return "a prefix redirect's Location has no path to append to";
	return NULL;
}

static const char *check_error_page(const struct khttpd_policy_rule *rule,
				    struct kh_span match, struct kh_span value)
{
	if (rule->status < 400 || rule->status > 599)
		return "an error page's status is not 400 to 599";
	if (match.len)
		return "an error page has a path to match";
	if (!is_clean_path(value))
		return "an error page is not a path from the root";
	return NULL;
}

static const char *check_rule(const struct kh_policy *p,
			      const struct khttpd_policy_rule *rule)
{
	struct kh_span match, value;
	const char *why;

	why = take_string(p, rule->match, KHTTPD_POLICY_PATH_MAX, &match) ?:
		      take_string(p, rule->value, KHTTPD_POLICY_LINES_MAX,
				  &value);
	if (why)
		return why;
	switch (rule->kind) {
	case KHTTPD_RULE_HEADER_PREFIX:
	case KHTTPD_RULE_HEADER_TYPE:
		if (rule->status)
			return "a header has a status";
		if (rule->kind == KHTTPD_RULE_HEADER_TYPE)
			why = check_header_type(match);
		else if (!match.len || match.ptr[0] != '/')
			why = "a rule's path does not begin with '/'";
		return why ?: check_header_line(value);
	case KHTTPD_RULE_REDIRECT_EXACT:
	case KHTTPD_RULE_REDIRECT_PREFIX:
		if (value.len > KHTTPD_POLICY_LOCATION_MAX)
			return "a text is too long";
		return check_redirect(rule, match, value);
	case KHTTPD_RULE_ERROR_PAGE:
		if (value.len > KHTTPD_POLICY_PATH_MAX)
			return "a text is too long";
		return check_error_page(rule, match, value);
	default:
		return "a rule is of an unknown kind";
	}
}

static const char *check_rules(const struct kh_policy *p)
{
	const char *why = NULL;
	u32 i;

	for (i = 0; i < p->header->rules.nr && !why; i++)
		why = check_rule(p, &p->rules[i]);
	return why;
}

static const char *check_type(const struct kh_policy *p,
			      const struct khttpd_policy_type *type,
			      struct kh_span *extension)
{
	struct kh_span value;
	const char *why;

	why = take_string(p, type->extension, KHTTPD_POLICY_PATH_MAX, extension) ?:
		      take_string(p, type->type, KHTTPD_POLICY_TYPE_MAX,
				  &value);
	if (why)
		return why;
	if (!extension->len || !is_lower(*extension) ||
	    kh_span_find(*extension, '.') < extension->len ||
	    kh_span_find(*extension, '/') < extension->len)
		return "an extension is not one in lower case";
	return is_media_type(value) ? NULL : "a type is not a media type";
}

static const char *check_types(const struct kh_policy *p)
{
	struct kh_span last = { p->block, 0 };
	u32 i;

	for (i = 0; i < p->header->types.nr; i++) {
		struct kh_span extension;
		const char *why = check_type(p, &p->types[i], &extension);

		if (why)
			return why;
		if (i && kh_span_compare(last, extension) >= 0)
			return "the types are not in order";
		last = extension;
	}
	return NULL;
}

int kh_policy_check(struct kh_policy *p, const void *block, u32 size,
		    const char **why)
{
	*why = check_header(block, size);
	if (*why)
		return -1;
	kh_policy_view(p, block);
	/* Sites look at the bytes of their rules. */
	*why = check_server(p)	      ?:
		       check_rules(p) ?:
		       check_sites(p) ?:
		       check_names(p) ?:
					check_types(p);
	return *why ? -1 : 0;
}
