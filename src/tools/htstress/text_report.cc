// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "tools/htstress/units.h"

namespace htstress {
namespace {

using Out = std::back_insert_iterator<std::string>;

void put_counts(const Summary& s, Out out) {
  fmt::format_to(out,
                 "\n"
                 "requests:      {}\n"
                 "good requests: {} [{}%]\n"
                 "bad requests:  {} [{}%]\n"
                 "socket errors: {} [{}%]\n"
                 "seconds:       {:.3f}\n"
                 "requests/sec:  {:.3f}\n"
                 "\n",
                 s.requests, s.good, percent_text(s.good, s.requests), s.bad,
                 percent_text(s.bad, s.requests), s.socket_errors,
                 percent_text(s.socket_errors, s.requests), s.seconds,
                 s.requests_per_second);
}

std::string ns_text(uint64_t ns) {
  return format_duration(static_cast<double>(ns));
}

void put_row(std::string_view name, const std::string& first,
             const std::string& second, Out out) {
  fmt::format_to(out, "  {:<10}{:>14}", name, first);
  if (!second.empty()) fmt::format_to(out, "{:>14}", second);
  *out++ = '\n';
}

// One column in the closed model, two in the open one.
void put_latency(const Summary& s, Out out) {
  const Latency& a = s.main_latency();
  const Latency& b = s.service;
  bool two = s.is_open_model;
  if (a.count == 0) return;
  fmt::format_to(out, "{}\n",
                 two ? "latency        response time  service time"
                     : "latency         service time");
  auto row = [&](std::string_view name, double first, double second) {
    put_row(name, format_duration(first),
            two ? format_duration(second) : std::string(), out);
  };
  row("min", static_cast<double>(a.min_ns), static_cast<double>(b.min_ns));
  row("mean", a.mean_ns, b.mean_ns);
  row("stddev", a.stddev_ns, b.stddev_ns);
  for (size_t i = 0; i < a.percentiles.size(); ++i)
    row(format_short(a.percentiles[i].percent) + "%",
        static_cast<double>(a.percentiles[i].ns),
        static_cast<double>(b.percentiles[i].ns));
  row("max", static_cast<double>(a.max_ns), static_cast<double>(b.max_ns));
  if (two)
    fmt::format_to(out,
                   "  (response time counts from when a request was due, "
                   "service time from when it was sent)\n");
  *out++ = '\n';
}

void put_traffic(const RunResult& result, const Summary& s, Out out) {
  const Stats& stats = result.stats;
  // 0 where the warm-up opened them.
  fmt::format_to(out, "connections:   {} opened", stats.connections);
  if (s.connect.count != 0)
    fmt::format_to(out, ", {} on average, {} at most",
                   format_duration(s.connect.mean_ns),
                   ns_text(s.connect.max_ns));
  fmt::format_to(out, "\nreceived:      {} ({}/s)\n",
                 format_bytes(static_cast<double>(stats.bytes_received)),
                 format_bytes(s.bytes_per_second));
  if (stats.resent != 0)
    fmt::format_to(out,
                   "sent again:    {} requests behind the end of a "
                   "connection\n",
                   stats.resent);
}

void put_statuses(const Stats& stats, Out out) {
  for (size_t status = 0; status < kNrStatusCodes; ++status)
    if (stats.codes[status])
      fmt::format_to(out, "status {}:    {}\n", status, stats.codes[status]);
}

void put_failures(const Stats& stats, Out out) {
  for (size_t i = 0; i < kNrFailures; ++i) {
    if (stats.failures[i] == 0) continue;
    std::string name = failure_name(static_cast<Failure>(i));
    std::replace(name.begin(), name.end(), '_', ' ');
    fmt::format_to(out, "{:<15}{} (first: {})\n", name + ":",
                   stats.failures[i], stats.examples[i]);
  }
}

void put_notes(const RunResult& result, const Summary& s, Out out) {
  if (result.was_interrupted) fmt::format_to(out, "\ninterrupted\n");
  if (!s.warnings.empty()) *out++ = '\n';
  for (const Warning& warning : s.warnings)
    fmt::format_to(out, "note: {}\n", warning.text);
  for (const ThresholdResult& threshold : s.thresholds)
    if (threshold.is_crossed)
      fmt::format_to(out, "failed: {}\n", threshold.text);
}

}  // namespace

std::string percent_text(uint64_t part, uint64_t whole) {
  if (part == 0 || whole == 0) return "0";
  if (part == whole) return "100";
  double percent =
      100 * static_cast<double>(part) / static_cast<double>(whole);
  std::string text =
      fmt::format("{:.3f}", std::clamp(percent, 0.001, 99.999));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string text_report(const RunResult& result, const Summary& summary) {
  std::string text;
  Out out = std::back_inserter(text);
  put_counts(summary, out);
  put_latency(summary, out);
  put_traffic(result, summary, out);
  put_statuses(result.stats, out);
  put_failures(result.stats, out);
  put_notes(result, summary, out);
  return text;
}

}  // namespace htstress
