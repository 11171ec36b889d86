// SPDX-License-Identifier: GPL-2.0-only
#include "core/target.h"

#include "core/ascii.h"
#include "core/framing.h"

/* The path under construction; always begins with '/'. */
struct target_path {
	char *out;
	u32 cap;
	u32 len;
	u32 segment; /* where the segment being written begins, after a '/' */
};

static bool put(struct target_path *p, u8 c)
{
	if (p->len == p->cap)
		return false;
	p->out[p->len++] = (char)c;
	return true;
}

/*
 * The byte an escape stands for, or -1.  An encoded slash would name one
 * segment in the URI and two in the file system; control bytes, NUL first,
 * are in no honest path.
 */
static int decode(struct kh_span at)
{
	int byte;

	if (at.len < 3 || !kh_ascii_is((u8)at.ptr[1], KH_ASCII_HEX) ||
	    !kh_ascii_is((u8)at.ptr[2], KH_ASCII_HEX))
		return -1;
	byte = kh_ascii_hex_value((u8)at.ptr[1]) << 4 |
	       kh_ascii_hex_value((u8)at.ptr[2]);
	return byte < 0x20 || byte == 0x7f || byte == '/' ? -1 : byte;
}

/* Drops the segment just written and the one before it; false at the root. */
static bool go_up(struct target_path *p)
{
	if (p->segment == 1)
		return false;
	p->len = p->segment - 1;
	while (p->out[p->len - 1] != '/')
		p->len--;
	p->segment = p->len;
	return true;
}

/*
 * At the end of a segment, after decoding, so that "%2e" counts as a dot
 * (RFC 3986 5.2.4 and 6.2.2.3).  Unlike there, a ".." too many is refused.
 */
static bool end_segment(struct target_path *p)
{
	const char *segment = p->out + p->segment;
	u32 len = p->len - p->segment;

	if (len == 1 && segment[0] == '.')
		p->len = p->segment;
	else if (len == 2 && segment[0] == '.' && segment[1] == '.')
		return go_up(p);
	return true;
}

/* A slash right after another adds nothing. */
static int put_slash(struct target_path *p)
{
	if (!end_segment(p))
		return KH_STATUS_BAD_REQUEST;
	if (p->len > p->segment && !put(p, '/'))
		return KH_STATUS_URI_TOO_LONG;
	p->segment = p->len;
	return 0;
}

/* One byte or one escape from the front of @in. */
static int take_one(struct target_path *p, struct kh_span *in)
{
	u32 used = in->ptr[0] == '%' ? 3 : 1;
	int c = used == 3 ? decode(*in) : (u8)in->ptr[0];

	if (c < 0 || (used == 1 && !kh_ascii_is((u8)c, KH_ASCII_TARGET)))
		return KH_STATUS_BAD_REQUEST;
	*in = kh_span_from(*in, used);
	if (c == '/')
		return put_slash(p);
	return put(p, (u8)c) ? 0 : KH_STATUS_URI_TOO_LONG;
}

/* Bytes that stand for themselves, as nearly all do. */
static void take_plain(struct target_path *p, struct kh_span *in)
{
	u32 room = p->cap - p->len;
	size_t most = in->len < room ? in->len : room;
	char *out = p->out + p->len;
	size_t len = 0;

	for (; len < most && kh_ascii_is((u8)in->ptr[len], KH_ASCII_PLAIN);
	     len++)
		out[len] = in->ptr[len];
	p->len += (u32)len;
	*in = kh_span_from(*in, len);
}

/* As far as the query, if there is one. */
static int clean(struct kh_span in, struct target_path *p)
{
	int status = 0;

	if (!put(p, '/'))
		return KH_STATUS_URI_TOO_LONG;
	p->segment = 1;
	if (in.len && in.ptr[0] == '/') /* it is there already */
		in = kh_span_from(in, 1);
	take_plain(p, &in);
	while (in.len && in.ptr[0] != '?' && !status) {
		status = take_one(p, &in);
		take_plain(p, &in);
	}
	if (!status && !end_segment(p))
		status = KH_STATUS_BAD_REQUEST;
	return status;
}

/*
 * Takes scheme and authority from the front of @s, which has no query; an empty
 * span if they are not there.
 */
static struct kh_span take_authority(struct kh_span *s)
{
	const size_t scheme_len = 7; /* "http://" */
	struct kh_span rest;
	size_t len;

	if (s->len < scheme_len ||
	    !kh_ascii_equal_nocase(kh_span(s->ptr, scheme_len), "http://"))
		return kh_span(s->ptr, 0);
	rest = kh_span_from(*s, scheme_len);
	len = kh_span_find(rest, '/');
	*s = kh_span_from(rest, len);
	return kh_span(rest.ptr, len);
}

/*
 * What follows scheme and authority in absolute form, which every server has
 * to take (RFC 9112 3.2.2).  False for any other form than these two.
 */
static bool skip_authority(struct kh_span *s)
{
	if (s->len && s->ptr[0] == '/')
		return true;
	s->len = kh_span_find(*s, '?');
	return kh_framing_is_authority(take_authority(s));
}

int kh_target_path(struct kh_span target, char *out, u32 cap, u32 *len)
{
	struct target_path p = { .out = out, .cap = cap };
	int status;

	if (!skip_authority(&target))
		return KH_STATUS_BAD_REQUEST;
	status = clean(target, &p);
	if (!status)
		*len = p.len;
	return status;
}

struct kh_span kh_target_query(struct kh_span target)
{
	size_t at = kh_span_find(target, '?');

	return kh_span_from(target, at);
}

struct kh_span kh_target_authority(struct kh_span target)
{
	struct kh_span path = kh_span(target.ptr, kh_span_find(target, '?'));

	return take_authority(&path);
}

bool kh_target_is_asterisk(struct kh_span target)
{
	return target.len == 1 && target.ptr[0] == '*';
}

bool kh_target_is_hidden(struct kh_span path)
{
	static const char known[] = "/.well-known";
	const size_t len = sizeof(known) - 1;
	size_t i = 0;

	if (path.len >= len && memcmp(path.ptr, known, len) == 0 &&
	    (path.len == len || path.ptr[len] == '/'))
		i = len;
	for (; i + 1 < path.len; i++)
		if (path.ptr[i] == '/' && path.ptr[i + 1] == '.')
			return true;
	return false;
}
