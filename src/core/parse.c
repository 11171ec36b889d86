// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every reader below owns one element.  It scans as far as there are bytes,
 * stores where it stopped, and ends in the reader of the element that
 * follows, so that a head which is all there runs straight through and the
 * state is only looked at on entry.  Known fields are handed to framing.
 */
#include "core/parse.h"

#include "core/ascii.h"
#include "core/framing.h"

/* Bytes of empty lines tolerated before a request (RFC 9112 2.2). */
#define BLANK_MAX 8u

enum state {
	STATE_START, /* before the first byte that counts; must be 0 */
	STATE_METHOD,
	STATE_TARGET,
	STATE_VERSION,
	STATE_LINE, /* at the first byte of a field line */
	STATE_NAME,
	STATE_OWS,
	STATE_VALUE,
	STATE_VALUE_LF,
	STATE_END_LF,
};

enum step {
	STEP_LINE, /* a line was read, go on with the next */
	STEP_MORE,
	STEP_DONE,
	STEP_REFUSE,
};

/* One call of kh_parse: kept in registers, written back at its end. */
struct scan {
	const u8 *buf;
	u32 pos;
	u32 end;
	struct kh_parser *p;
	struct kh_request *req;
};

static enum step refuse(struct scan *s, int status)
{
	s->req->status = (enum kh_status)status;
	return STEP_REFUSE;
}

static void enter(struct scan *s, enum state state)
{
	s->p->state = (u8)state;
	s->p->mark = (u16)s->pos;
}

static struct kh_slice element(const struct scan *s)
{
	struct kh_slice slice = { s->p->mark, (u16)(s->pos - s->p->mark) };

	return slice;
}

/*
 * Skips bytes of a class until the element has @max; false: out of bytes.
 * Positions are local in every loop: the bytes, being chars, may alias *s.
 */
static bool skip_class(struct scan *s, enum kh_ascii_class class_bit, u32 max)
{
	const u8 *buf = s->buf;
	u32 pos = s->pos;
	u32 stop = s->p->mark + max;

	if (stop > s->end)
		stop = s->end;
	while (pos < stop && kh_ascii_is(buf[pos], class_bit))
		pos++;
	s->pos = pos;
	return pos < s->end;
}

static enum step read_end_lf(struct scan *s)
{
	int status;

	if (s->pos == s->end)
		return STEP_MORE;
	if (s->buf[s->pos] != '\n')
		return refuse(s, KH_STATUS_BAD_REQUEST);
	s->pos++;
	status = kh_framing_finish(s->req, s->p->flags);
	if (status)
		return refuse(s, status);
	s->req->head_len = (u16)s->pos;
	return STEP_DONE;
}

static int keep(struct kh_request *req, u8 name, struct kh_slice value)
{
	if (req->nr_kept == KH_KEPT_MAX)
		return KH_STATUS_FIELDS_TOO_LARGE;
	req->kept[req->nr_kept].value = value;
	req->kept[req->nr_kept].name = name;
	req->nr_kept++;
	req->kept_names |= (u8)(1u << name);
	return 0;
}

/* The value is what lies between the blanks (RFC 9112 5.1). */
static int take_field(struct scan *s)
{
	const char *head = (const char *)s->buf;
	struct kh_slice value = element(s);
	int status;

	while (value.len &&
	       kh_ascii_is_blank(s->buf[value.off + value.len - 1]))
		value.len--;
	if (s->p->field >= KH_FIELD_KEPT)
		return keep(s->req, (u8)(s->p->field - KH_FIELD_KEPT), value);
	status = kh_framing_take(s->req, &s->p->flags,
				 (enum kh_field)s->p->field,
				 kh_slice_of(head, value));
	if (!status && s->p->field == KH_FIELD_HOST)
		s->req->host = value;
	return status;
}

/* At the byte after the CR that ended a value. */
static enum step read_value_lf(struct scan *s)
{
	int status = 0;

	if (s->pos == s->end)
		return STEP_MORE;
	if (s->buf[s->pos] != '\n')
		return refuse(s, KH_STATUS_BAD_REQUEST);
	if (s->p->field != KH_FIELD_OTHER) {
		s->pos--;
		status = take_field(s);
		s->pos++;
	}
	if (status)
		return refuse(s, status);
	s->pos++;
	s->p->state = STATE_LINE;
	return STEP_LINE;
}

/*
 * True if none of eight bytes is a control byte.  Exact, though a borrow may
 * mark a byte above a control byte too; obs-text is not marked.
 */
static bool is_plain_word(const u8 *at)
{
	const u64 ones = 0x0101010101010101ull;
	u64 word, del;

	memcpy(&word, at, sizeof(word));
	del = word ^ (ones * 0x7f);
	return !((((word - ones * 0x20) & ~word) | ((del - ones) & ~del)) &
		 (ones * 0x80));
}

static enum step read_value(struct scan *s)
{
	const u8 *at = s->buf + s->pos;
	const u8 *end = s->buf + s->end;

	while (end - at >= 8 && is_plain_word(at))
		at += 8;
	while (at < end && kh_ascii_is(*at, KH_ASCII_VALUE))
		at++;
	s->pos = (u32)(at - s->buf);
	if (at == end)
		return STEP_MORE;
	if (*at != '\r')
		return refuse(s, KH_STATUS_BAD_REQUEST);
	s->pos++;
	s->p->state = STATE_VALUE_LF;
	return read_value_lf(s);
}

static enum step read_ows(struct scan *s)
{
	while (s->pos < s->end && kh_ascii_is_blank(s->buf[s->pos]))
		s->pos++;
	if (s->pos == s->end)
		return STEP_MORE;
	enter(s, STATE_VALUE);
	return read_value(s);
}

/*
 * A byte that is neither of a token nor a colon is refused: white space
 * before the colon has been used to hide fields (RFC 9112 5.1), and white
 * space at the start of the line is obs-fold (RFC 9112 5.2).
 */
static enum step read_name(struct scan *s)
{
	struct kh_slice name;

	if (!skip_class(s, KH_ASCII_TOKEN, KH_HEAD_MAX))
		return STEP_MORE;
	name = element(s);
	if (s->buf[s->pos] != ':' || !name.len)
		return refuse(s, KH_STATUS_BAD_REQUEST);
	s->p->field = (u8)kh_framing_field(
		kh_slice_of((const char *)s->buf, name));
	s->pos++;
	s->p->state = STATE_OWS;
	return read_ows(s);
}

static enum step read_line(struct scan *s)
{
	if (s->pos == s->end)
		return STEP_MORE;
	if (s->buf[s->pos] == '\r') {
		s->pos++;
		s->p->state = STATE_END_LF;
		return read_end_lf(s);
	}
	if (s->p->nr_fields == KH_FIELDS_MAX)
		return refuse(s, KH_STATUS_FIELDS_TOO_LARGE);
	s->p->nr_fields++;
	enter(s, STATE_NAME);
	return read_name(s);
}

/* The verdict on a version whose eight bytes have the right form. */
static int take_version(struct scan *s)
{
	const u8 *version = s->buf + s->p->mark;

	if (version[5] == '0')
		return KH_STATUS_BAD_REQUEST;
	if (version[5] != '1')
		return KH_STATUS_VERSION_NOT_SUPPORTED;
	/* RFC 9110 2.5: a higher minor version is served as the highest known */
	s->req->minor = version[7] != '0';
	return 0;
}

static enum step read_version_bytes(struct scan *s)
{
	static const char form[] = "HTTP/0.0\r\n";
	u32 at = s->pos - s->p->mark;
	int status = 0;

	for (; at < sizeof(form) - 1; at++, s->pos++) {
		u8 c;

		if (s->pos == s->end)
			return STEP_MORE;
		c = s->buf[s->pos];
		if (form[at] == '0' ? !kh_ascii_is(c, KH_ASCII_DIGIT) :
				      c != (u8)form[at])
			return refuse(s, KH_STATUS_BAD_REQUEST);
		if (at == 7)
			status = take_version(s);
		if (status)
			return refuse(s, status);
	}
	s->p->state = STATE_LINE;
	return STEP_LINE;
}

static enum step read_version(struct scan *s)
{
	static const char common[] = "HTTP/1.1\r\n";
	const u32 len = sizeof(common) - 1;

	if (s->pos != s->p->mark || s->end - s->pos < len ||
	    memcmp(s->buf + s->pos, common, len) != 0)
		return read_version_bytes(s);
	s->req->minor = 1;
	s->pos += len;
	s->p->state = STATE_LINE;
	return STEP_LINE;
}

static enum step read_target(struct scan *s)
{
	if (!skip_class(s, KH_ASCII_TARGET, KH_TARGET_MAX))
		return STEP_MORE;
	if (kh_ascii_is(s->buf[s->pos], KH_ASCII_TARGET))
		return refuse(s, KH_STATUS_URI_TOO_LONG);
	s->req->target = element(s);
	if (s->buf[s->pos] != ' ' || !s->req->target.len)
		return refuse(s, KH_STATUS_BAD_REQUEST);
	s->pos++;
	enter(s, STATE_VERSION);
	return read_version(s);
}

static enum step read_method(struct scan *s)
{
	struct kh_slice method;

	if (!skip_class(s, KH_ASCII_TOKEN, KH_METHOD_MAX))
		return STEP_MORE;
	if (kh_ascii_is(s->buf[s->pos], KH_ASCII_TOKEN))
		return refuse(s, KH_STATUS_NOT_IMPLEMENTED);
	method = element(s);
	if (s->buf[s->pos] != ' ' || !method.len)
		return refuse(s, KH_STATUS_BAD_REQUEST);
	s->req->method = kh_method_of(
		kh_slice_of((const char *)s->buf, method));
	s->pos++;
	enter(s, STATE_TARGET);
	return read_target(s);
}

/* A CR stays untaken until its LF is there: the head has not begun yet. */
static enum step read_start(struct scan *s)
{
	while (s->pos < s->end) {
		if (s->buf[s->pos] != '\r') {
			enter(s, STATE_METHOD);
			return read_method(s);
		}
		if (s->pos == BLANK_MAX)
			return refuse(s, KH_STATUS_BAD_REQUEST);
		if (s->pos + 1 == s->end)
			return STEP_MORE;
		if (s->buf[s->pos + 1] != '\n')
			return refuse(s, KH_STATUS_BAD_REQUEST);
		s->pos += 2;
	}
	return STEP_MORE;
}

static enum step resume(struct scan *s)
{
	switch ((enum state)s->p->state) {
	case STATE_START:
		return read_start(s);
	case STATE_METHOD:
		return read_method(s);
	case STATE_TARGET:
		return read_target(s);
	case STATE_VERSION:
		return read_version(s);
	case STATE_LINE:
		return read_line(s);
	case STATE_NAME:
		return read_name(s);
	case STATE_OWS:
		return read_ows(s);
	case STATE_VALUE:
		return read_value(s);
	case STATE_VALUE_LF:
		return read_value_lf(s);
	case STATE_END_LF:
		return read_end_lf(s);
	}
	KH_ASSERT(false);
	return refuse(s, KH_STATUS_INTERNAL_ERROR);
}

void kh_parse_init(struct kh_parser *p, struct kh_request *req)
{
	memset(p, 0, sizeof(*p));
	memset(req, 0, offsetof(struct kh_request, kept));
}

enum kh_parse_result kh_parse(struct kh_parser *p, const char *buf, u32 len,
			      struct kh_request *req)
{
	struct scan s = {
		.buf = (const u8 *)buf,
		.pos = p->pos,
		.end = len < KH_HEAD_MAX ? len : KH_HEAD_MAX,
		.p = p,
		.req = req,
	};
	enum step step = resume(&s);

	while (step == STEP_LINE)
		step = read_line(&s);
	if (step == STEP_MORE && s.pos == KH_HEAD_MAX)
		step = refuse(&s, KH_STATUS_FIELDS_TOO_LARGE);
	p->pos = (u16)s.pos;
	if (step == STEP_MORE)
		return KH_PARSE_MORE;
	return step == STEP_DONE ? KH_PARSE_DONE : KH_PARSE_REFUSE;
}
