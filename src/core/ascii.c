// SPDX-License-Identifier: GPL-2.0-only
#include "core/ascii.h"

/* Short names for the rows below, undefined by the end of the file. */
#define T KH_ASCII_TOKEN
#define R KH_ASCII_TARGET
#define V KH_ASCII_VALUE
#define D KH_ASCII_DIGIT
#define H KH_ASCII_HEX
#define N KH_ASCII_NAME
#define P KH_ASCII_PATH
#define L KH_ASCII_PLAIN

#define URI (R | V | N | P | L)

const u8 kh_ascii_table[256] = {
	['\t'] = V,
	[' '] = V,
	['!'] = T | URI,
	['"'] = V,
	['#'] = T | V,
	['$'] = T | URI,
	['%'] = T | R | V,
	['&'] = T | URI,
	['\''] = T | URI,
	['('] = URI,
	[')'] = URI,
	['*'] = T | URI,
	['+'] = T | URI,
	[','] = URI,
	['-'] = T | URI,
	['.'] = T | URI,
	['/'] = R | V | P,
	['0' ... '9'] = T | D | H | URI,
	[':'] = R | V | P | L,
	[';'] = URI,
	['<'] = V,
	['='] = URI,
	['>'] = V,
	['?'] = R | V,
	['@'] = R | V | P | L,
	['A' ... 'F'] = T | H | URI,
	['G' ... 'Z'] = T | URI,
	['['] = R | V | L,
	['\\'] = R | V | L,
	[']'] = R | V | L,
	['^'] = T | R | V | L,
	['_'] = T | URI,
	['`'] = T | R | V | L,
	['a' ... 'f'] = T | H | URI,
	['g' ... 'z'] = T | URI,
	['{'] = R | V | L,
	['|'] = T | R | V | L,
	['}'] = R | V | L,
	['~'] = T | URI,
	/* obs-text: never in tokens or targets, opaque in values */
	[0x80 ... 0xff] = V,
};

#undef T
#undef R
#undef V
#undef D
#undef H
#undef N
#undef P
#undef L
#undef URI

bool kh_ascii_equal_nocase(struct kh_span s, const char *lower)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!lower[i] || kh_ascii_lower((u8)s.ptr[i]) != (u8)lower[i])
			return false;
	return !lower[i];
}

struct kh_span kh_ascii_trim(struct kh_span s)
{
	while (s.len && kh_ascii_is_blank((u8)s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len && kh_ascii_is_blank((u8)s.ptr[s.len - 1]))
		s.len--;
	return s;
}
