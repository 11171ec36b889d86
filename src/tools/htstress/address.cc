// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/address.h"

#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "tools/common/fd.h"

namespace htstress {
namespace {

using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Fd;
using khttpd::Result;

// A silent address must not delay the run for long; a wrong guess is only
// the order of addresses.
constexpr int kProbeMs = 1000;

struct FreeAddrinfo {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

Address from_info(const addrinfo& info) {
  Address address;
  std::memcpy(&address.storage, info.ai_addr, info.ai_addrlen);
  address.len = info.ai_addrlen;
  return address;
}

bool accepts(const Address& address) {
  Fd fd(socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
               0));
  if (!fd.valid()) return false;
  if (connect(fd.get(), address.get(), address.len) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd wait = {fd.get(), POLLOUT, 0};
  if (poll(&wait, 1, kProbeMs) != 1) return false;
  int error = 0;
  socklen_t len = sizeof(error);
  return getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
         error == 0;
}

int family_number(Family family) {
  if (family == Family::kIpv4) return AF_INET;
  return family == Family::kIpv6 ? AF_INET6 : AF_UNSPEC;
}

}  // namespace

Address unix_address(const std::string& path) {
  Address address;
  auto* un = reinterpret_cast<sockaddr_un*>(&address.storage);
  un->sun_family = AF_UNIX;
  std::memcpy(un->sun_path, path.data(),
              std::min(path.size(), sizeof(un->sun_path) - 1));
  address.len = sizeof(sockaddr_un);
  return address;
}

Result<Address> resolve(const HostPort& peer, Family family) {
  addrinfo hints{};
  hints.ai_family = family_number(family);
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  int error = getaddrinfo(peer.host.c_str(), std::to_string(peer.port).c_str(),
                          &hints, &list);
  if (error != 0)
    return Error{fmt::format("cannot resolve '{}': {}", peer.host,
                             gai_strerror(error)),
                 ExitCode::kFailure};
  std::unique_ptr<addrinfo, FreeAddrinfo> owner(list);
  if (list->ai_next == nullptr) return from_info(*list);
  for (const addrinfo* info = list; info; info = info->ai_next)
    if (Address address = from_info(*info); accepts(address)) return address;
  return from_info(*list);
}

}  // namespace htstress
