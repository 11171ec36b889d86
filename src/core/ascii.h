/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Byte classes of HTTP and URI syntax, one table look-up each, and
 * comparison that ignores ASCII case.  No locale, no signed char.
 */
#ifndef KHTTPD_CORE_ASCII_H
#define KHTTPD_CORE_ASCII_H

#include "core/span.h"

KH_BEGIN_DECLS

/* Bits of kh_ascii_table; a byte may be in several classes. */
enum kh_ascii_class {
	KH_ASCII_TOKEN = 1 << 0, /* tchar (RFC 9110 5.6.2) */
	/*
	 * Bytes of a request target: visible ASCII without the four that can
	 * only come from a broken client, '"' '#' '<' '>'.  Wider than RFC 3986
	 * by the characters that browsers send raw in a query.
	 */
	KH_ASCII_TARGET = 1 << 1,
	KH_ASCII_VALUE = 1 << 2, /* field-vchar, SP, HTAB (RFC 9110 5.5) */
	KH_ASCII_DIGIT = 1 << 3,
	KH_ASCII_HEX = 1 << 4,
	KH_ASCII_NAME = 1 << 5, /* unreserved, sub-delims (RFC 3986 2) */
	KH_ASCII_PATH = 1 << 6, /* NAME and ':' '@' '/' (RFC 3986 3.3) */
	KH_ASCII_PLAIN = 1 << 7, /* TARGET without '%' '/' '?' */
};

extern const u8 kh_ascii_table[256];

static inline bool kh_ascii_is(u8 c, enum kh_ascii_class class_bit)
{
	return kh_ascii_table[c] & class_bit;
}

static inline u8 kh_ascii_lower(u8 c)
{
	return (u8)(c - 'A') < 26 ? c | 0x20 : c;
}

/* The value of a hexadecimal digit; only for bytes in KH_ASCII_HEX. */
static inline u8 kh_ascii_hex_value(u8 c)
{
	return c <= '9' ? (u8)(c - '0') : (u8)((c | 0x20) - 'a' + 10);
}

/* Optional white space, OWS and BWS (RFC 9110 5.6.3). */
static inline bool kh_ascii_is_blank(u8 c)
{
	return c == ' ' || c == '\t';
}

/* True if @s is @lower but for ASCII case; @lower has no capitals. */
bool kh_ascii_equal_nocase(struct kh_span s, const char *lower);

/* @s without blanks at both ends. */
struct kh_span kh_ascii_trim(struct kh_span s);

KH_END_DECLS

#endif /* KHTTPD_CORE_ASCII_H */
