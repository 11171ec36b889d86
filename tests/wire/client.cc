// SPDX-License-Identifier: GPL-2.0-only
#include "client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <vector>

#include "options.h"

namespace wire {
namespace {

// A head of ours is far below this; more means the reader is out of step.
constexpr size_t kHeadMost = 16384;

[[noreturn]] void fail_errno(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

milliseconds left_until(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
  return std::max(left, milliseconds(0));
}

}  // namespace

Clock::time_point after(milliseconds wait) { return Clock::now() + wait; }
Clock::time_point patience_from_now() { return after(options().patience); }

Client::Client(int receive_buffer) : Client(receive_buffer, nullptr) {}
Client::Client(const std::string& source) : Client(0, source.c_str()) {}

Client::Client(int receive_buffer, const char* source) {
  const auto& opts = options();
  fd_ = socket(opts.peer.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) fail_errno("socket");
  // Before connect: the window's scale is settled there.
  if (receive_buffer > 0 && setsockopt(fd_, SOL_SOCKET, SO_RCVBUF,
                                       &receive_buffer,
                                       sizeof(receive_buffer)) < 0)
    fail_errno("SO_RCVBUF");
  sockaddr_in from = {};
  from.sin_family = AF_INET;
  if (source != nullptr &&
      (inet_pton(AF_INET, source, &from.sin_addr) != 1 ||
       bind(fd_, reinterpret_cast<sockaddr*>(&from), sizeof(from)) < 0))
    fail_errno(std::string("bind to ") + source);
  // Every send is a packet of its own, so that splits reach the server.
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&opts.peer),
              opts.peer_len) < 0) {
    const int saved = errno;
    close(fd_);
    errno = saved;
    fail_errno("connect to " + opts.address);
  }
}

Client::~Client() {
  if (fd_ >= 0) close(fd_);
}

bool Client::poll_for(short events, Clock::time_point deadline,
                      short* got) const {
  for (;;) {
    pollfd pfd = {fd_, events, 0};
    const int n = poll(&pfd, 1, static_cast<int>(left_until(deadline).count()));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_errno("poll");
    if (got != nullptr) *got = pfd.revents;
    return n > 0;
  }
}

bool Client::try_send(std::string_view bytes) {
  const auto deadline = patience_from_now();
  asked_sec_ = time(nullptr);
  while (!bytes.empty()) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(),
                          MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
    } else if (errno == EAGAIN) {
      if (!poll_for(POLLOUT, deadline, nullptr))
        throw std::runtime_error("the server takes no more bytes");
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return false;
    } else if (errno != EINTR) {
      fail_errno("send");
    }
  }
  return true;
}

void Client::send(std::string_view bytes) {
  if (!try_send(bytes))
    throw std::runtime_error("the server closed before it had the request " +
                             show(bytes));
}

void Client::half_close() {
  if (shutdown(fd_, SHUT_WR) < 0) fail_errno("shutdown");
}

void Client::reset() {
  const linger abort_on_close = {1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort_on_close,
             sizeof(abort_on_close));
  close(fd_);
  fd_ = -1;
}

// One read into `buf`; 0: the end was reached.
size_t Client::receive(std::vector<char>& buf, Clock::time_point deadline) {
  while (ending_ == Ending::kOpen) {
    if (!poll_for(POLLIN, deadline, nullptr))
      throw std::runtime_error("nothing came from the server in time; so far " +
                               show(pending_));
    const auto n = recv(fd_, buf.data(), buf.size(), MSG_DONTWAIT);
    if (n > 0) return static_cast<size_t>(n);
    if (n == 0) ending_ = Ending::kEof;
    else if (errno == ECONNRESET) ending_ = Ending::kReset;
    else if (errno != EAGAIN && errno != EINTR) fail_errno("recv");
  }
  return 0;
}

bool Client::fill(Clock::time_point deadline) {
  static thread_local std::vector<char> buf(65536);
  const auto n = receive(buf, deadline);
  pending_.append(buf.data(), n);
  return n > 0;
}

Response Client::read_head() {
  const auto deadline = patience_from_now();
  for (;;) {
    const auto end = pending_.find("\r\n\r\n");
    if (end != std::string::npos) {
      Response r = parse_head(std::string_view(pending_).substr(0, end + 4));
      pending_.erase(0, end + 4);
      r.asked_sec = asked_sec_;
      if (r.status >= 200) return r;
      continue;
    }
    if (pending_.size() > kHeadMost)
      throw std::runtime_error("no end of a head in " + show(pending_));
    if (!fill(deadline))
      throw std::runtime_error(
          std::string(ending_ == Ending::kEof ? "end of connection"
                                              : "connection reset") +
          " instead of a response, after " + show(pending_));
  }
}

void Client::read_body(uint64_t length, const Sink& sink) {
  static thread_local std::vector<char> buf(262144);
  uint64_t offset = std::min<uint64_t>(pending_.size(), length);
  if (offset > 0) sink(0, std::string_view(pending_).substr(0, offset));
  pending_.erase(0, offset);
  while (offset < length) {
    // Each piece renews the patience: a body may be long.
    const auto n = receive(buf, patience_from_now());
    if (n == 0)
      throw std::runtime_error("connection ended after " +
                               std::to_string(offset) + " of " +
                               std::to_string(length) + " body bytes");
    const auto used = std::min<uint64_t>(n, length - offset);
    sink(offset, std::string_view(buf.data(), used));
    pending_.append(buf.data() + used, n - used);
    offset += used;
  }
}

Response Client::read(bool to_head) {
  Response r = read_head();
  if (r.field("Transfer-Encoding"))
    throw std::runtime_error("Transfer-Encoding in " + show(r.head));
  // RFC 9112 6.3: no body follows a 204, a 304 or an answer to HEAD.
  if (to_head || r.status == 204 || r.status == 304) return r;
  read_body(r.content_length(), [&r](uint64_t, std::string_view piece) {
    r.body += piece;
  });
  return r;
}

Response Client::ask(std::string_view bytes, bool to_head) {
  send(bytes);
  return read(to_head);
}

Ending Client::wait_end(milliseconds patience, std::string* extra) {
  const auto deadline = after(patience);
  try {
    while (fill(deadline)) {
    }
  } catch (const std::runtime_error&) {
    // The deadline: still open.
  }
  if (extra != nullptr) *extra = pending_;
  return ending_;
}

std::string request(std::string_view method, std::string_view target,
                    std::string_view extra) {
  std::string out(method);
  out += ' ';
  out += target;
  out += " HTTP/1.1\r\nHost: wire.test\r\n";
  out += extra;
  out += "\r\n";
  return out;
}

std::string get(std::string_view target, std::string_view extra) {
  return request("GET", target, extra);
}

Response fetch(std::string_view target) { return Client().ask(get(target)); }

}  // namespace wire
