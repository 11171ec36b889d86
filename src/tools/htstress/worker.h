// SPDX-License-Identifier: GPL-2.0-only
//
// One thread of the run: its connections, its epoll set, its numbers.
// Nothing here is shared with another thread while measuring, except the
// stop flag (only read) and, if progress is wanted, a copy of the numbers
// twice a second.
//
// A turn of the loop: wait for events (or not, when answers are hoped for),
// read the clock once, run timers, read, send what is due.  worker.cc holds
// the loop and its timers, exchange.cc what happens on one connection.
#ifndef KHTTPD_TOOLS_HTSTRESS_WORKER_H
#define KHTTPD_TOOLS_HTSTRESS_WORKER_H

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <queue>
#include <string_view>
#include <vector>

#include "tools/common/fd.h"
#include "tools/common/result.h"
#include "tools/htstress/address.h"
#include "tools/htstress/clock.h"
#include "tools/htstress/connection.h"
#include "tools/htstress/gamble.h"
#include "tools/htstress/options.h"
#include "tools/htstress/poller.h"
#include "tools/htstress/requests.h"
#include "tools/htstress/schedule.h"
#include "tools/htstress/stats.h"

namespace htstress {

// What all threads read and none writes.
struct Plan {
  const Options& options;
  std::vector<Origin> origins;
  std::vector<Address> addresses;  // one per origin
  bool wants_progress = false;
};

// For the progress line.
struct Snapshot {
  uint64_t completed = 0;
  uint64_t failed = 0;
  Histogram latency;
};

class Worker {
 public:
  Worker(const Plan& plan, unsigned index);

  // Everything that can fail for lack of descriptors or memory.
  khttpd::Status prepare();
  // Runs until the load is over; start_ns is the same for all threads.
  void run(uint64_t start_ns);
  // From any thread: end the run now.
  void stop();
  // From any thread: adds the latest copy of the numbers.
  void add_snapshot(Snapshot* sum);
  // After run() returned.
  const Stats& stats() const { return stats_; }

 private:
  static constexpr uint64_t kNever = UINT64_MAX;
  // Holds any usual answer, so that one read takes it whole.
  static constexpr size_t kReceiveSize = 65536;
  // Answers in a row that came before they were waited for; then epoll's
  // callback is only a cost.  Taking it away and back costs as much as some
  // tens of callbacks.
  static constexpr uint8_t kUnwatchAfter = 64;

  struct Sleeper {
    uint64_t wake_ns;
    uint32_t id;
    bool operator<(const Sleeper& other) const {
      return wake_ns > other.wake_ns;  // the earliest on top of the heap
    }
  };

  // The loop.
  void begin(uint64_t start_ns);
  void turn();
  void start_connections();
  void end_if_done();
  void handle(std::span<const epoll_event> events);
  void read_hopeful();
  void unwatch(Connection& c);
  uint64_t wait_time() const;
  void finish();
  void count_unfinished();
  bool note_unfinished(uint64_t since_ns);
  void refresh_clock(size_t step) {
    // Stamps may be this many connections old, some 100 us.
    if (step % 16 == 15) now_ = now_ns();
  }

  // Timers.
  void run_timers();
  void set_next_timer();
  void start_measuring();
  void end_interval();
  void check_timeouts();
  void wake_sleepers();
  void publish();
  void watch_free_connections();

  // The open model.
  bool has_due_left() const;
  uint64_t next_due() const;
  void take_due();
  void send_due();
  void note_lateness(uint64_t due_ns);
  void make_free(Connection& c);
  Connection* take_free();

  // One connection.  Those that return bool: false, it was closed and what
  // follows was arranged.
  Io ensure_open(Connection& c);
  bool refill(Connection& c);
  void go_on(Connection& c);
  void go_on_waiting(Connection& c);
  std::string_view batch_for(Connection& c, uint32_t nr);
  const std::string& next_request(uint32_t origin);
  void send_batch(Connection& c, uint32_t nr, uint64_t due_ns);
  bool after_send(Connection& c, Io io);
  void connected(Connection& c);
  void on_event(Connection& c, uint32_t events);
  bool read_from(Connection& c);
  bool take(Connection& c, std::string_view data);
  void print_debug(std::string_view data) const;
  bool answered(Connection& c);
  void on_eof(Connection& c);
  void on_read_error(Connection& c, int error);
  void fail(Connection& c, Failure kind, std::string_view why);
  void count_failure(Failure kind, uint64_t due_ns, std::string_view why);
  void give_back(Connection& c);
  void drop(Connection& c);
  void sleep(Connection& c, uint64_t delay_ns);
  void back_off(Connection& c, Failure kind);
  void hope(Connection& c);
  void arm(Connection& c);
  void disarm(Connection& c);

  const Plan& plan_;
  const Options& options_;
  const unsigned index_;
  const bool is_open_model_;

  // Connections.
  std::vector<InFlight> slots_;
  std::vector<Connection> connections_;
  std::vector<size_t> cursors_;  // per origin: which request is next
  uint64_t random_ = 0;          // state of the generator; 0: in order
  uint64_t in_flight_ = 0;
  std::vector<uint32_t> hopeful_;  // a request was sent: try to read next turn
  std::vector<uint32_t> trying_;   // the ones of this turn
  uint64_t nr_armed_ = 0;
  std::priority_queue<Sleeper> sleepers_;
  Gamble first_answer_, next_answer_, connect_at_once_;
  bool read_found_nothing_ = false;

  // Input.
  Poller poller_;
  std::unique_ptr<char[]> buffer_;
  HeadMemo memo_;
  bool may_discard_ = true;  // MSG_TRUNC throws bytes away (TCP only)

  // The load.
  uint64_t quota_left_ = kNever;  // requests still to be started
  Schedule schedule_;
  std::deque<uint64_t> again_;  // due times given back by closed connections
  std::vector<uint32_t> free_ring_;
  size_t free_first_ = 0, nr_free_ = 0;
  uint64_t starved_at_ns_ = 0;  // when no connection was free for what is due

  // Time.
  uint64_t now_ = 0;  // of this turn
  uint64_t measure_from_ns_ = kNever;
  uint64_t end_ns_ = kNever;
  uint64_t next_timer_ns_ = 0;
  uint64_t next_interval_ns_ = kNever;
  uint64_t next_timeout_check_ns_ = 0;
  uint64_t next_publish_ns_ = kNever;
  bool is_measuring_ = false;
  bool is_over_ = false;
  uint64_t cpu_at_start_ns_ = 0;

  Stats stats_;
  Timeline::Interval before_interval_;  // the totals when it began

  // Shared with other threads.
  khttpd::Fd stop_event_;
  alignas(64) std::atomic<bool> stop_{false};
  alignas(64) std::mutex snapshot_mutex_;
  Snapshot snapshot_;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_WORKER_H
