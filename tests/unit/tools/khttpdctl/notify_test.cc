// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "scratch.h"
#include "tools/common/fd.h"

namespace khttpd::ctl {
namespace {

// The service manager's end of the socket named `name`.
Fd listen_at(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name[0] == '@') address.sun_path[0] = '\0';
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  auto length =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
  ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  return fd;
}

std::string heard(const Fd& fd) {
  char bytes[256];
  ssize_t n = ::recv(fd.get(), bytes, sizeof(bytes), 0);
  return n < 0 ? std::strerror(errno)
               : std::string(bytes, static_cast<size_t>(n));
}

TEST(Notify, ReachesASocketWithAFile) {
  Scratch scratch;
  Fd manager = listen_at(scratch.path("notify"));
  notify_manager("READY=1\nSTATUS=here");
  EXPECT_EQ(heard(manager), "READY=1\nSTATUS=here");
}

TEST(Notify, ReachesASocketWithoutAFile) {
  Fd manager = listen_at("@khttpd-notify-" + std::to_string(::getpid()));
  notify_manager("READY=1");
  EXPECT_EQ(heard(manager), "READY=1");
}

TEST(Notify, IsSilentWithoutAManager) {
  ::unsetenv("NOTIFY_SOCKET");
  notify_manager("READY=1");
  ::setenv("NOTIFY_SOCKET", std::string(300, 'x').c_str(), 1);
  notify_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace khttpd::ctl
