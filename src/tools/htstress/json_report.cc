// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/json_report.h"

#include <time.h>

#include <nlohmann/json.hpp>

namespace htstress {
namespace {

// Members stay in the order they are written: people read this, too.
using OrderedJson = nlohmann::ordered_json;

double us(double ns) { return ns / 1e3; }
double us(uint64_t ns) { return static_cast<double>(ns) / 1e3; }
double seconds(uint64_t ns) { return static_cast<double>(ns) / 1e9; }

std::string utc(time_t when) {
  tm parts{};
  gmtime_r(&when, &parts);
  char text[32];
  strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

OrderedJson parameters(const Options& o) {
  OrderedJson json;
  json["urls"] = o.url_texts;
  json["path_file"] =
      o.path_file.empty() ? OrderedJson() : OrderedJson(o.path_file);
  json["method"] = o.method;
  json["headers"] = o.headers;
  json["body_file"] =
      o.body_file.empty() ? OrderedJson() : OrderedJson(o.body_file);
  json["connections"] = o.connections;
  json["threads"] = o.threads;
  json["pipeline"] = o.pipeline;
  json["keep_alive"] = o.keep_alive;
  json["number"] = o.number ? OrderedJson(o.number) : OrderedJson();
  json["duration_s"] =
      o.duration_ns ? OrderedJson(seconds(o.duration_ns)) : OrderedJson();
  json["warmup_s"] = seconds(o.warmup_ns);
  json["rate_per_s"] = o.rate > 0 ? OrderedJson(o.rate) : OrderedJson();
  json["timeout_s"] = seconds(o.timeout_ns);
  json["seed"] = o.seed ? OrderedJson(*o.seed) : OrderedJson();
  json["unix_path"] =
      o.unix_path.empty() ? OrderedJson() : OrderedJson(o.unix_path);
  json["connect_to"] = o.connect_to
                           ? OrderedJson(o.connect_to->host + ":" +
                                         std::to_string(o.connect_to->port))
                           : OrderedJson();
  return json;
}

OrderedJson requests(const Summary& s) {
  return {{"total", s.requests},
          {"good", s.good},
          {"bad", s.bad},
          {"socket_errors", s.socket_errors},
          {"completed", s.completed},
          {"per_s", s.requests_per_second}};
}

OrderedJson failures(const Stats& stats) {
  OrderedJson json;
  for (size_t i = 0; i < kNrFailures; ++i) {
    OrderedJson kind = {{"count", stats.failures[i]}};
    kind["first"] = stats.examples[i].empty() ? OrderedJson()
                                              : OrderedJson(stats.examples[i]);
    json[failure_name(static_cast<Failure>(i))] = kind;
  }
  return json;
}

OrderedJson statuses(const Stats& stats) {
  OrderedJson classes = {{"1xx", 0}, {"2xx", 0}, {"3xx", 0},
                         {"4xx", 0}, {"5xx", 0}, {"other", 0}};
  OrderedJson codes = OrderedJson::object();
  for (size_t status = 0; status < kNrStatusCodes; ++status) {
    uint64_t count = stats.codes[status];
    if (count == 0) continue;
    codes[std::to_string(status)] = count;
    std::string name = status < 600 ? std::to_string(status / 100) + "xx"
                                    : std::string("other");
    classes[name] = classes[name].get<uint64_t>() + count;
  }
  return {{"classes", classes}, {"codes", codes}};
}

OrderedJson latency(const Latency& l) {
  OrderedJson percentiles = OrderedJson::array();
  for (const Percentile& p : l.percentiles)
    percentiles.push_back({{"percentile", p.percent},
                           {"us", us(p.ns)},
                           {"low_us", us(p.low_ns)},
                           {"high_us", us(p.high_ns)}});
  return {{"count", l.count},         {"min_us", us(l.min_ns)},
          {"mean_us", us(l.mean_ns)}, {"stddev_us", us(l.stddev_ns)},
          {"max_us", us(l.max_ns)},   {"percentiles", percentiles}};
}

OrderedJson open_model(const Summary& summary, const Stats& stats) {
  if (!summary.is_open_model) return nullptr;
  return {{"late_connections_busy", stats.late_busy},
          {"late_client_slow", stats.late_self},
          {"unsent", stats.unsent}};
}

OrderedJson timeline(const RunResult& result) {
  const Timeline& line = result.stats.timeline;
  OrderedJson completed = OrderedJson::array(), failed = OrderedJson::array();
  for (const Timeline::Interval& part : line.intervals()) {
    completed.push_back(part.completed);
    failed.push_back(part.failed);
  }
  return {{"interval_s", seconds(line.width_ns())},
          {"completed", completed},
          {"failed", failed}};
}

OrderedJson threads(const RunResult& result) {
  OrderedJson json = OrderedJson::array();
  for (const ThreadShare& thread : result.threads)
    json.push_back(
        {{"completed", thread.completed}, {"cpu_percent", thread.cpu_percent}});
  return json;
}

OrderedJson warnings(const Summary& summary) {
  OrderedJson json = OrderedJson::array();
  for (const Warning& warning : summary.warnings)
    json.push_back({{"code", warning.code}, {"text", warning.text}});
  return json;
}

OrderedJson thresholds(const Summary& summary) {
  OrderedJson json = OrderedJson::array();
  for (const ThresholdResult& t : summary.thresholds)
    json.push_back({{"condition", t.text}, {"crossed", t.is_crossed}});
  return json;
}

}  // namespace

std::string json_report(const Options& options, const RunResult& result,
                        const Summary& summary) {
  const Stats& stats = result.stats;
  OrderedJson json;
  json["schema"] = kSchemaVersion;
  json["tool"] = "htstress";
  json["version"] = KHTTPD_VERSION;
  json["started_at"] = utc(result.started_at);
  json["parameters"] = parameters(options);
  json["seconds"] = summary.seconds;
  json["interrupted"] = result.was_interrupted;
  json["requests"] = requests(summary);
  json["failures"] = failures(stats);
  json["status"] = statuses(stats);
  json["service_time"] = latency(summary.service);
  json["response_time"] =
      summary.is_open_model ? latency(summary.response) : OrderedJson();
  json["connect_time"] = latency(summary.connect);
  json["connections_opened"] = stats.connections;
  json["requests_resent"] = stats.resent;
  json["sent_bytes"] = stats.bytes_sent;
  json["received_bytes"] = stats.bytes_received;
  json["received_bytes_per_s"] = summary.bytes_per_second;
  json["unfinished"] = {{"unanswered", stats.unanswered},
                        {"oldest_us", us(stats.oldest_unfinished_ns)}};
  json["open_model"] = open_model(summary, stats);
  json["timeline"] = timeline(result);
  json["threads"] = threads(result);
  json["warnings"] = warnings(summary);
  json["fail_if"] = thresholds(summary);
  // File names may hold any bytes; JSON is UTF-8.
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace htstress
