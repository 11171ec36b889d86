// SPDX-License-Identifier: GPL-2.0-only
// Runs the request parser over bytes in every split and returns all it found.
#ifndef KHTTPD_TESTS_CORE_PARSE_FEED_H
#define KHTTPD_TESTS_CORE_PARSE_FEED_H

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/parse.h"

namespace khttpd::test {

// Everything a caller of kh_parse can see.
struct Parsed {
	enum kh_parse_result result = KH_PARSE_MORE;
	struct kh_request req = {};
	std::string target;
	std::string host;
	std::vector<std::pair<int, std::string>> kept; // name, value
	// Bytes after which the verdict was there; only parse_bytewise knows.
	size_t verdict_at = 0;

	bool operator==(const Parsed &other) const;
};

std::ostream &operator<<(std::ostream &out, const Parsed &parsed);

// Every split of `bytes`; fails the running test if two differ.
Parsed parse(std::string_view bytes);

// Byte by byte only, for heads of many kilobytes.
Parsed parse_bytewise(std::string_view bytes);

// The status a head is refused with in every split; 0 if it is not refused.
int refusal(std::string_view bytes);

// A head around one field line (without CRLF) of an HTTP/1.1 request.
std::string with_field(std::string_view line);

} // namespace khttpd::test

#endif // KHTTPD_TESTS_CORE_PARSE_FEED_H
