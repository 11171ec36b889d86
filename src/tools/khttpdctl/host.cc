// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/host.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "tools/khttpdctl/http_words.h"
#include "uapi/policy.h"

namespace khttpd::ctl {
namespace {

constexpr size_t kMaxLabelBytes = 63;  // RFC 1035 2.3.4

bool is_label_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

ValueResult parse_literal(std::string_view text) {
  size_t close = text.find(']');
  in6_addr address{};
  std::string inside(text.substr(1, std::min(close, text.size()) - 1));
  if (close == text.npos || inet_pton(AF_INET6, inside.c_str(), &address) != 1)
    return ValueError{0, fmt::format("'{}' is not an IPv6 address", text)};
  if (close + 1 != text.size())
    return ValueError{close + 1, "a host has no port here"};
  char out[INET6_ADDRSTRLEN];
  return fmt::format("[{}]", inet_ntop(AF_INET6, &address, out, sizeof(out)));
}

Fault check_label(std::string_view text, size_t at, size_t end) {
  if (at == end) return ValueError{at, "an empty part between two dots"};
  if (end - at > kMaxLabelBytes)
    return ValueError{at, fmt::format("a part of {} bytes, where {} are the "
                                      "most",
                                      end - at, kMaxLabelBytes)};
  for (size_t i = at; i < end; ++i) {
    if (is_label_char(text[i])) continue;
    if (text[i] == ':') return ValueError{i, "a host has no port here"};
    if (text[i] == '*')
      return ValueError{i, "a * stands alone or as the first part"};
    if (static_cast<unsigned char>(text[i]) >= 0x80)
      return ValueError{i, "the name is not in ASCII: give its xn-- form"};
    return ValueError{i, fmt::format("'{}' is in no host's name", text[i])};
  }
  if (text[at] == '-' || text[end - 1] == '-')
    return ValueError{at, "a part that begins or ends with '-'"};
  return std::nullopt;
}

Fault check_labels(std::string_view text, size_t at) {
  while (at <= text.size()) {
    size_t end = std::min(text.find('.', at), text.size());
    if (auto fault = check_label(text, at, end)) return fault;
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

ValueResult parse_host(std::string_view text) {
  if (text == "*") return std::string(text);
  if (text.starts_with('[')) return parse_literal(text);
  std::string name = lower(text);
  if (name.size() > 1 && name.back() == '.') name.pop_back();
  size_t start = name.starts_with("*.") ? 2 : 0;
  if (auto fault = check_labels(name, start)) return *fault;
  if (name.size() - start > KHTTPD_POLICY_HOST_MAX)
    return ValueError{0,
                      fmt::format("the name has {} bytes, where {} are the "
                                  "most",
                                  name.size() - start, KHTTPD_POLICY_HOST_MAX)};
  return name;
}

}  // namespace khttpd::ctl
