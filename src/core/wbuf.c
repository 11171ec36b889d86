// SPDX-License-Identifier: GPL-2.0-only
#include "core/wbuf.h"

void kh_wbuf_put(struct kh_wbuf *w, const void *src, size_t len)
{
	if (w->overflow || len > w->cap - w->len) {
		w->overflow = true;
		return;
	}
	if (len)
		memcpy(w->ptr + w->len, src, len);
	w->len += (u32)len;
}

void kh_wbuf_putc(struct kh_wbuf *w, char c)
{
	kh_wbuf_put(w, &c, 1);
}

void kh_wbuf_puts(struct kh_wbuf *w, const char *str)
{
	kh_wbuf_put(w, str, strlen(str));
}

void kh_wbuf_put_escaped(struct kh_wbuf *w, u8 c)
{
	static const char digits[] = "0123456789ABCDEF";

	kh_wbuf_putc(w, '%');
	kh_wbuf_putc(w, digits[c >> 4]);
	kh_wbuf_putc(w, digits[c & 15]);
}

void kh_wbuf_put_u64(struct kh_wbuf *w, u64 value)
{
	char digits[20]; /* 2^64 - 1 has 20 */
	u32 at = sizeof(digits);
	u32 digit;

	do {
		value = kh_div_u64(value, 10, &digit);
		digits[--at] = (char)('0' + digit);
	} while (value);
	kh_wbuf_put(w, digits + at, sizeof(digits) - at);
}
