// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace htstress {
namespace {

// send() and recv() of the C library are cancellation points and pay for it
// in every call of a program with threads; no thread is cancelled here.
long plain_send(int fd, const char* data, size_t len) {
  return syscall(SYS_sendto, fd, data, len, MSG_NOSIGNAL, nullptr, 0);
}

long plain_recv(int fd, char* data, size_t len, int flags) {
  return syscall(SYS_recvfrom, fd, data, len, flags, nullptr, nullptr);
}

}  // namespace

Connection::Connection(Connection&& other) noexcept
    : id_(other.id_),
      origin_(other.origin_),
      fd_(std::exchange(other.fd_, -1)),
      state_(other.state_),
      depth_(other.depth_),
      slots_(other.slots_),
      reader_(std::move(other.reader_)) {}

Io Connection::open(const Address& address, bool no_delay, uint64_t now) {
  fd_ = socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
               0);
  if (fd_ < 0) {
    error_ = errno;
    return Io::kFailed;
  }
  int on = 1;
  if (no_delay && !address.is_unix())
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  opened_ns_ = now;
  state_ = State::kConnecting;
  // The plain call for the same reason as above.
  if (syscall(SYS_connect, fd_, address.get(), address.len) == 0)
    return Io::kDone;
  error_ = errno;
  if (error_ == EINPROGRESS) return Io::kDone;
  close();
  // A full backlog of a unix socket: later, not never.
  return error_ == EAGAIN ? Io::kWouldBlock : Io::kFailed;
}

void Connection::close() {
  if (fd_ < 0) return;
  // Whatever close returns, the descriptor is gone (Linux).
  syscall(SYS_close, std::exchange(fd_, -1));
  state_ = State::kClosed;
  is_registered = hears_room = saw_hangup = could_not_write = false;
  answers = 0;
  wins_in_row = 0;
  rest_ = {};
  reader_.reset();
}

Io Connection::send(std::string_view bytes) {
  rest_ = bytes;
  return send_rest();
}

Io Connection::send_rest() {
  while (!rest_.empty()) {
    long sent = plain_send(fd_, rest_.data(), rest_.size());
    if (sent >= 0) {
      rest_.remove_prefix(static_cast<size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    error_ = errno;
    return error_ == EAGAIN ? Io::kWouldBlock : Io::kFailed;
  }
  return Io::kDone;
}

long Connection::receive(char* buffer, size_t size) {
  return plain_recv(fd_, buffer, size, 0);
}

long Connection::discard(size_t size) {
  return plain_recv(fd_, nullptr, size, MSG_TRUNC);
}

int Connection::take_error() {
  int error = 0;
  socklen_t len = sizeof(error);
  if (getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &len) != 0) return errno;
  return error;
}

}  // namespace htstress
