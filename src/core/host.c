// SPDX-License-Identifier: GPL-2.0-only
#include "core/host.h"

#include "core/ascii.h"
#include "core/framing.h"

static size_t find(struct kh_span s, char c)
{
	size_t at = 0;

	while (at < s.len && s.ptr[at] != c)
		at++;
	return at;
}

static bool is_label_byte(u8 c)
{
	return kh_ascii_is(c, KH_ASCII_DIGIT) || c == '-' || c == '_' ||
	       (u8)(kh_ascii_lower(c) - 'a') < 26;
}

/* Labels of a length between one and 63, with a dot between them. */
static bool is_name(struct kh_span s)
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

/* Without its port; what is before it in @host. */
static struct kh_span without_port(struct kh_span host)
{
	if (host.ptr[0] == '[')
		return kh_span(host.ptr, find(host, ']') + 1);
	return kh_span(host.ptr, find(host, ':'));
}

static bool is_known_form(struct kh_span *s)
{
	if (s->ptr[0] == '[')
		return (s->ptr[1] | 0x20) != 'v';
	if (s->len > 1 && s->ptr[s->len - 1] == '.')
		s->len--;
	return is_name(*s);
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
