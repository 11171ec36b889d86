/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy: what module parameters are too small for, as one block of bytes
 * that khttpdctl compiles from /etc/khttpd.conf and the module reads from the
 * file that its parameter "policy" names.  The module checks every byte again
 * and takes the whole or nothing.
 *
 * Shape: the header, then four tables of fixed records (sites, names, rules,
 * types), each at the place the header gives, then text.  Numbers have the
 * machine's byte order and are aligned to 4.  A string is a place in the block,
 * without control bytes, not terminated; an empty one has length 0 whatever its
 * place.  Reserved fields are 0.
 *
 * Paths that are matched are those of requests after decoding: no escapes.
 */
#ifndef KHTTPD_UAPI_POLICY_H
#define KHTTPD_UAPI_POLICY_H

#include <linux/types.h>

#define KHTTPD_POLICY_MAGIC 0x5048484bu /* "KHHP" on a little-endian machine */
#define KHTTPD_POLICY_VERSION 1u
#define KHTTPD_POLICY_BYTES_MAX (1024u * 1024u)
#define KHTTPD_POLICY_SITES_MAX 1024u
#define KHTTPD_POLICY_NAMES_MAX 4096u
#define KHTTPD_POLICY_RULES_MAX 4096u
#define KHTTPD_POLICY_TYPES_MAX 4096u
#define KHTTPD_POLICY_RANGES_MAX 16u

/* Bytes of strings. */
#define KHTTPD_POLICY_PATH_MAX 1023u /* root, index, match, a page's path */
#define KHTTPD_POLICY_HOST_MAX 253u /* a host; a wildcard has two more */
#define KHTTPD_POLICY_TYPE_MAX 128u /* media type */
#define KHTTPD_POLICY_SERVER_MAX 64u
#define KHTTPD_POLICY_LOCATION_MAX 2048u
#define KHTTPD_POLICY_INDEX_MAX 8u /* names in a site's index */
/* All header lines of one site together, each with its CRLF. */
#define KHTTPD_POLICY_LINES_MAX 16384u

/* Default place of the compiled policy; made before the module is loaded. */
#define KHTTPD_POLICY_PATH "/run/khttpd/policy"

struct khttpd_policy_string {
	__u32 off; /* from the first byte of the block */
	__u32 len; /* bytes */
};

struct khttpd_policy_table {
	__u32 off; /* of the first record, from the first byte of the block */
	__u32 nr; /* records */
};

struct khttpd_policy_header {
	__u32 magic;
	__u32 version;
	__u32 size; /* bytes of the whole block */
	__u32 unknown_host; /* 0: the default site; else the status, 404 or 421 */
	struct khttpd_policy_table sites; /* at least one; the first: default */
	struct khttpd_policy_table names;
	struct khttpd_policy_table rules;
	struct khttpd_policy_table types;
	struct khttpd_policy_string server; /* Server field value; empty: none */
	__u32 reserved[2];
};

/* Bits of khttpd_policy_site.flags. */
#define KHTTPD_SITE_LISTING (1u << 0) /* directories without index are listed */
#define KHTTPD_SITE_HIDDEN (1u << 1) /* names with a dot first are served */
#define KHTTPD_SITE_ENCODED_ONLY (1u << 2) /* also where only "f.gz" exists */
#define KHTTPD_SITE_BY_HOST (1u << 3) /* a directory per host name below root */

/* Bits of khttpd_policy_site.encodings: encoded files that are looked for. */
#define KHTTPD_ENCODING_GZIP (1u << 1) /* "f.gz" */
#define KHTTPD_ENCODING_BR (1u << 2) /* "f.br" */
#define KHTTPD_ENCODING_ZSTD (1u << 3) /* "f.zst" */

/* Values of khttpd_policy_site.slash: a directory asked for without a slash. */
#define KHTTPD_SLASH_REDIRECT 0u /* 301 to the path with a slash */
#define KHTTPD_SLASH_SERVE 1u /* as if the slash were there */
#define KHTTPD_SLASH_NOT_FOUND 2u /* 404 */

/*
 * One set of files and how they are served.  With BY_HOST the first segment
 * below root is the request's host in normal form (lower case, no port, no dot
 * at its end); a host without such a directory is unknown.
 */
struct khttpd_policy_site {
	struct khttpd_policy_string root; /* absolute; empty: parameter root */
	struct khttpd_policy_string index; /* "a,b"; empty: parameter index */
	struct khttpd_policy_string default_type; /* empty: octet-stream */
	struct khttpd_policy_string fallback; /* path instead of 404, or empty */
	__u32 flags;
	__u32 slash;
	__u32 encodings;
	__u32 ranges; /* the most parts of one answer; 0: no ranges */
	__u32 first_rule; /* of this site's, in the table of rules */
	__u32 nr_rules;
	__u32 reserved[2];
};

/*
 * A host name of a site: "www.example.org", or "*.example.org" for every name
 * below example.org, "*" for all names, or "[::1]".  Lower case, no port, no
 * dot at the end.
 * Sorted: exact names first, by their bytes; then the wildcards, the longest
 * first, those of one length by their bytes.  No two are equal.
 */
struct khttpd_policy_name {
	struct khttpd_policy_string pattern;
	__u32 site; /* index into the table of sites */
	__u32 reserved;
};

/* Values of khttpd_policy_rule.kind. */
enum khttpd_rule {
	/*
	 * match: prefix of the path, byte by byte.  value: "Name: value", one
	 * blank.  Every match adds; of one field, here or by type, the first.
	 */
	KHTTPD_RULE_HEADER_PREFIX = 1,
	/* match: media type without parameters, lower case, or "text/"-like. */
	KHTTPD_RULE_HEADER_TYPE = 2,
	/* match: the whole path.  value: Location.  status: 301, 302, 307, 308. */
	KHTTPD_RULE_REDIRECT_EXACT = 3,
	/*
	 * The same for a prefix; what follows it is appended to the Location,
	 * which therefore names a path: a host in it is followed by '/'.
	 */
	KHTTPD_RULE_REDIRECT_PREFIX = 4,
	/* status: 400 to 599.  match: empty.  value: path of the page below root. */
	KHTTPD_RULE_ERROR_PAGE = 5,
};

/* The first redirect that matches wins; rules stand in the file's order. */
struct khttpd_policy_rule {
	__u32 kind; /* enum khttpd_rule */
	__u32 status; /* 0 where the kind has none */
	struct khttpd_policy_string match;
	struct khttpd_policy_string value;
};

/* A media type that comes before the built-in table.  Sorted by extension. */
struct khttpd_policy_type {
	struct khttpd_policy_string extension; /* lower case, without the dot */
	struct khttpd_policy_string type; /* the whole Content-Type value */
};

#ifdef __cplusplus
#define KHTTPD_POLICY_ASSERT static_assert
#else
#define KHTTPD_POLICY_ASSERT _Static_assert
#endif
KHTTPD_POLICY_ASSERT(sizeof(struct khttpd_policy_header) == 64, "layout");
KHTTPD_POLICY_ASSERT(sizeof(struct khttpd_policy_site) == 64, "layout");
KHTTPD_POLICY_ASSERT(sizeof(struct khttpd_policy_name) == 16, "layout");
KHTTPD_POLICY_ASSERT(sizeof(struct khttpd_policy_rule) == 24, "layout");
KHTTPD_POLICY_ASSERT(sizeof(struct khttpd_policy_type) == 16, "layout");

#endif /* KHTTPD_UAPI_POLICY_H */
