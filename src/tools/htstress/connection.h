// SPDX-License-Identifier: GPL-2.0-only
//
// One socket and what is under way on it.  Keeps no numbers and decides
// nothing; the worker does.
#ifndef KHTTPD_TOOLS_HTSTRESS_CONNECTION_H
#define KHTTPD_TOOLS_HTSTRESS_CONNECTION_H

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/htstress/address.h"
#include "tools/htstress/response_reader.h"

namespace htstress {

struct InFlight {
  uint64_t begin_ns;  // when sending it (or connecting for it) began
  uint64_t due_ns;    // the same in the closed model
};

enum class Io : uint8_t { kDone, kWouldBlock, kFailed };

class Connection {
 public:
  enum class State : uint8_t { kClosed, kConnecting, kOpen };

  // slots: room for depth requests, owned by the caller.
  Connection(uint32_t id, uint32_t origin, InFlight* slots, uint32_t depth,
             bool to_head)
      : id_(id), origin_(origin), depth_(depth), slots_(slots),
        reader_(to_head) {}
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  ~Connection() { close(); }

  // Starts connecting.  kFailed: error() says why, nothing is left open.
  Io open(const Address& address, bool no_delay, uint64_t now);
  void close();

  // Sends bytes, or what is left of earlier ones.  The bytes must live until
  // all are sent; own_bytes() is a place for those that nobody else keeps.
  Io send(std::string_view bytes);
  Io send_rest();
  // Keeps bytes to be sent when there is room.
  void hold(std::string_view bytes) { rest_ = bytes; }
  // Like recv, straight from the kernel; errno is set on -1.
  long receive(char* buffer, size_t size);
  // Throws away up to size bytes without copying them.
  long discard(size_t size);
  // The pending error of the socket.
  int take_error();

  void push(InFlight request) {
    uint32_t at = first_ + outstanding_;
    slots_[at < depth_ ? at : at - depth_] = request;
    ++outstanding_;
  }
  InFlight pop() {
    InFlight request = slots_[first_];
    if (++first_ == depth_) first_ = 0;
    --outstanding_;
    return request;
  }
  const InFlight& oldest() const { return slots_[first_]; }
  uint32_t outstanding() const { return outstanding_; }
  uint32_t room() const { return depth_ - outstanding_; }

  uint32_t id() const { return id_; }
  uint32_t origin() const { return origin_; }
  int fd() const { return fd_; }
  State state() const { return state_; }
  int error() const { return error_; }
  bool has_rest() const { return !rest_.empty(); }
  uint64_t opened_ns() const { return opened_ns_; }
  void set_open() { state_ = State::kOpen; }
  ResponseReader& reader() { return reader_; }
  std::string& own_bytes() { return own_bytes_; }

  // The worker's notes, here because they are looked at together.
  bool is_registered = false;  // with epoll
  bool hears_room = false;     // registered for being writable, too
  bool is_armed = false;       // nothing to do until an event comes
  bool is_free = false;        // in the worker's ring of free connections
  bool is_sleeping = false;    // waits before it connects again
  bool saw_hangup = false;     // an event said that the peer closed
  bool could_not_write = false;
  uint8_t wins_in_row = 0;     // answers found without an event
  uint32_t answers = 0;        // on this socket
  uint32_t failures_in_row = 0;

 private:
  uint32_t id_;
  uint32_t origin_;
  int fd_ = -1;
  State state_ = State::kClosed;
  uint32_t first_ = 0;
  uint32_t outstanding_ = 0;
  uint32_t depth_;
  InFlight* slots_;
  int error_ = 0;
  uint64_t opened_ns_ = 0;
  std::string_view rest_;
  std::string own_bytes_;
  ResponseReader reader_;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_CONNECTION_H
