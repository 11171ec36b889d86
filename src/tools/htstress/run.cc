// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/run.h"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <memory>
#include <thread>

#include "tools/htstress/clock.h"
#include "tools/htstress/progress.h"
#include "tools/htstress/worker.h"

namespace htstress {
namespace {

using khttpd::Done;
using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Fd;
using khttpd::Result;
using khttpd::Status;

constexpr int kProgressMs = 500;
// Standard streams, libraries, the main thread's own; and per thread an
// epoll set and an event.
constexpr rlim_t kOwnDescriptors = 32;
constexpr rlim_t kThreadDescriptors = 2;

Status raise_descriptor_limit(const Options& options) {
  rlim_t needed = options.connections + kOwnDescriptors +
                  kThreadDescriptors * options.threads;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= needed) return Done{};
  rlim_t hard = limit.rlim_max;
  limit.rlim_cur = needed;
  limit.rlim_max = std::max(hard, needed);
  // More than the hard limit is for privileged users only.
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return Done{};
  return Error{
      fmt::format("{} connections need {} file descriptors, {} are allowed "
                  "(see ulimit -Hn)",
                  options.connections, needed, hard),
      ExitCode::kFailure};
}

Status resolve_origins(const Options& options, Plan* plan) {
  for (const Origin& origin : plan->origins) {
    if (!options.unix_path.empty()) {
      plan->addresses.push_back(unix_address(options.unix_path));
      continue;
    }
    auto address = resolve(options.connect_to ? *options.connect_to
                                              : origin.peer,
                           options.family);
    if (!address) return address.error();
    plan->addresses.push_back(*address);
  }
  return Done{};
}

// SIGINT and SIGTERM as readable events; blocked in all threads, so that
// they interrupt no system call of the measurement.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, &old_);
    fd_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  ~Signals() { pthread_sigmask(SIG_SETMASK, &old_, nullptr); }
  int fd() const { return fd_.get(); }
  void take() {
    signalfd_siginfo info;
    [[maybe_unused]] ssize_t len = read(fd_.get(), &info, sizeof(info));
  }

 private:
  sigset_t old_;
  Fd fd_;
};

class Run {
 public:
  Run(const Options& options, Plan plan)
      : options_(options), plan_(std::move(plan)) {}

  Status prepare();
  RunResult go();

 private:
  void start_threads();
  void supervise();
  void interrupt();
  void show_progress();
  RunResult collect();

  const Options& options_;
  Plan plan_;
  Signals signals_;
  Fd ended_;  // counts threads that are done
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  uint64_t start_ns_ = 0;
  uint64_t nr_ended_ = 0;
  bool was_interrupted_ = false;
  ProgressLine progress_;
};

Status Run::prepare() {
  ended_.reset(eventfd(0, EFD_CLOEXEC));
  for (unsigned i = 0; i < options_.threads; ++i) {
    workers_.push_back(std::make_unique<Worker>(plan_, i));
    if (auto status = workers_.back()->prepare(); !status) return status;
  }
  return Done{};
}

void Run::start_threads() {
  // Sleeps until a due time end on time, not up to 50 us later; threads
  // inherit it.
  prctl(PR_SET_TIMERSLACK, 1UL);
  start_ns_ = now_ns();
  for (auto& worker : workers_)
    threads_.emplace_back([this, &worker] {
      worker->run(start_ns_);
      eventfd_write(ended_.get(), 1);
    });
}

void Run::interrupt() {
  signals_.take();
  // The second one means it: no report.
  if (was_interrupted_) _exit(static_cast<int>(ExitCode::kInterrupted));
  was_interrupted_ = true;
  for (auto& worker : workers_) worker->stop();
}

void Run::show_progress() {
  Snapshot sum;
  for (auto& worker : workers_) worker->add_snapshot(&sum);
  progress_.show(now_ns() - start_ns_, sum);
}

void Run::supervise() {
  int interval = plan_.wants_progress ? kProgressMs : -1;
  while (nr_ended_ < workers_.size()) {
    pollfd wait[] = {{signals_.fd(), POLLIN, 0}, {ended_.get(), POLLIN, 0}};
    int nr = poll(wait, 2, interval);
    if (nr == 0) show_progress();
    if (nr <= 0) continue;
    if (wait[0].revents) interrupt();
    eventfd_t count = 0;
    if (wait[1].revents && eventfd_read(ended_.get(), &count) == 0)
      nr_ended_ += count;
  }
  progress_.clear();
}

RunResult Run::collect() {
  RunResult result;
  uint64_t from = start_ns_ + options_.warmup_ns;
  for (auto& worker : workers_) {
    const Stats& own = worker->stats();
    double seconds = static_cast<double>(own.end_ns - from) / 1e9;
    double cpu = static_cast<double>(own.cpu_ns) / 1e9;
    result.threads.push_back(
        {own.completed(), seconds > 0 ? std::min(100 * cpu / seconds, 100.0)
                                      : 0.0});
    result.stats.merge(own);
  }
  result.seconds = static_cast<double>(result.stats.end_ns - from) / 1e9;
  result.was_interrupted = was_interrupted_;
  return result;
}

RunResult Run::go() {
  time_t started_at = time(nullptr);
  start_threads();
  supervise();
  for (std::thread& thread : threads_) thread.join();
  RunResult result = collect();
  result.started_at = started_at;
  return result;
}

}  // namespace

Result<RunResult> run_load(const Options& options) {
  auto origins = prepare_requests(options);
  if (!origins) return origins.error();
  Plan plan{options, std::move(*origins), {},
            options.progress && isatty(STDERR_FILENO)};
  if (auto status = resolve_origins(options, &plan); !status)
    return status.error();
  if (auto status = raise_descriptor_limit(options); !status)
    return status.error();
  Run run(options, std::move(plan));
  if (auto status = run.prepare(); !status) return status.error();
  return run.go();
}

}  // namespace htstress
