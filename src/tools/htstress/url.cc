// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/url.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <charconv>

namespace htstress {
namespace {

using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Result;

constexpr uint16_t kHttpPort = 80;

Error usage(std::string text) { return {std::move(text), ExitCode::kUsage}; }

bool starts_with_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         strncasecmp(text.data(), scheme.data(), scheme.size()) == 0;
}

Result<uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 ||
      port > 65535)
    return usage(
        fmt::format("port '{}' is out of range, expected 1 to 65535", text));
  return static_cast<uint16_t>(port);
}

// Splits "host", "host:port", "[v6]" or "[v6]:port"; the port may be empty.
bool split_port(std::string_view text, std::string_view* host,
                std::string_view* port) {
  if (!text.empty() && text[0] == '[') {
    size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    *host = text.substr(1, close - 1);
    *port = text.substr(close + 1);
    if (!port->empty() && (*port)[0] != ':') return false;
    if (!port->empty()) port->remove_prefix(1);
    return true;
  }
  size_t colon = text.find(':');
  *host = text.substr(0, colon);
  *port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  return port->find(':') == std::string_view::npos;
}

}  // namespace

bool is_target(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < 0x7f; });
}

Result<HostPort> parse_host_port(std::string_view text,
                                 uint16_t default_port) {
  std::string_view host, port;
  if (!split_port(text, &host, &port))
    return usage(fmt::format(
        "'{}' is not host:port (write IPv6 addresses as [::1]:80)", text));
  if (host.empty() || !is_target(host) ||
      host.find_first_of("/?#@\\") != std::string_view::npos)
    return usage(fmt::format("'{}' has no usable host name", text));
  if (port.empty()) {
    if (default_port == 0)
      return usage(fmt::format("'{}' has no port", text));
    return HostPort{std::string(host), default_port};
  }
  auto number = parse_port(port);
  if (!number) return number.error();
  return HostPort{std::string(host), *number};
}

Result<Url> parse_url(std::string_view text) {
  std::string_view rest = text;
  if (starts_with_scheme(rest, "https://"))
    return usage(fmt::format("{}: only http:// is supported", text));
  if (starts_with_scheme(rest, "http://"))
    rest.remove_prefix(7);
  else if (rest.find("://") != std::string_view::npos)
    return usage(fmt::format("{}: only http:// is supported", text));
  // A fragment is never sent to the server (RFC 9110 section 4.2.5).
  rest = rest.substr(0, rest.find('#'));
  size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, slash);
  size_t at = authority.rfind('@');
  if (at != std::string_view::npos)
    return usage(fmt::format(
        "{}: user information is not supported, use -H 'Authorization: ...'",
        text));
  auto peer = parse_host_port(authority, kHttpPort);
  if (!peer) return usage(fmt::format("{}: {}", text, peer.error().text));
  std::string_view path = rest.substr(slash);
  std::string target = path.empty() || path[0] == '?' ? "/" : "";
  target += path;
  if (!is_target(target))
    return usage(fmt::format(
        "{}: blanks and bytes outside ASCII must be percent-encoded", text));
  return Url{*peer, std::string(authority), target};
}

}  // namespace htstress
