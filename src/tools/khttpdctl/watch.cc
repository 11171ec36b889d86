// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/watch.h"

#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace khttpd::ctl {
namespace {

// The kernel's own events; udev repeats them to another group.
constexpr unsigned kKernelGroup = 1;
// Above the kernel's bound for one event, UEVENT_BUFFER_SIZE and its head.
constexpr size_t kMaxEvent = 8192;
constexpr std::string_view kRemoval = "remove@/module/khttpd";

Fd kernel_events() {
  Fd fd(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                 NETLINK_KOBJECT_UEVENT));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = kKernelGroup;
  if (fd.valid() && ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address),
                           sizeof(address)) < 0)
    fd.reset();
  return fd;
}

Fd end_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) < 0) return Fd();
  return Fd(::signalfd(-1, &set, SFD_CLOEXEC));
}

}  // namespace

Watch::Watch(Fd events, Fd signals)
    : events_(std::move(events)), signals_(std::move(signals)) {}

Result<Watch> Watch::start() {
  Fd events = kernel_events();
  Fd signals = events.valid() ? end_signals() : Fd();
  if (!signals.valid())
    return Error{std::string("cannot watch the kernel's events: ") +
                 std::strerror(errno)};
  return Watch(std::move(events), std::move(signals));
}

// Reads every event that has come.
bool Watch::saw_removal(const std::string& sys_module) {
  char event[kMaxEvent];
  for (;;) {
    sockaddr_nl sender{};
    socklen_t length = sizeof(sender);
    ssize_t n = ::recvfrom(events_.get(), event, sizeof(event), 0,
                           reinterpret_cast<sockaddr*>(&sender), &length);
    if (n < 0 && errno == EINTR) continue;
    // More came than there was room for: the directory tells what was lost.
    if (n < 0 && errno == ENOBUFS) {
      if (::access(sys_module.c_str(), F_OK) < 0) return true;
      continue;
    }
    if (n < 0) return false;
    // Programs may send to the group as well; the kernel is port 0.
    if (sender.nl_pid == 0 && is_removal({event, static_cast<size_t>(n)}))
      return true;
  }
}

Result<Watch::End> Watch::wait(const std::string& sys_module) {
  pollfd both[] = {{events_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
  for (;;) {
    if (::poll(both, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return Error{std::string("poll: ") + std::strerror(errno)};
    }
    if (both[1].revents) return End::kAsked;
    if (both[0].revents && saw_removal(sys_module)) return End::kRemoved;
  }
}

bool is_removal(std::string_view event) {
  return event.substr(0, event.find('\0')) == kRemoval;
}

}  // namespace khttpd::ctl
