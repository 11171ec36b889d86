/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bounded writer into a buffer of the caller's.  What does not fit is
 * dropped and sets a sticky overflow flag, so a row of writes is checked once,
 * at its end.  Never terminates with NUL, never allocates.
 */
#ifndef KHTTPD_CORE_WBUF_H
#define KHTTPD_CORE_WBUF_H

#include "core/span.h"

KH_BEGIN_DECLS

struct kh_wbuf {
	char *ptr; /* start of the buffer; the caller owns it */
	u32 cap; /* bytes */
	u32 len; /* bytes written, <= cap */
	bool overflow; /* something did not fit; len is then meaningless */
};

static inline void kh_wbuf_init(struct kh_wbuf *w, char *ptr, u32 cap)
{
	w->ptr = ptr;
	w->cap = cap;
	w->len = 0;
	w->overflow = false;
}

/* Append bytes, all or none. */
void kh_wbuf_put(struct kh_wbuf *w, const void *src, size_t len);

/* Append one byte. */
void kh_wbuf_putc(struct kh_wbuf *w, char c);

/* Append a terminated string. */
void kh_wbuf_puts(struct kh_wbuf *w, const char *str);

/* Append a byte percent-encoded (RFC 3986 2.1). */
void kh_wbuf_put_escaped(struct kh_wbuf *w, u8 c);

/* Append a number in decimal, no padding. */
void kh_wbuf_put_u64(struct kh_wbuf *w, u64 value);

static inline void kh_wbuf_put_span(struct kh_wbuf *w, struct kh_span s)
{
	kh_wbuf_put(w, s.ptr, s.len);
}

KH_END_DECLS

#endif /* KHTTPD_CORE_WBUF_H */
