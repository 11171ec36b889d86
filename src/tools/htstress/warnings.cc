// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/warnings.h"

#include <fmt/format.h>

#include "tools/htstress/units.h"

namespace htstress {
namespace {

constexpr double kBusyPercent = 90;
// Late requests that one hiccup of the machine explains are not worth a
// word; one in a hundred moves the 99th percentile.
constexpr double kLateShare = 0.01;
// A client that keeps sending would see this many times the 99th percentile
// that the closed model shows, and the difference is more than noise.
constexpr double kHiddenFactor = 2;
constexpr uint64_t kHiddenNs = 1'000'000;

class Finder {
 public:
  Finder(const Options& options, const RunResult& result,
         const Summary& summary)
      : options_(options), result_(result), stats_(result.stats),
        summary_(summary) {}

  std::vector<Warning> find() {
    fewer_threads();
    nothing_answered();
    busy_threads();
    late_requests();
    unfinished();
    hidden_stalls();
    return std::move(warnings_);
  }

 private:
  template <typename... Args>
  void warn(const char* code, fmt::format_string<Args...> text,
            Args&&... args) {
    warnings_.push_back(
        {code, fmt::format(text, std::forward<Args>(args)...)});
  }

  void fewer_threads() {
    if (options_.threads < options_.asked_threads)
      warn("fewer_threads",
           "-t {}: {} connections keep {} threads busy, no more were started "
           "(-c is the total)",
           options_.asked_threads, options_.connections, options_.threads);
  }

  void nothing_answered() {
    if (summary_.completed == 0 && summary_.requests != 0)
      warn("nothing_answered", "not one request was answered");
  }

  void busy_threads() {
    unsigned busy = 0;
    double highest = 0;
    for (const ThreadShare& thread : result_.threads) {
      busy += thread.cpu_percent > kBusyPercent;
      highest = std::max(highest, thread.cpu_percent);
    }
    if (busy != 0)
      warn("client_busy",
           "{} of {} threads used over {:.0f} % of a CPU (up to {:.0f} %): "
           "htstress may have been the limit, not the server",
           busy, result_.threads.size(), kBusyPercent, highest);
  }

  void late_requests() {
    double share = kLateShare * static_cast<double>(summary_.requests);
    if (static_cast<double>(stats_.late_self) > share)
      warn("missed_due_times",
           "{} requests left over 1 ms late although a connection was free: "
           "htstress could not keep up",
           stats_.late_self);
    if (static_cast<double>(stats_.late_busy) > share)
      warn("connections_busy",
           "{} requests left over 1 ms late because all connections were "
           "waiting for answers; the response time counts this",
           stats_.late_busy);
  }

  void unfinished() {
    uint64_t oldest = stats_.oldest_unfinished_ns;
    if (stats_.unsent != 0 && oldest > kHiddenNs)
      warn("unsent",
           "{} requests were due but not sent when the run ended; no "
           "percentile knows them",
           stats_.unsent);
    if (oldest > summary_.main_latency().max_ns && oldest > kHiddenNs)
      warn("unfinished",
           "when the run ended a request had waited {}, longer than any that "
           "was answered",
           format_duration(static_cast<double>(oldest)));
  }

  // The expected interval is the median: what the connections do when
  // nothing is in the way.
  void hidden_stalls() {
    if (summary_.is_open_model || stats_.service.total() == 0) return;
    Histogram fair =
        stats_.service.corrected_for(stats_.service.percentile(50));
    uint64_t seen = stats_.service.percentile(99);
    uint64_t felt = fair.percentile(99);
    if (felt < seen + kHiddenNs ||
        static_cast<double>(felt) < kHiddenFactor * static_cast<double>(seen))
      return;
    warn("hidden_stalls",
         "stalls are hidden: connections that wait send nothing, so p99 is "
         "{}; a client that keeps sending would see about {}. Use --rate",
         format_duration(static_cast<double>(seen)),
         format_duration(static_cast<double>(felt)));
  }

  const Options& options_;
  const RunResult& result_;
  const Stats& stats_;
  const Summary& summary_;
  std::vector<Warning> warnings_;
};

}  // namespace

std::vector<Warning> find_warnings(const Options& options,
                                   const RunResult& result,
                                   const Summary& summary) {
  return Finder(options, result, summary).find();
}

}  // namespace htstress
