// SPDX-License-Identifier: GPL-2.0-only
//
// An address and port to listen on, as the `listen` list writes it.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_ENDPOINT_H
#define KHTTPD_TOOLS_KHTTPDCTL_ENDPOINT_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace khttpd::ctl {

struct Endpoint {
  bool v6 = false;
  std::array<uint8_t, 16> address{};  // IPv4: the first four bytes
  uint16_t port = 0;

  bool operator==(const Endpoint&) const = default;
  bool is_any() const { return address == std::array<uint8_t, 16>{}; }
};

// ADDR or ADDR:PORT, IPv6 in brackets; default_port where none is written.
std::optional<Endpoint> parse_endpoint(std::string_view text,
                                       uint16_t default_port);

// "192.0.2.1:80", "[::]:80"
std::string endpoint_text(const Endpoint& endpoint);

// Both cannot be listened on at once.  [::] counts as every address, IPv4
// too: that is how the kernel's dual-stack sockets behave.
bool endpoints_conflict(const Endpoint& a, const Endpoint& b);

// What the parameters `listen` and `port` make the module listen on.
std::vector<Endpoint> listen_endpoints(std::string_view listen, uint16_t port);

// Cuts at commas, blanks around the parts removed, with each part's offset.
struct Part {
  std::string_view text;
  size_t offset;
};
std::vector<Part> split_list(std::string_view text);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_ENDPOINT_H
