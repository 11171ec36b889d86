// SPDX-License-Identifier: GPL-2.0-only
//
// Numbers with units, as people type and read them.  Pure text, no options.
#ifndef KHTTPD_TOOLS_HTSTRESS_UNITS_H
#define KHTTPD_TOOLS_HTSTRESS_UNITS_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace htstress {

constexpr uint64_t kNsPerSecond = 1'000'000'000;

// "100", "100k", "2M", "1g": decimal multiples.  Whole numbers only.
std::optional<uint64_t> parse_count(std::string_view text);

// The same, and fractions: "0.5", "1.5k".
std::optional<double> parse_rate(std::string_view text);

// "10", "10s", "500ms", "250us", "2m", "1h"; a bare number is seconds.
// The result is nanoseconds; below one year, so sums cannot overflow.
std::optional<uint64_t> parse_duration(std::string_view text);

// A finite number, nothing before or after it.
std::optional<double> parse_number(std::string_view text);

// "873 ns", "1.234 ms", "12.5 s": four significant digits.
std::string format_duration(double ns);

// "734 B", "1.21 KB", "3.40 GB": decimal multiples.
std::string format_bytes(double bytes);

// 99.0 -> "99", 99.990 -> "99.99": the shortest form that reads the same.
std::string format_short(double value);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_UNITS_H
