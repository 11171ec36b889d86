// SPDX-License-Identifier: GPL-2.0-only
// Between spans and string_views, so that tests compare text as a whole.
#ifndef KHTTPD_TESTS_CORE_BYTES_H
#define KHTTPD_TESTS_CORE_BYTES_H

#include <string>
#include <string_view>

#include "core/span.h"

namespace khttpd::test {

inline struct kh_span span_of(std::string_view text)
{
	return kh_span(text.data(), text.size());
}

inline std::string_view view_of(struct kh_span span)
{
	return { span.ptr, span.len };
}

// Bytes that a failure report can show.
inline std::string printable(std::string_view bytes)
{
	static const char digits[] = "0123456789abcdef";
	std::string text;

	for (const char c : bytes) {
		const auto byte = static_cast<unsigned char>(c);

		if (byte >= 0x20 && byte < 0x7f && byte != '\\')
			text += c;
		else
			text += { '\\', 'x', digits[byte >> 4],
				  digits[byte & 15] };
	}
	return text;
}

} // namespace khttpd::test

#endif // KHTTPD_TESTS_CORE_BYTES_H
