// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/csv_report.h"

#include <fmt/format.h>

#include "tools/htstress/units.h"

namespace htstress {
namespace {

// RFC 4180: quotes around what holds a comma, quote or line end.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

class Row {
 public:
  void add(const std::string& name, const std::string& value) {
    if (!names_.empty()) {
      names_ += ',';
      values_ += ',';
    }
    names_ += name;
    values_ += quoted(value);
  }
  void add(const std::string& name, uint64_t value) {
    add(name, std::to_string(value));
  }
  void add(const std::string& name, double value) {
    add(name, fmt::format("{:.3f}", value));
  }
  void add_latency(const std::string& kind, const Latency& latency) {
    auto us = [](auto ns) { return static_cast<double>(ns) / 1e3; };
    add(kind + "_mean_us", us(latency.mean_ns));
    for (const Percentile& p : latency.percentiles)
      add(kind + "_p" + format_short(p.percent) + "_us", us(p.ns));
    add(kind + "_max_us", us(latency.max_ns));
  }
  std::string text() const { return names_ + "\n" + values_ + "\n"; }

 private:
  std::string names_, values_;
};

}  // namespace

std::string csv_report(const Options& options, const RunResult& result,
                       const Summary& summary) {
  Row row;
  row.add("url", options.url_texts.empty() ? "" : options.url_texts[0]);
  row.add("connections", uint64_t{options.connections});
  row.add("threads", uint64_t{options.threads});
  row.add("pipeline", uint64_t{options.pipeline});
  row.add("keep_alive", options.keep_alive ? uint64_t{1} : uint64_t{0});
  row.add("rate_per_s", options.rate);
  row.add("seconds", summary.seconds);
  row.add("requests", summary.requests);
  row.add("good", summary.good);
  row.add("bad", summary.bad);
  row.add("socket_errors", summary.socket_errors);
  for (size_t i = 0; i < kNrFailures; ++i)
    row.add(failure_name(static_cast<Failure>(i)), result.stats.failures[i]);
  row.add("requests_per_s", summary.requests_per_second);
  row.add("received_bytes", result.stats.bytes_received);
  row.add_latency("service", summary.service);
  if (summary.is_open_model) row.add_latency("response", summary.response);
  return row.text();
}

}  // namespace htstress
