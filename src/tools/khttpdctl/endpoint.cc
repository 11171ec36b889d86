// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "tools/khttpdctl/number.h"

namespace khttpd::ctl {
namespace {

std::string_view trim(std::string_view text, size_t* offset) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
    ++*offset;
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

bool read_port(std::string_view text, uint16_t* port) {
  if (text.empty()) return true;
  if (text.front() != ':') return false;
  std::optional<uint64_t> number = parse_number(text.substr(1));
  if (!number || *number < 1 || *number > 65535) return false;
  *port = static_cast<uint16_t>(*number);
  return true;
}

bool read_address(std::string_view text, Endpoint* out) {
  return inet_pton(out->v6 ? AF_INET6 : AF_INET, std::string(text).c_str(),
                   out->address.data()) == 1;
}

std::optional<Endpoint> parse_v6(std::string_view text, Endpoint out) {
  size_t close = text.find(']');
  if (close == text.npos) return std::nullopt;
  out.v6 = true;
  if (!read_address(text.substr(1, close - 1), &out)) return std::nullopt;
  if (!read_port(text.substr(close + 1), &out.port)) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text,
                                       uint16_t default_port) {
  Endpoint out;
  out.port = default_port;
  if (!text.empty() && text.front() == '[') return parse_v6(text, out);
  size_t colon = std::min(text.find(':'), text.size());
  if (!read_address(text.substr(0, colon), &out)) return std::nullopt;
  if (!read_port(text.substr(colon), &out.port)) return std::nullopt;
  return out;
}

std::string endpoint_text(const Endpoint& endpoint) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(endpoint.v6 ? AF_INET6 : AF_INET, endpoint.address.data(), text,
            sizeof(text));
  if (endpoint.v6) return fmt::format("[{}]:{}", text, endpoint.port);
  return fmt::format("{}:{}", text, endpoint.port);
}

bool endpoints_conflict(const Endpoint& a, const Endpoint& b) {
  if (a.port != b.port) return false;
  if (a.v6 == b.v6) return a.is_any() || b.is_any() || a.address == b.address;
  return (a.v6 && a.is_any()) || (b.v6 && b.is_any());
}

std::vector<Endpoint> listen_endpoints(std::string_view listen, uint16_t port) {
  std::vector<Endpoint> out;
  for (const Part& part : split_list(listen))
    if (auto endpoint = parse_endpoint(part.text, port))
      out.push_back(*endpoint);
  if (out.empty()) {
    Endpoint any;
    any.v6 = true;
    any.port = port;
    out.push_back(any);
  }
  return out;
}

std::vector<Part> split_list(std::string_view text) {
  std::vector<Part> out;
  size_t start = 0;
  while (true) {
    size_t comma = std::min(text.find(',', start), text.size());
    size_t offset = start;
    std::string_view part = trim(text.substr(start, comma - start), &offset);
    out.push_back({part, offset});
    if (comma == text.size()) return out;
    start = comma + 1;
  }
}

}  // namespace khttpd::ctl
