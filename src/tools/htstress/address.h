// SPDX-License-Identifier: GPL-2.0-only
//
// Socket addresses: resolved once, before anything is measured.
#ifndef KHTTPD_TOOLS_HTSTRESS_ADDRESS_H
#define KHTTPD_TOOLS_HTSTRESS_ADDRESS_H

#include <sys/socket.h>

#include <string>

#include "tools/common/result.h"
#include "tools/htstress/options.h"

namespace htstress {

struct Address {
  sockaddr_storage storage{};
  socklen_t len = 0;

  int family() const { return storage.ss_family; }
  bool is_unix() const { return storage.ss_family == AF_UNIX; }
  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
};

Address unix_address(const std::string& path);

// With several addresses for a name ("localhost" is often both ::1 and
// 127.0.0.1), the first that accepts a connection; the first of all when
// none does, so that the run shows what is wrong.
khttpd::Result<Address> resolve(const HostPort& peer, Family family);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_ADDRESS_H
