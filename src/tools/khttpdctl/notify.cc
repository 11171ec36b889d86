// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/notify.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "tools/common/fd.h"

namespace khttpd::ctl {

void notify_manager(const std::string& lines) {
  const char* path = ::secure_getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!path || !*path || std::strlen(path) >= sizeof(address.sun_path)) return;
  size_t length = std::strlen(path);
  std::memcpy(address.sun_path, path, length);
  // A socket without a file is written with @ in place of the zero byte.
  if (path[0] == '@') address.sun_path[0] = '\0';
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (fd.valid())
    (void)::sendto(
        fd.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
        reinterpret_cast<sockaddr*>(&address),
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length));
}

}  // namespace khttpd::ctl
