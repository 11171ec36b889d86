// SPDX-License-Identifier: GPL-2.0-only
//
// Decimal digits to a number; nothing else is a number here: no sign, no
// blank, no other base.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_NUMBER_H
#define KHTTPD_TOOLS_KHTTPDCTL_NUMBER_H

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace khttpd::ctl {

// Nothing when text is not all digits, or does not fit 64 bits.
inline std::optional<uint64_t> parse_number(std::string_view text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

inline bool is_all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_NUMBER_H
