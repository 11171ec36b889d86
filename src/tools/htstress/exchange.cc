// SPDX-License-Identifier: GPL-2.0-only
//
// What happens on one connection: connect, send, read, fail, start again.
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tools/htstress/worker.h"

namespace htstress {
namespace {

constexpr uint64_t kMs = 1'000'000;
// A refused connection is tried again after 1, 2, 4, ... at most this.
constexpr uint64_t kMaxDelayNs = 100 * kMs;
// Other failures in a row before they are slowed down, too.
constexpr uint32_t kFreeFailures = 8;
// Shorter remainders come with what follows them; longer ones are not
// copied at all.
constexpr uint64_t kMinDiscard = 16384;
constexpr uint64_t kMaxDiscard = 1 << 30;

}  // namespace

Io Worker::ensure_open(Connection& c) {
  if (c.state() != Connection::State::kClosed) return Io::kDone;
  // Two bytes of waiting for an acknowledgement would cost 40 ms; with one
  // small request per connection there is nothing to wait for.
  bool no_delay = options_.keep_alive || !options_.body_file.empty();
  now_ = now_ns();
  Io io = c.open(plan_.addresses[c.origin()], no_delay, now_);
  if (io == Io::kFailed) back_off(c, Failure::kConnect);
  if (io == Io::kWouldBlock) sleep(c, kMs);
  return io;
}

void Worker::connected(Connection& c) {
  c.set_open();
  ++stats_.connections;
  if (c.opened_ns() >= measure_from_ns_)
    stats_.connect.record(now_ns() - c.opened_ns());
}

const std::string& Worker::next_request(uint32_t origin) {
  const std::vector<std::string>& all = plan_.origins[origin].requests;
  if (random_ == 0) {
    size_t at = cursors_[origin];
    cursors_[origin] = at + 1 == all.size() ? 0 : at + 1;
    return all[at];
  }
  // splitmix64: one multiplication chain per request, any seed is good.
  uint64_t mix = random_ += 0x9e3779b97f4a7c15;
  mix = (mix ^ (mix >> 30)) * 0xbf58476d1ce4e5b9;
  mix = (mix ^ (mix >> 27)) * 0x94d049bb133111eb;
  mix ^= mix >> 31;
  return all[static_cast<size_t>(
      (static_cast<unsigned __int128>(mix) * all.size()) >> 64)];
}

std::string_view Worker::batch_for(Connection& c, uint32_t nr) {
  const Origin& origin = plan_.origins[c.origin()];
  if (!origin.batch.empty())
    return {origin.batch.data(), nr * origin.requests[0].size()};
  if (nr == 1) return next_request(c.origin());
  c.own_bytes().clear();
  for (uint32_t i = 0; i < nr; ++i)
    c.own_bytes() += next_request(c.origin());
  return c.own_bytes();
}

void Worker::send_batch(Connection& c, uint32_t nr, uint64_t due_ns) {
  for (uint32_t i = 0; i < nr; ++i) c.push({now_, due_ns});
  in_flight_ += nr;
  std::string_view bytes = batch_for(c, nr);
  stats_.bytes_sent += bytes.size();
  if (c.state() == Connection::State::kConnecting &&
      !connect_at_once_.is_worth_it()) {
    c.hold(bytes);
    arm(c);
    return;
  }
  if (after_send(c, c.send(bytes))) go_on_waiting(c);
}

// On loopback a connection stands before connect returns; elsewhere the
// first send says EAGAIN.
bool Worker::after_send(Connection& c, Io io) {
  if (c.state() == Connection::State::kConnecting) {
    connect_at_once_.tell(io == Io::kDone);
    if (io == Io::kWouldBlock) return true;
    if (io == Io::kFailed && c.error() != EPIPE && c.error() != ECONNRESET) {
      fail(c, Failure::kConnect, std::strerror(c.error()));
      return false;
    }
    connected(c);
  }
  if (io != Io::kFailed) return true;
  // The server may have answered before it stopped reading.
  c.could_not_write = true;
  return read_from(c);
}

void Worker::hope(Connection& c) {
  Gamble& gamble = c.answers ? next_answer_ : first_answer_;
  if (gamble.is_worth_it())
    hopeful_.push_back(c.id());
  else
    arm(c);
}

void Worker::arm(Connection& c) {
  bool wants_room = c.has_rest();
  bool good = true;
  if (!c.is_registered)
    good = poller_.add(c.fd(), c.id(), wants_room);
  else if (wants_room && !c.hears_room)
    good = poller_.add_room(c.fd(), c.id());
  if (!good) {
    fail(c, Failure::kConnect, std::strerror(errno));
    return;
  }
  c.is_registered = true;
  c.hears_room |= wants_room;
  if (!c.is_armed) ++nr_armed_;
  c.is_armed = true;
}

void Worker::disarm(Connection& c) {
  if (c.is_armed) --nr_armed_;
  c.is_armed = false;
}

// Something is under way and nothing can be done now.
void Worker::go_on_waiting(Connection& c) {
  if (c.has_rest())
    arm(c);
  else
    hope(c);
  if (is_open_model_ && c.room() && !c.has_rest() &&
      c.state() == Connection::State::kOpen)
    make_free(c);
}

// Starts as many requests as the closed model allows.  False: none.
bool Worker::refill(Connection& c) {
  uint32_t room = c.room();
  // Half a batch at least: one send for many requests is the point of them.
  if (is_open_model_ || c.has_rest() || room * 2 < options_.pipeline)
    return false;
  uint64_t nr = std::min<uint64_t>(room, quota_left_);
  if (nr == 0) return false;
  Io io = ensure_open(c);
  if (io == Io::kWouldBlock) return true;
  if (io == Io::kFailed) {
    if (quota_left_ != kNever) --quota_left_;
    count_failure(Failure::kConnect, now_, std::strerror(c.error()));
    return true;
  }
  if (quota_left_ != kNever) quota_left_ -= nr;
  send_batch(c, static_cast<uint32_t>(nr), now_);
  return true;
}

void Worker::go_on(Connection& c) {
  if (refill(c)) return;
  if (c.outstanding() != 0)
    arm(c);
  else if (is_open_model_)
    make_free(c);
}

void Worker::on_event(Connection& c, uint32_t events) {
  if (c.state() == Connection::State::kClosed) return;
  if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) c.saw_hangup = true;
  bool was_armed = c.is_armed;
  if (c.has_rest()) {
    disarm(c);
    if (!after_send(c, c.send_rest())) return;
    if (c.has_rest() && c.state() == Connection::State::kConnecting) {
      arm(c);
      return;
    }
  }
  if (events & ~static_cast<uint32_t>(EPOLLOUT)) {
    // One that is hoped for will be read in the next turn anyway.
    if (!was_armed && c.outstanding() != 0 && !c.is_armed) return;
    disarm(c);
    if (!read_from(c)) return;
    go_on(c);
    return;
  }
  if (was_armed) arm(c);
}

// Reads what is there.  True: the connection stays open, and an event will
// come if there is more.
bool Worker::read_from(Connection& c) {
  read_found_nothing_ = false;
  bool is_first = true;
  for (;; is_first = false) {
    uint64_t left = c.reader().droppable();
    bool discards = left >= kMinDiscard && may_discard_;
    size_t size = discards ? std::min(left, kMaxDiscard) : kReceiveSize;
    long len = discards ? c.discard(size) : c.receive(buffer_.get(), size);
    if (len < 0 && errno == EINTR) continue;
    if (len <= 0) {
      if (len < 0 && errno == EAGAIN && !c.could_not_write) {
        read_found_nothing_ = is_first;
        return true;
      }
      int error = errno;
      if (len == 0)
        on_eof(c);
      else
        on_read_error(c, error);
      return false;
    }
    auto got = static_cast<size_t>(len);
    stats_.bytes_received += got;
    if (discards) {
      if (c.reader().drop(got) && !answered(c)) return false;
    } else if (!take(c, {buffer_.get(), got})) {
      return false;
    }
    if (c.saw_hangup || c.could_not_write) continue;
    // A short read emptied the socket, and what comes next is an event.  A
    // body that ends with the connection usually has its end right behind.
    if (c.outstanding() == 0) return true;
    if (got < size && !c.reader().is_whole_at_eof()) return true;
  }
}

bool Worker::take(Connection& c, std::string_view data) {
  if (options_.debug) print_debug(data);
  while (!data.empty()) {
    if (c.outstanding() == 0) {
      // Nobody asked; a 408 before closing is the honest case of it.
      drop(c);
      go_on(c);
      return false;
    }
    ResponseReader::Step step = c.reader().feed(data, memo_);
    data.remove_prefix(step.used);
    if (step.status == ReadStatus::kNeedMore) return true;
    if (step.status == ReadStatus::kError) {
      fail(c, Failure::kProtocol, c.reader().error());
      return false;
    }
    if (!data.empty() && c.outstanding() == 1) {
      fail(c, Failure::kProtocol, "bytes behind the end of the answer");
      return false;
    }
    if (!answered(c)) return false;
  }
  return true;
}

void Worker::print_debug(std::string_view data) const {
  [[maybe_unused]] ssize_t len = write(STDERR_FILENO, data.data(),
                                       data.size());
}

bool Worker::answered(Connection& c) {
  const ResponseHead& head = c.reader().head();
  InFlight request = c.pop();
  --in_flight_;
  ++c.answers;
  c.failures_in_row = 0;
  if (request.due_ns >= measure_from_ns_) {
    ++stats_.codes[head.status];
    stats_.service.record(now_ - request.begin_ns);
    if (is_open_model_) stats_.response.record(now_ - request.due_ns);
  }
  if (head.keep_alive && options_.keep_alive && !c.saw_hangup &&
      !c.has_rest())
    return true;
  give_back(c);
  drop(c);
  go_on(c);
  return false;
}

void Worker::on_eof(Connection& c) {
  if (c.outstanding() == 0) {
    drop(c);
    go_on(c);
  } else if (c.reader().is_whole_at_eof()) {
    answered(c);
  } else if (c.reader().is_inside()) {
    fail(c, Failure::kShortBody, "closed inside the answer");
  } else if (c.could_not_write) {
    fail(c, Failure::kWrite, std::strerror(c.error()));
  } else {
    fail(c, Failure::kRead, "closed without an answer");
  }
}

void Worker::on_read_error(Connection& c, int error) {
  if (c.outstanding() == 0) {
    drop(c);
    go_on(c);
  } else if (c.could_not_write) {
    fail(c, Failure::kWrite, std::strerror(c.error()));
  } else {
    fail(c, Failure::kRead, std::strerror(error));
  }
}

void Worker::fail(Connection& c, Failure kind, std::string_view why) {
  InFlight request = c.pop();
  --in_flight_;
  count_failure(kind, request.due_ns, why);
  give_back(c);
  drop(c);
  back_off(c, kind);
}

void Worker::count_failure(Failure kind, uint64_t due_ns,
                           std::string_view why) {
  if (due_ns < measure_from_ns_) return;
  auto at = static_cast<size_t>(kind);
  ++stats_.failures[at];
  if (stats_.examples[at].empty()) stats_.examples[at] = why;
}

// Requests that were sent behind the one that ended the connection were
// never looked at (RFC 9112 section 9.3.2): they are sent again.
void Worker::give_back(Connection& c) {
  while (c.outstanding() != 0) {
    InFlight request = c.pop();
    --in_flight_;
    ++stats_.resent;
    if (is_open_model_)
      again_.push_back(request.due_ns);
    else if (quota_left_ != kNever && request.due_ns >= measure_from_ns_)
      ++quota_left_;
  }
}

void Worker::drop(Connection& c) {
  disarm(c);
  c.close();
}

void Worker::back_off(Connection& c, Failure kind) {
  uint32_t row = ++c.failures_in_row;
  if (kind != Failure::kConnect)
    row = row > kFreeFailures ? row - kFreeFailures : 0;
  sleep(c, row == 0 ? 0
                    : std::min(kMs << std::min(row - 1, 20u), kMaxDelayNs));
}

void Worker::sleep(Connection& c, uint64_t delay_ns) {
  c.is_sleeping = true;
  sleepers_.push({now_ + delay_ns, c.id()});
  next_timer_ns_ = std::min(next_timer_ns_, now_ + delay_ns);
}

}  // namespace htstress
