// SPDX-License-Identifier: GPL-2.0-only
#include "core/host.h"

#include "core/ascii.h"
#include "core/framing.h"

static bool is_label_byte(u8 c)
{
	return kh_ascii_is(c, KH_ASCII_DIGIT) || c == '-' || c == '_' ||
	       (u8)(kh_ascii_lower(c) - 'a') < 26;
}

/* Labels of a length between one and 63, with a dot between them. */
static bool is_dotted_name(struct kh_span s)
{
	u32 label = 0;
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '.') {
			if (!label)
				return false;
			label = 0;
		} else if (!is_label_byte((u8)s.ptr[i]) ||
			   ++label > KH_HOST_LABEL_MAX) {
			return false;
		}
	}
	return label;
}

static size_t run_len(struct kh_span s, enum kh_ascii_class class_bit)
{
	size_t len = 0;

	while (len < s.len && kh_ascii_is((u8)s.ptr[len], class_bit))
		len++;
	return len;
}

/* Four numbers of up to three digits, each below 256. */
static bool is_ipv4(struct kh_span s)
{
	u32 nr, i, value;

	for (nr = 0; nr < 4; nr++) {
		size_t len = run_len(s, KH_ASCII_DIGIT);

		if (!len || len > 3)
			return false;
		for (i = 0, value = 0; i < len; i++)
			value = value * 10 + (u32)(s.ptr[i] - '0');
		if (value > 255)
			return false;
		s = kh_span_from(s, len);
		if (nr < 3 && (!s.len || s.ptr[0] != '.'))
			return false;
		s = kh_span_from(s, nr < 3);
	}
	return !s.len;
}

static bool has_gap(struct kh_span s)
{
	return s.len >= 2 && s.ptr[0] == ':' && s.ptr[1] == ':';
}

/* Eight groups, or fewer around one "::"; the last two may be IPv4. */
static bool is_ipv6(struct kh_span s)
{
	bool gap = has_gap(s);
	u32 groups = 0;

	s = kh_span_from(s, gap ? 2 : 0);
	while (s.len) {
		size_t len = run_len(s, KH_ASCII_HEX);

		if (len < s.len && s.ptr[len] == '.')
			return is_ipv4(s) && (gap ? groups < 6 : groups == 6);
		if (!len || len > 4 || ++groups > 8)
			return false;
		s = kh_span_from(s, len);
		if (!s.len)
			break;
		if (has_gap(s) && gap)
			return false;
		gap = gap || has_gap(s);
		len = has_gap(s) ? 2 : 1;
		if (s.ptr[0] != ':' || (len == 1 && s.len == 1))
			return false;
		s = kh_span_from(s, len);
	}
	return gap ? groups < 8 : groups == 8;
}

/* Without its port; what is before it in @host. */
static struct kh_span without_port(struct kh_span host)
{
	if (host.ptr[0] == '[')
		return kh_span(host.ptr, kh_span_find(host, ']') + 1);
	return kh_span(host.ptr, kh_span_find(host, ':'));
}

static bool is_known_form(struct kh_span *s)
{
	if (s->ptr[0] == '[')
		return is_ipv6(kh_span(s->ptr + 1, s->len - 2));
	if (s->len > 1 && s->ptr[s->len - 1] == '.')
		s->len--;
	return is_dotted_name(*s);
}

bool kh_host_normalise(struct kh_span host, char *out, u32 cap, u32 *len)
{
	u32 i;

	if (!kh_framing_is_authority(host))
		return false;
	host = without_port(host);
	if (!is_known_form(&host) || host.len > KH_HOST_MAX || host.len > cap)
		return false;
	for (i = 0; i < host.len; i++)
		out[i] = (char)kh_ascii_lower((u8)host.ptr[i]);
	*len = (u32)host.len;
	return true;
}
