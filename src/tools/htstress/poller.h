// SPDX-License-Identifier: GPL-2.0-only
//
// One epoll set.  Sockets are registered once and edge-triggered: no second
// epoll_ctl per connection, and no event is repeated.
#ifndef KHTTPD_TOOLS_HTSTRESS_POLLER_H
#define KHTTPD_TOOLS_HTSTRESS_POLLER_H

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

#include "tools/common/fd.h"

namespace htstress {

class Poller {
 public:
  static constexpr size_t kMaxEvents = 256;

  // False, with errno set, if the kernel has no more descriptors.
  bool open();
  // wants_room: also report when the socket can be written to.  Not asked
  // for without need: a socket is writable at once, so the first wait would
  // return for nothing.
  bool add(int fd, uint32_t id, bool wants_room);
  bool add_room(int fd, uint32_t id);
  // For a descriptor that only becomes readable, once, to end the run.
  bool add_stop(int fd, uint32_t id);
  void remove(int fd);

  // Events, or an empty span after timeout_ns.
  std::span<const epoll_event> wait(uint64_t timeout_ns);

 private:
  bool control(int what, int fd, uint32_t id, uint32_t events);
  int wait_ns(uint64_t timeout_ns);

  khttpd::Fd fd_;
  bool has_pwait2_ = true;  // Linux 5.11
  std::array<epoll_event, kMaxEvents> events_;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_POLLER_H
