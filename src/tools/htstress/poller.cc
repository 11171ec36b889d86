// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/poller.h"

#include <sys/syscall.h>
#include <time.h>

#include <algorithm>
#include <cerrno>

#include "tools/htstress/units.h"

namespace htstress {
namespace {

constexpr uint32_t kEvents = EPOLLIN | EPOLLRDHUP | EPOLLET;

}  // namespace

bool Poller::open() {
  fd_.reset(epoll_create1(EPOLL_CLOEXEC));
  return fd_.valid();
}

bool Poller::control(int what, int fd, uint32_t id, uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u32 = id;
  return epoll_ctl(fd_.get(), what, fd, &event) == 0;
}

bool Poller::add(int fd, uint32_t id, bool wants_room) {
  return control(EPOLL_CTL_ADD, fd, id,
                 wants_room ? kEvents | EPOLLOUT : kEvents);
}

bool Poller::add_room(int fd, uint32_t id) {
  return control(EPOLL_CTL_MOD, fd, id, kEvents | EPOLLOUT);
}

bool Poller::add_stop(int fd, uint32_t id) {
  return control(EPOLL_CTL_ADD, fd, id, EPOLLIN);
}

void Poller::remove(int fd) {
  epoll_ctl(fd_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

int Poller::wait_ns(uint64_t timeout_ns) {
  timespec time;
  time.tv_sec = static_cast<time_t>(timeout_ns / kNsPerSecond);
  time.tv_nsec = static_cast<long>(timeout_ns % kNsPerSecond);
  return static_cast<int>(syscall(SYS_epoll_pwait2, fd_.get(), events_.data(),
                                  static_cast<int>(kMaxEvents), &time, nullptr,
                                  size_t{0}));
}

std::span<const epoll_event> Poller::wait(uint64_t timeout_ns) {
  int nr = -1;
  if (timeout_ns != 0 && has_pwait2_) {
    nr = wait_ns(timeout_ns);
    if (nr < 0 && (errno == ENOSYS || errno == EPERM)) has_pwait2_ = false;
  }
  if (timeout_ns == 0 || !has_pwait2_) {
    // Rounded down: the last part of a millisecond is spent in turns that do
    // not wait, rather than late.
    uint64_t ms = std::min<uint64_t>(timeout_ns / 1'000'000, 60'000);
    nr = epoll_wait(fd_.get(), events_.data(), kMaxEvents,
                    static_cast<int>(ms));
  }
  return {events_.data(), static_cast<size_t>(std::max(nr, 0))};
}

}  // namespace htstress
