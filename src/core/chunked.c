// SPDX-License-Identifier: GPL-2.0-only
#include "core/chunked.h"

#include "core/ascii.h"

enum state {
	SIZE_FIRST, /* one digit at least must come */
	SIZE,
	EXT, /* blanks before ';' */
	EXT_NAME_FIRST, /* blanks before the name */
	EXT_NAME,
	EXT_AFTER_NAME, /* blanks before '=' or ';' */
	EXT_VALUE_FIRST, /* blanks before the value */
	EXT_TOKEN,
	EXT_QUOTED,
	EXT_QUOTED_PAIR,
	EXT_AFTER_QUOTED,
	SIZE_LF,
	DATA,
	DATA_CR,
	DATA_LF,
	LINE, /* at the first byte of a trailer line */
	NAME,
	VALUE,
	VALUE_LF,
	END_LF,
	DONE,
	BAD,
};

void kh_chunked_init(struct kh_chunked *c)
{
	memset(c, 0, sizeof(*c));
}

/* 1*HEXDIG; a size of 2^60 or more is refused before it could overflow. */
static enum state on_size(struct kh_chunked *c, u8 byte)
{
	if (kh_ascii_is(byte, KH_ASCII_HEX)) {
		if (c->left >> 56)
			return BAD;
		c->left = c->left << 4 | kh_ascii_hex_value(byte);
		return SIZE;
	}
	if (c->state == SIZE_FIRST)
		return BAD;
	if (byte == '\r')
		return SIZE_LF;
	if (byte == ';')
		return EXT_NAME_FIRST;
	return kh_ascii_is_blank(byte) ? EXT : BAD;
}

/* What may follow a whole extension, @blank being the state for a blank. */
static enum state after_ext(u8 byte, enum state blank)
{
	if (byte == '\r')
		return SIZE_LF;
	if (byte == ';')
		return EXT_NAME_FIRST;
	return kh_ascii_is_blank(byte) ? blank : BAD;
}

/* quoted-string (RFC 9110 5.6.4) */
static enum state on_quoted(enum state state, u8 byte)
{
	if (!kh_ascii_is(byte, KH_ASCII_VALUE) && byte != '"')
		return BAD;
	if (state == EXT_QUOTED_PAIR)
		return EXT_QUOTED;
	if (byte == '"')
		return EXT_AFTER_QUOTED;
	return byte == '\\' ? EXT_QUOTED_PAIR : EXT_QUOTED;
}

/* *( BWS ";" BWS name [ BWS "=" BWS value ] ) (RFC 9112 7.1.1) */
static enum state on_ext(enum state state, u8 byte)
{
	bool token = kh_ascii_is(byte, KH_ASCII_TOKEN);
	bool blank = kh_ascii_is_blank(byte);

	switch (state) {
	case EXT:
		if (byte == ';')
			return EXT_NAME_FIRST;
		return blank ? EXT : BAD;
	case EXT_NAME_FIRST:
		if (blank)
			return EXT_NAME_FIRST;
		return token ? EXT_NAME : BAD;
	case EXT_NAME:
		if (token)
			return EXT_NAME;
		if (byte == '=')
			return EXT_VALUE_FIRST;
		return after_ext(byte, EXT_AFTER_NAME);
	case EXT_AFTER_NAME:
		if (byte == '=')
			return EXT_VALUE_FIRST;
		return byte == '\r' ? BAD : after_ext(byte, EXT_AFTER_NAME);
	case EXT_VALUE_FIRST:
		if (blank)
			return EXT_VALUE_FIRST;
		if (byte == '"')
			return EXT_QUOTED;
		return token ? EXT_TOKEN : BAD;
	case EXT_TOKEN:
		return token ? EXT_TOKEN : after_ext(byte, EXT);
	case EXT_AFTER_QUOTED:
		return after_ext(byte, EXT);
	default:
		return on_quoted(state, byte);
	}
}

/* Field lines in the form the head's have, then dropped (RFC 9112 7.1.2). */
static enum state on_trailer(enum state state, u8 byte)
{
	switch (state) {
	case LINE:
		if (byte == '\r')
			return END_LF;
		return kh_ascii_is(byte, KH_ASCII_TOKEN) ? NAME : BAD;
	case NAME:
		if (byte == ':')
			return VALUE;
		return kh_ascii_is(byte, KH_ASCII_TOKEN) ? NAME : BAD;
	case VALUE:
		if (byte == '\r')
			return VALUE_LF;
		return kh_ascii_is(byte, KH_ASCII_VALUE) ? VALUE : BAD;
	case VALUE_LF:
		return byte == '\n' ? LINE : BAD;
	default: /* END_LF */
		return byte == '\n' ? DONE : BAD;
	}
}

static enum state on_byte(struct kh_chunked *c, u8 byte)
{
	enum state state = (enum state)c->state;

	/* Size lines and trailers could go on for ever without a body byte. */
	if (c->overhead == KH_CHUNKED_OVERHEAD_MAX)
		return BAD;
	c->overhead++;
	switch (state) {
	case SIZE_FIRST:
	case SIZE:
		return on_size(c, byte);
	case SIZE_LF:
		if (byte != '\n')
			return BAD;
		return c->left ? DATA : LINE;
	case DATA_CR:
		return byte == '\r' ? DATA_LF : BAD;
	case DATA_LF:
		return byte == '\n' ? SIZE_FIRST : BAD;
	default:
		return state < SIZE_LF ? on_ext(state, byte) :
					 on_trailer(state, byte);
	}
}

/* Takes what there is of the chunk's data; returns its bytes. */
static u32 take_data(struct kh_chunked *c, u32 avail)
{
	u32 n = c->left < avail ? (u32)c->left : avail;

	c->left -= n;
	if (!c->left)
		c->state = DATA_CR;
	return n;
}

enum kh_chunked_result kh_chunked_feed(struct kh_chunked *c, const char *buf,
				       u32 len, u32 *used, u64 *data)
{
	u32 at = 0;

	while (at < len && c->state < DONE) {
		if (c->state == DATA) {
			u32 n = take_data(c, len - at);

			at += n;
			*data += n;
		} else {
			c->state = (u8)on_byte(c, (u8)buf[at++]);
		}
	}
	*used = at;
	if (c->state == DONE)
		return KH_CHUNKED_DONE;
	return c->state == BAD ? KH_CHUNKED_BAD : KH_CHUNKED_MORE;
}
