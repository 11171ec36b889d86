// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/answers.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <thread>

#include "tools/common/fd.h"

namespace khttpd::ctl {
namespace {

using Clock = std::chrono::steady_clock;

// Between two attempts that were refused at once.
constexpr std::chrono::milliseconds kRetryPause{50};
constexpr std::string_view kRequest = "HEAD / HTTP/1.0\r\n\r\n";
constexpr std::string_view kAnswer = "HTTP/1.";

bool wait_ready(int fd, short events, Clock::time_point deadline) {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - Clock::now());
  pollfd item{fd, events, 0};
  return left.count() > 0 &&
         ::poll(&item, 1, static_cast<int>(left.count())) == 1;
}

socklen_t fill_address(const Endpoint& endpoint, sockaddr_storage* out) {
  if (endpoint.v6) {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(out);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(endpoint.port);
    std::memcpy(&in6->sin6_addr, endpoint.address.data(), 16);
    if (endpoint.is_any()) in6->sin6_addr = in6addr_loopback;
    return sizeof(*in6);
  }
  auto* in = reinterpret_cast<sockaddr_in*>(out);
  in->sin_family = AF_INET;
  in->sin_port = htons(endpoint.port);
  std::memcpy(&in->sin_addr, endpoint.address.data(), 4);
  if (endpoint.is_any()) in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return sizeof(*in);
}

bool connect_to(int fd, const Endpoint& endpoint, Clock::time_point deadline) {
  sockaddr_storage address{};
  socklen_t length = fill_address(endpoint, &address);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), length) == 0)
    return true;
  if (errno != EINPROGRESS || !wait_ready(fd, POLLOUT, deadline)) return false;
  int error = 0;
  socklen_t size = sizeof(error);
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
         error == 0;
}

bool exchange(int fd, Clock::time_point deadline) {
  if (::send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) < 0)
    return false;
  char answer[kAnswer.size()];
  size_t have = 0;
  while (have < sizeof(answer)) {
    if (!wait_ready(fd, POLLIN, deadline)) return false;
    ssize_t n = ::recv(fd, answer + have, sizeof(answer) - have, 0);
    if (n <= 0) return false;
    have += static_cast<size_t>(n);
  }
  return std::string_view(answer, have) == kAnswer;
}

bool answers_once(const Endpoint& endpoint, Clock::time_point deadline) {
  Fd fd(::socket(endpoint.v6 ? AF_INET6 : AF_INET,
                 SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return fd.valid() && connect_to(fd.get(), endpoint, deadline) &&
         exchange(fd.get(), deadline);
}

}  // namespace

bool http_answers(const Endpoint& endpoint, std::chrono::milliseconds limit) {
  Clock::time_point deadline = Clock::now() + limit;
  // Dual-stack any address: IPv6 may be switched off, IPv4 answers too.
  Endpoint v4;
  v4.port = endpoint.port;
  bool dual = endpoint.v6 && endpoint.is_any();
  do {
    if (answers_once(endpoint, deadline)) return true;
    if (dual && answers_once(v4, deadline)) return true;
    std::this_thread::sleep_for(kRetryPause);
  } while (Clock::now() < deadline);
  return false;
}

}  // namespace khttpd::ctl
