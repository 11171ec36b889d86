// SPDX-License-Identifier: GPL-2.0-only
#include "core/framing.h"

#include "core/ascii.h"
#include "core/list.h"

/* Largest body length taken; a file offset is signed on every kernel. */
#define LENGTH_MAX 0x7fffffffffffffffull

static enum kh_field kept(enum kh_kept_name name)
{
	return (enum kh_field)(KH_FIELD_KEPT + name);
}

/*
 * True if @name, a token of at least four bytes, is @lower but for ASCII case;
 * their lengths agree.  Bytes that differ in the bit of lower case alone are the
 * same letter, or '-' and CR, which is in no token.
 */
static bool is_name(struct kh_span name, const char *lower)
{
	size_t last = name.len - sizeof(u32);
	size_t at = 0;

	for (;;) {
		u32 ours, theirs;

		memcpy(&theirs, name.ptr + at, sizeof(theirs));
		memcpy(&ours, lower + at, sizeof(ours));
		if ((theirs | 0x20202020u) != ours)
			return false;
		if (at == last)
			return true;
		at = at + sizeof(u32) < last ? at + sizeof(u32) : last;
	}
}

enum kh_field kh_framing_field(struct kh_span name)
{
	/* The length tells nearly all other fields apart without a compare. */
	switch (name.len) {
	case 4:
		if (is_name(name, "host"))
			return KH_FIELD_HOST;
		break;
	case 5:
		if (is_name(name, "range"))
			return kept(KH_KEPT_RANGE);
		break;
	case 6:
		if (is_name(name, "accept"))
			return kept(KH_KEPT_ACCEPT);
		if (is_name(name, "expect"))
			return KH_FIELD_EXPECT;
		break;
	case 8:
		if (is_name(name, "if-match"))
			return kept(KH_KEPT_IF_MATCH);
		if (is_name(name, "if-range"))
			return kept(KH_KEPT_IF_RANGE);
		break;
	case 10:
		if (is_name(name, "connection"))
			return KH_FIELD_CONNECTION;
		break;
	case 13:
		if (is_name(name, "if-none-match"))
			return kept(KH_KEPT_IF_NONE_MATCH);
		break;
	case 14:
		if (is_name(name, "content-length"))
			return KH_FIELD_CONTENT_LENGTH;
		break;
	case 15:
		if (is_name(name, "accept-encoding"))
			return kept(KH_KEPT_ACCEPT_ENCODING);
		break;
	case 17:
		if (is_name(name, "if-modified-since"))
			return kept(KH_KEPT_IF_MODIFIED_SINCE);
		if (is_name(name, "transfer-encoding"))
			return KH_FIELD_TRANSFER_ENCODING;
		break;
	case 19:
		if (is_name(name, "if-unmodified-since"))
			return kept(KH_KEPT_IF_UNMODIFIED_SINCE);
		break;
	}
	return KH_FIELD_OTHER;
}

/*
 * The part readers take the whole text and return where their part ends; 0 if
 * there is none or it is wrong.
 */

/* Hex digits, ':' and '.' between the brackets, or IPvFuture. */
static size_t ip_literal_end(struct kh_span s)
{
	bool future = s.len > 1 && (s.ptr[1] | 0x20) == 'v';
	size_t nr_colons = 0;
	size_t i;

	for (i = 1; i < s.len && s.ptr[i] != ']'; i++) {
		u8 c = (u8)s.ptr[i];

		nr_colons += c == ':';
		if (c == ':' || kh_ascii_is(c, KH_ASCII_HEX) || c == '.')
			continue;
		if (!future || !kh_ascii_is(c, KH_ASCII_NAME))
			return 0;
	}
	/* "v1.x" at least; an IPv6 address has two colons at least */
	if (i == s.len || (future ? i < 5 : nr_colons < 2))
		return 0;
	return i + 1;
}

static size_t reg_name_end(struct kh_span s)
{
	size_t i = 0;

	while (i < s.len) {
		if (kh_ascii_is((u8)s.ptr[i], KH_ASCII_NAME)) {
			i++;
			continue;
		}
		if (s.ptr[i] != '%')
			break;
		if (s.len - i < 3 ||
		    !kh_ascii_is((u8)s.ptr[i + 1], KH_ASCII_HEX) ||
		    !kh_ascii_is((u8)s.ptr[i + 2], KH_ASCII_HEX))
			return 0;
		i += 3;
	}
	return i;
}

/* Digits up to 65535; none is allowed (RFC 3986 3.2.3). */
static bool is_port(struct kh_span s)
{
	u32 port = 0;
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (!kh_ascii_is((u8)s.ptr[i], KH_ASCII_DIGIT))
			return false;
		port = port * 10 + (u32)(s.ptr[i] - '0');
		if (port > 65535)
			return false;
	}
	return true;
}

bool kh_framing_is_authority(struct kh_span s)
{
	size_t end = s.len && s.ptr[0] == '[' ? ip_literal_end(s) :
						reg_name_end(s);

	if (!end || end == s.len)
		return end;
	return s.ptr[end] == ':' &&
	       is_port(kh_span(s.ptr + end + 1, s.len - end - 1));
}

/*
 * A second Host could send the request elsewhere than a proxy in front saw
 * (RFC 9112 3.2).  An empty one is what a client sends for a target without
 * an authority.
 */
static int take_host(struct kh_request *req, struct kh_span value)
{
	if (req->has_host)
		return KH_STATUS_BAD_REQUEST;
	if (value.len && !kh_framing_is_authority(value))
		return KH_STATUS_BAD_REQUEST;
	req->has_host = true;
	return 0;
}

static int take_connection(u8 *flags, struct kh_span value)
{
	struct kh_span option;

	while (kh_list_next(&value, &option)) {
		if (kh_ascii_equal_nocase(option, "close"))
			*flags |= KH_FRAMING_CLOSE;
		else if (kh_ascii_equal_nocase(option, "keep-alive"))
			*flags |= KH_FRAMING_KEEP_ALIVE;
	}
	return 0;
}

/*
 * One field of digits only.  A list of equal numbers may be accepted, says
 * RFC 9112 6.3, but need not, and two readers may differ about it.  Any
 * length beside a transfer coding is the mark of request smuggling
 * (RFC 9112 6.1).
 */
static int take_content_length(struct kh_request *req, struct kh_span value)
{
	u64 length = 0;
	size_t i;

	if (req->body != KH_BODY_NONE || !value.len)
		return KH_STATUS_BAD_REQUEST;
	for (i = 0; i < value.len; i++) {
		u8 digit = (u8)((u8)value.ptr[i] - '0');

		if (digit > 9 || length > LENGTH_MAX / 10 ||
		    length * 10 > LENGTH_MAX - digit)
			return KH_STATUS_BAD_REQUEST;
		length = length * 10 + digit;
	}
	req->body = KH_BODY_LENGTH;
	req->content_length = length;
	return 0;
}

/*
 * HTTP/1.0 knows no transfer coding: a peer that sends one frames messages
 * in a way nobody can be sure of (RFC 9112 6.1).
 */
static int take_transfer_encoding(struct kh_request *req, struct kh_span value)
{
	if (req->body != KH_BODY_NONE || req->minor == 0 || !value.len)
		return KH_STATUS_BAD_REQUEST;
	if (!kh_ascii_equal_nocase(value, "chunked"))
		return KH_STATUS_NOT_IMPLEMENTED;
	req->body = KH_BODY_CHUNKED;
	return 0;
}

/* RFC 9110 10.1.1; in HTTP/1.0 the one known expectation is ignored. */
static int take_expect(struct kh_request *req, struct kh_span value)
{
	struct kh_span expectation;

	while (kh_list_next(&value, &expectation)) {
		if (!kh_ascii_equal_nocase(expectation, "100-continue"))
			return KH_STATUS_EXPECTATION_FAILED;
		req->expect_continue = req->minor > 0;
	}
	return 0;
}

int kh_framing_take(struct kh_request *req, u8 *flags, enum kh_field field,
		    struct kh_span value)
{
	switch (field) {
	case KH_FIELD_HOST:
		return take_host(req, value);
	case KH_FIELD_CONNECTION:
		return take_connection(flags, value);
	case KH_FIELD_CONTENT_LENGTH:
		return take_content_length(req, value);
	case KH_FIELD_TRANSFER_ENCODING:
		return take_transfer_encoding(req, value);
	case KH_FIELD_EXPECT:
		return take_expect(req, value);
	default:
		return 0;
	}
}

int kh_framing_finish(struct kh_request *req, u8 flags)
{
	if (req->minor > 0 && !req->has_host)
		return KH_STATUS_BAD_REQUEST;
	req->keep_alive = !(flags & KH_FRAMING_CLOSE) &&
			  (req->minor > 0 || flags & KH_FRAMING_KEEP_ALIVE);
	return 0;
}

bool kh_framing_lacks_length(const struct kh_request *req)
{
	return req->body == KH_BODY_NONE &&
	       (req->method == KH_METHOD_POST || req->method == KH_METHOD_PUT ||
		req->method == KH_METHOD_PATCH);
}
