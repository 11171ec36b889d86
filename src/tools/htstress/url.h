// SPDX-License-Identifier: GPL-2.0-only
//
// The http URLs a run asks for (RFC 3986, RFC 9110 section 4.2).  Text only:
// resolving names belongs to address.h.
#ifndef KHTTPD_TOOLS_HTSTRESS_URL_H
#define KHTTPD_TOOLS_HTSTRESS_URL_H

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/common/result.h"

namespace htstress {

struct HostPort {
  std::string host;  // without the brackets of an IPv6 literal
  uint16_t port = 0;

  bool operator==(const HostPort&) const = default;
};

struct Url {
  HostPort peer;
  std::string authority;  // the Host field: as written, without user info
  std::string target;     // origin-form: path and query, never a fragment
};

// Accepts "http://host[:port][/path][?query]"; "http://" may be left out.
khttpd::Result<Url> parse_url(std::string_view text);

// "host:port", "[::1]:port"; without a port, default_port (0: one is needed).
khttpd::Result<HostPort> parse_host_port(std::string_view text,
                                         uint16_t default_port);

// True for what may stand in a request line: visible ASCII only.
bool is_target(std::string_view text);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_URL_H
