// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/worker.h"

#include <fmt/format.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>


namespace htstress {
namespace {

constexpr uint32_t kStopId = UINT32_MAX;
constexpr uint64_t kMs = 1'000'000;
// A request leaves late when it is this much behind its due time; below lies
// what the scheduler of an idle machine does.
constexpr uint64_t kLateNs = kMs;
constexpr uint64_t kPublishNs = 500 * kMs;
// A timeout is noticed at most an eighth late, and never later than this.
constexpr uint64_t kMaxTimeoutCheckNs = 100 * kMs;

uint32_t first_connection(const Options& options, unsigned index) {
  uint32_t first = 0;
  for (unsigned i = 0; i < index; ++i)
    first += static_cast<uint32_t>(
        share_of(options.connections, i, options.threads));
  return first;
}

}  // namespace

Worker::Worker(const Plan& plan, unsigned index)
    : plan_(plan),
      options_(plan.options),
      index_(index),
      is_open_model_(plan.options.rate > 0) {
  if (is_open_model_)
    schedule_ = Schedule(options_.rate, index, options_.threads);
  if (options_.seed) random_ = (*options_.seed + index) * 2 + 1;
}

khttpd::Status Worker::prepare() {
  auto nr = static_cast<uint32_t>(
      share_of(options_.connections, index_, options_.threads));
  uint32_t first = first_connection(options_, index_);
  slots_.resize(size_t{nr} * options_.pipeline);
  connections_.reserve(nr);
  for (uint32_t i = 0; i < nr; ++i)
    connections_.emplace_back(
        i, (first + i) % static_cast<uint32_t>(plan_.origins.size()),
        &slots_[size_t{i} * options_.pipeline], options_.pipeline,
        options_.method == "HEAD");
  for (const Origin& origin : plan_.origins)
    cursors_.push_back(origin.requests.size() * index_ / options_.threads);
  for (const Address& address : plan_.addresses)
    may_discard_ = may_discard_ && !address.is_unix() && !options_.debug;
  hopeful_.reserve(nr);
  trying_.reserve(nr);
  free_ring_.resize(nr);
  buffer_ = std::make_unique<char[]>(kReceiveSize);
  stop_event_.reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop_event_.valid() || !poller_.open() ||
      !poller_.add_stop(stop_event_.get(), kStopId))
    return khttpd::Error{
        fmt::format("cannot set up a thread: {}", std::strerror(errno)),
        khttpd::ExitCode::kFailure};
  return khttpd::Done{};
}

void Worker::stop() {
  stop_.store(true, std::memory_order_relaxed);
  eventfd_write(stop_event_.get(), 1);
}

void Worker::add_snapshot(Snapshot* sum) {
  std::lock_guard<std::mutex> lock(snapshot_mutex_);
  sum->completed += snapshot_.completed;
  sum->failed += snapshot_.failed;
  sum->latency.merge(snapshot_.latency);
}

void Worker::run(uint64_t start_ns) {
  begin(start_ns);
  while (!is_over_) turn();
  finish();
}

void Worker::begin(uint64_t start_ns) {
  now_ = now_ns();
  measure_from_ns_ = start_ns + options_.warmup_ns;
  if (options_.duration_ns) end_ns_ = measure_from_ns_ + options_.duration_ns;
  schedule_.start(start_ns);
  if (plan_.wants_progress) next_publish_ns_ = now_;
  run_timers();
  start_connections();
  end_if_done();  // more threads than requests
}

void Worker::start_connections() {
  for (size_t i = 0; i < connections_.size() && !is_over_; ++i) {
    if (is_open_model_)
      make_free(connections_[i]);
    else
      go_on(connections_[i]);
    if (stop_.load(std::memory_order_relaxed)) is_over_ = true;
    refresh_clock(i);
  }
}

void Worker::turn() {
  std::span<const epoll_event> events;
  // With answers hoped for and nobody waiting for an event, asking epoll
  // would be a system call for nothing.
  if (hopeful_.empty() || nr_armed_ != 0) events = poller_.wait(wait_time());
  now_ = now_ns();
  if (stop_.load(std::memory_order_relaxed)) is_over_ = true;
  if (now_ >= next_timer_ns_) run_timers();
  if (is_over_) return;
  // First what was sent in an earlier turn: what is sent from here on is
  // stamped with this turn's time and must not be answered within it.
  read_hopeful();
  handle(events);
  if (is_open_model_) send_due();
  end_if_done();
}

void Worker::end_if_done() {
  if (in_flight_ == 0 && !has_due_left() && is_measuring_) is_over_ = true;
}

uint64_t Worker::wait_time() const {
  if (!hopeful_.empty()) return 0;
  uint64_t until = next_timer_ns_;
  // Without a free connection the next thing to happen is an event.
  if (is_open_model_ && nr_free_ != 0 && has_due_left())
    until = std::min(until, next_due());
  uint64_t now = is_open_model_ ? now_ns() : now_;
  return until > now ? until - now : 0;
}

void Worker::handle(std::span<const epoll_event> events) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].data.u32 == kStopId) continue;
    on_event(connections_[events[i].data.u32], events[i].events);
    refresh_clock(i);
  }
}

void Worker::read_hopeful() {
  trying_.swap(hopeful_);
  for (size_t i = 0; i < trying_.size(); ++i) {
    Connection& c = connections_[trying_[i]];
    // A timer may have ended what was hoped for.
    if (c.outstanding() == 0) continue;
    Gamble& gamble = c.answers ? next_answer_ : first_answer_;
    bool is_open = read_from(c);
    gamble.tell(!read_found_nothing_);
    if (!is_open) continue;
    if (read_found_nothing_) {
      arm(c);
      continue;
    }
    // Answers come before they are asked for: without epoll's callback each
    // segment costs less.
    if (c.is_registered && ++c.wins_in_row == kUnwatchAfter) unwatch(c);
    go_on(c);
    refresh_clock(i);
  }
  trying_.clear();
}

void Worker::unwatch(Connection& c) {
  poller_.remove(c.fd());
  c.is_registered = c.hears_room = false;
  c.wins_in_row = 0;
}

void Worker::finish() {
  now_ = now_ns();
  if (!is_measuring_) stats_ = Stats();
  stats_.end_ns = std::max(std::min(now_, end_ns_), measure_from_ns_);
  stats_.cpu_ns = cpu_ns() - cpu_at_start_ns_;
  end_interval();
  count_unfinished();
  for (Connection& c : connections_) c.close();
}

bool Worker::note_unfinished(uint64_t since_ns) {
  if (since_ns < measure_from_ns_ || since_ns >= stats_.end_ns) return false;
  stats_.oldest_unfinished_ns =
      std::max(stats_.oldest_unfinished_ns, stats_.end_ns - since_ns);
  return true;
}

// Percentiles know only what was answered; this says what they do not know.
void Worker::count_unfinished() {
  for (Connection& c : connections_)
    while (c.outstanding()) stats_.unanswered += note_unfinished(c.pop().due_ns);
  for (uint64_t due : again_) stats_.unsent += note_unfinished(due);
  if (!is_open_model_) return;
  while (schedule_.due_ns() < measure_from_ns_) schedule_.advance();
  uint64_t nr =
      std::min(quota_left_, schedule_.nr_due_before(stats_.end_ns));
  if (nr == 0) return;
  note_unfinished(schedule_.due_ns());
  stats_.unsent += nr;
}

// Timers.

void Worker::run_timers() {
  if (!is_measuring_ && now_ >= measure_from_ns_) start_measuring();
  if (now_ >= end_ns_) is_over_ = true;
  if (is_over_) return;
  if (now_ >= next_interval_ns_) end_interval();
  if (now_ >= next_timeout_check_ns_) check_timeouts();
  if (now_ >= next_publish_ns_) publish();
  wake_sleepers();
  set_next_timer();
}

void Worker::set_next_timer() {
  next_timer_ns_ = std::min({next_interval_ns_, next_timeout_check_ns_,
                             next_publish_ns_, end_ns_});
  if (!is_measuring_)
    next_timer_ns_ = std::min(next_timer_ns_, measure_from_ns_);
  if (!sleepers_.empty())
    next_timer_ns_ = std::min(next_timer_ns_, sleepers_.top().wake_ns);
}

// What was started in the warm-up is not counted, even if it ends later.
void Worker::start_measuring() {
  is_measuring_ = true;
  if (options_.warmup_ns) stats_ = Stats();
  before_interval_ = {};
  if (options_.number)
    quota_left_ = share_of(options_.number, index_, options_.threads);
  cpu_at_start_ns_ = cpu_ns();
  next_interval_ns_ = measure_from_ns_ + Timeline::kFirstWidthNs;
}

// The turn that notices the end of an interval comes after it, so what was
// counted is put where the interval began.
void Worker::end_interval() {
  const Histogram& latency = is_open_model_ ? stats_.response : stats_.service;
  Timeline::Interval total = {stats_.completed(), stats_.failed(),
                              latency.sum()};
  if (is_measuring_)
    stats_.timeline.add(
        next_interval_ns_ - Timeline::kFirstWidthNs - measure_from_ns_,
        {total.completed - before_interval_.completed,
         total.failed - before_interval_.failed,
         total.latency_sum_ns - before_interval_.latency_sum_ns});
  before_interval_ = total;
  while (next_interval_ns_ <= now_)
    next_interval_ns_ += Timeline::kFirstWidthNs;
}

void Worker::check_timeouts() {
  for (Connection& c : connections_) {
    if (c.outstanding() == 0 ||
        now_ - c.oldest().begin_ns < options_.timeout_ns)
      continue;
    // A peer that never takes the connection is not a slow answer.
    bool connecting = c.state() == Connection::State::kConnecting;
    fail(c, connecting ? Failure::kConnect : Failure::kTimeout, "timed out");
  }
  watch_free_connections();
  next_timeout_check_ns_ =
      now_ + std::clamp<uint64_t>(options_.timeout_ns / 8, kMs,
                                  kMaxTimeoutCheckNs);
}

// A server may close a connection that nothing is asked on; unless epoll
// says so, the next request would be sent into the void.
void Worker::watch_free_connections() {
  for (Connection& c : connections_)
    if (c.state() == Connection::State::kOpen && c.outstanding() == 0 &&
        !c.is_registered)
      c.is_registered = poller_.add(c.fd(), c.id(), false);
}

void Worker::wake_sleepers() {
  while (!sleepers_.empty() && sleepers_.top().wake_ns <= now_) {
    Connection& c = connections_[sleepers_.top().id];
    sleepers_.pop();
    c.is_sleeping = false;
    if (is_open_model_)
      make_free(c);
    else
      go_on(c);
  }
}

void Worker::publish() {
  std::lock_guard<std::mutex> lock(snapshot_mutex_);
  snapshot_.completed = stats_.completed();
  snapshot_.failed = stats_.failed();
  snapshot_.latency = is_open_model_ ? stats_.response : stats_.service;
  next_publish_ns_ = now_ + kPublishNs;
}

// The open model.

bool Worker::has_due_left() const {
  if (!is_open_model_) return quota_left_ != 0;
  return !again_.empty() || quota_left_ != 0;
}

uint64_t Worker::next_due() const {
  return again_.empty() ? schedule_.due_ns() : again_.front();
}

void Worker::take_due() {
  if (!again_.empty()) {
    again_.pop_front();
    return;
  }
  if (quota_left_ != kNever && schedule_.due_ns() >= measure_from_ns_)
    --quota_left_;
  schedule_.advance();
}

void Worker::send_due() {
  size_t step = 0;
  while (has_due_left()) {
    uint64_t due = next_due();
    if (due > now_ || due >= end_ns_) return;
    Connection* c = take_free();
    if (!c) {
      starved_at_ns_ = now_;
      return;
    }
    Io io = ensure_open(*c);
    if (io == Io::kWouldBlock) continue;
    take_due();
    note_lateness(due);
    if (io == Io::kFailed) {
      count_failure(Failure::kConnect, due, std::strerror(c->error()));
      continue;
    }
    send_batch(*c, 1, due);
    refresh_clock(step++);
  }
}

void Worker::note_lateness(uint64_t due_ns) {
  if (due_ns < measure_from_ns_ || now_ - due_ns < kLateNs) return;
  if (due_ns <= starved_at_ns_)
    ++stats_.late_busy;
  else
    ++stats_.late_self;
}

void Worker::make_free(Connection& c) {
  if (c.is_free || c.is_sleeping) return;
  c.is_free = true;
  size_t at = free_first_ + nr_free_++;
  free_ring_[at < free_ring_.size() ? at : at - free_ring_.size()] = c.id();
}

Connection* Worker::take_free() {
  while (nr_free_ != 0) {
    Connection& c = connections_[free_ring_[free_first_]];
    if (++free_first_ == free_ring_.size()) free_first_ = 0;
    --nr_free_;
    c.is_free = false;
    if (!c.is_sleeping) return &c;
  }
  return nullptr;
}

}  // namespace htstress
