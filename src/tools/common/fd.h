// SPDX-License-Identifier: GPL-2.0-only
//
// An owned file descriptor: closed exactly once, movable, never copied.
#ifndef KHTTPD_TOOLS_COMMON_FD_H
#define KHTTPD_TOOLS_COMMON_FD_H

#include <unistd.h>

#include <utility>

namespace khttpd {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  // Gives the descriptor away; the caller closes it.
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace khttpd

#endif  // KHTTPD_TOOLS_COMMON_FD_H
