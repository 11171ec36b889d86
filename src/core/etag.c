// SPDX-License-Identifier: GPL-2.0-only
#include "core/etag.h"

#include "core/ascii.h"
#include "core/wbuf.h"

/*
 * To the base of 64: clients send it back and keep it with what they cache, and
 * read every byte of it.
 */
static void put_number(struct kh_wbuf *w, u64 value)
{
	static const char digits[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	u32 shift = 60;

	while (shift && !(value >> shift))
		shift -= 6;
	do {
		kh_wbuf_putc(w, digits[value >> shift & 63]);
		shift -= 6;
	} while (shift <= 60); /* wraps below zero */
}

/* The numbers have dots between them, so no two files share a tag. */
u32 kh_etag_write(char out[KH_ETAG_MAX], u64 ino, u64 size, s64 sec, u32 nsec,
		  enum kh_coding coding)
{
	static const char letters[KH_NR_CODINGS] = { 0, 'g', 'b', 'z' };
	struct kh_wbuf w;

	kh_wbuf_init(&w, out, KH_ETAG_MAX);
	kh_wbuf_putc(&w, '"');
	put_number(&w, ino);
	kh_wbuf_putc(&w, '.');
	put_number(&w, size);
	kh_wbuf_putc(&w, '.');
	put_number(&w, (u64)sec);
	kh_wbuf_putc(&w, '.');
	put_number(&w, nsec);
	if (coding != KH_CODING_IDENTITY) {
		kh_wbuf_putc(&w, '.'); /* letters are digits too */
		kh_wbuf_putc(&w, letters[coding]);
	}
	kh_wbuf_putc(&w, '"');
	KH_ASSERT(!w.overflow);
	return w.len;
}

/* etagc: visible bytes but the quote, and obs-text (RFC 9110 8.8.3). */
static bool is_etagc(u8 c)
{
	return kh_ascii_is(c, KH_ASCII_VALUE) && !kh_ascii_is_blank(c) &&
	       c != '"';
}

bool kh_etag_take(struct kh_span *s, struct kh_etag *tag)
{
	size_t begin = 0, end;

	/* case counts */
	tag->weak = s->len >= 2 && s->ptr[0] == 'W' && s->ptr[1] == '/';
	if (tag->weak)
		begin = 2;
	if (begin == s->len || s->ptr[begin] != '"')
		return false;
	end = begin + 1;
	while (end < s->len && is_etagc((u8)s->ptr[end]))
		end++;
	if (end == s->len || s->ptr[end] != '"')
		return false;
	end++;
	tag->opaque = kh_span(s->ptr + begin, end - begin);
	*s = kh_span_from(*s, end);
	return true;
}

bool kh_etag_equal_strong(const struct kh_etag *tag, struct kh_span ours)
{
	return !tag->weak && kh_etag_equal_weak(tag, ours);
}

bool kh_etag_equal_weak(const struct kh_etag *tag, struct kh_span ours)
{
	return kh_span_equal(tag->opaque, ours);
}
