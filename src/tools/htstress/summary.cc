// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/summary.h"

#include <algorithm>
#include <cmath>

#include "tools/htstress/warnings.h"

namespace htstress {
namespace {

constexpr unsigned kFirstBadStatus = 400;
constexpr double kMinIntervals = 4;  // fewer say nothing about steadiness
constexpr double kSigmas99 = 2.576;  // 99 % of a normal distribution

uint64_t failures(const Stats& stats, Failure kind) {
  return stats.failures[static_cast<size_t>(kind)];
}

// The rank of a percentile among n independent samples is binomial; far from
// the ends the normal distribution is close enough.
Percentile percentile_of(const Histogram& histogram, double percent,
                         double widening) {
  Percentile result;
  result.percent = percent;
  result.ns = histogram.percentile(percent);
  auto n = static_cast<double>(histogram.total());
  if (n == 0) return result;
  double p = percent / 100;
  double half = widening * kSigmas99 * std::sqrt(n * p * (1 - p));
  auto rank = [&](double wanted) {
    return static_cast<uint64_t>(std::clamp(std::ceil(wanted), 1.0, n));
  };
  result.low_ns = std::min(histogram.at_rank(rank(n * p - half)), result.ns);
  result.high_ns =
      std::max(histogram.at_rank(rank(n * p + half + 1)), result.ns);
  return result;
}

double failed_percent(const Summary& summary) {
  if (summary.requests == 0) return 0;
  return 100 * static_cast<double>(summary.bad + summary.socket_errors) /
         static_cast<double>(summary.requests);
}

double value_of(const Threshold& threshold, const Summary& summary,
                const RunResult& result) {
  const Stats& stats = result.stats;
  const Histogram& latency =
      summary.is_open_model ? stats.response : stats.service;
  switch (threshold.metric) {
    case Metric::kPercentile:
      return static_cast<double>(latency.percentile(threshold.percent));
    case Metric::kMean:
      return latency.mean();
    case Metric::kMax:
      return static_cast<double>(latency.max());
    case Metric::kRps:
      return summary.requests_per_second;
    case Metric::kRequests:
      return static_cast<double>(summary.requests);
    case Metric::kGood:
      return static_cast<double>(summary.good);
    case Metric::kBad:
      return static_cast<double>(summary.bad);
    case Metric::kErrors:
      return static_cast<double>(summary.socket_errors);
    case Metric::kTimeouts:
      return static_cast<double>(failures(stats, Failure::kTimeout));
    case Metric::kFailedShare:
      return failed_percent(summary);
  }
  return 0;
}

void count_requests(const Stats& stats, Summary* summary) {
  for (unsigned status = 0; status < kNrStatusCodes; ++status)
    (status < kFirstBadStatus ? summary->good : summary->bad) +=
        stats.codes[status];
  summary->completed = summary->good + summary->bad;
  summary->bad += failures(stats, Failure::kShortBody) +
                  failures(stats, Failure::kProtocol);
  for (Failure kind : {Failure::kConnect, Failure::kWrite, Failure::kRead,
                       Failure::kTimeout})
    summary->socket_errors += failures(stats, kind);
  summary->requests = summary->good + summary->bad + summary->socket_errors;
}

}  // namespace

bool Summary::has_crossed() const {
  return std::any_of(thresholds.begin(), thresholds.end(),
                     [](const ThresholdResult& t) { return t.is_crossed; });
}

// The design effect of cluster sampling, the intervals being the clusters:
// the variance of their means against what it would be if it did not matter
// when a sample was taken.
double unsteadiness(const Timeline& timeline, const Histogram& latency) {
  double stddev = latency.stddev(), total = latency.mean();
  double squares = 0, samples = 0, nr = 0;
  for (const Timeline::Interval& part : timeline.intervals()) {
    if (part.completed == 0) continue;
    auto count = static_cast<double>(part.completed);
    double away = static_cast<double>(part.latency_sum_ns) / count - total;
    squares += count * away * away;
    samples += count;
    ++nr;
  }
  if (nr < kMinIntervals || stddev <= 0) return 1;
  double between = squares / samples * nr / (nr - 1);
  double expected = stddev * stddev / (samples / nr);
  return std::sqrt(std::max(1.0, between / expected));
}

Latency summarize_latency(const Histogram& histogram,
                          const std::vector<double>& percents,
                          double widening) {
  Latency latency;
  latency.count = histogram.total();
  latency.min_ns = histogram.min();
  latency.max_ns = histogram.max();
  latency.mean_ns = histogram.mean();
  latency.stddev_ns = histogram.stddev();
  for (double percent : percents)
    latency.percentiles.push_back(
        percentile_of(histogram, percent, widening));
  return latency;
}

Summary summarize(const Options& options, const RunResult& result) {
  const Stats& stats = result.stats;
  Summary summary;
  count_requests(stats, &summary);
  summary.seconds = result.seconds;
  if (result.seconds > 0) {
    summary.requests_per_second =
        static_cast<double>(summary.completed) / result.seconds;
    summary.bytes_per_second =
        static_cast<double>(stats.bytes_received) / result.seconds;
  }
  summary.is_open_model = options.rate > 0;
  double widening =
      unsteadiness(stats.timeline,
                   summary.is_open_model ? stats.response : stats.service);
  auto latency = [&](const Histogram& histogram) {
    return summarize_latency(histogram, options.percentiles, widening);
  };
  summary.service = latency(stats.service);
  summary.connect = latency(stats.connect);
  if (summary.is_open_model) summary.response = latency(stats.response);
  summary.warnings = find_warnings(options, result, summary);
  for (const Threshold& threshold : options.fail_if) {
    double value = value_of(threshold, summary, result);
    summary.thresholds.push_back(
        {threshold.text, value, threshold.is_crossed_by(value)});
  }
  return summary;
}

}  // namespace htstress
