// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/compare.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tools/htstress/file.h"
#include "tools/htstress/json_report.h"
#include "tools/htstress/units.h"

namespace htstress {
namespace {

using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Result;
using Json = nlohmann::json;
using Out = std::back_insert_iterator<std::string>;

// 99.9 % of Student's t with some tens of intervals; fewer intervals than
// kMinIntervals cannot tell noise from change.
constexpr double kStudent = 3.5;
constexpr size_t kMinIntervals = 8;

// What can be told apart within two runs need not be a difference between
// what they measured: memory laid out anew moves a server by nearly this much.
constexpr double kLeastChange = 0.01;

struct Report {
  Json json;
  bool is_open_model = false;

  const Json& latency() const {
    return json.at(is_open_model ? "response_time" : "service_time");
  }
};

struct Spread {
  double mean = 0;
  double error = 0;  // squared standard error of the mean
};

Spread spread_of(const std::vector<double>& values) {
  Spread result;
  auto n = static_cast<double>(values.size());
  for (double value : values) result.mean += value / n;
  double squares = 0;
  for (double value : values)
    squares += (value - result.mean) * (value - result.mean);
  result.error = squares / (n - 1) / n;
  return result;
}

// Completed per second in each interval; the last is cut short by the end of
// the run and left out.
std::vector<double> rates_of(const Json& json) {
  std::vector<double> rates;
  const Json& line = json.at("timeline");
  double width = line.at("interval_s");
  for (const Json& count : line.at("completed"))
    rates.push_back(count.get<double>() / width);
  if (!rates.empty()) rates.pop_back();
  return rates;
}

// Throws Json::exception where a member is missing; the caller says which
// file.
Report read_report(std::string_view text) {
  Report report;
  report.json = Json::parse(text);
  int schema = report.json.at("schema");
  if (schema != kSchemaVersion)
    throw Json::other_error::create(
        501, fmt::format("schema {}, expected {}", schema, kSchemaVersion),
        nullptr);
  report.is_open_model = !report.json.at("response_time").is_null();
  return report;
}

bool is_slight(double a, double b) {
  return std::abs(b - a) < kLeastChange * a;
}

std::string change_text(double a, double b) {
  if (a == 0) return b == 0 ? "same" : "-";
  return fmt::format("{:+.1f} %", 100 * (b - a) / a);
}

void put_row(Out out, const std::string& name, const std::string& a,
             const std::string& b, const std::string& change,
             const std::string& verdict) {
  fmt::format_to(out, "{:<16}{:>14}{:>14}{:>12}  {}\n", name, a, b, change,
                 verdict);
}

void put_rate(Out out, const Json& a, const Json& b) {
  double rate_a = a.at("requests").at("per_s");
  double rate_b = b.at("requests").at("per_s");
  std::vector<double> line_a = rates_of(a), line_b = rates_of(b);
  std::string verdict = "too short to tell";
  if (std::min(line_a.size(), line_b.size()) >= kMinIntervals)
    verdict = is_slight(rate_a, rate_b) || !differ(line_a, line_b)
                  ? "within noise"
              : rate_b > rate_a ? "faster"
                                : "slower";
  put_row(out, "requests/sec", fmt::format("{:.1f}", rate_a),
          fmt::format("{:.1f}", rate_b), change_text(rate_a, rate_b),
          verdict);
}

const Json* find_percentile(const Json& latency, double percent) {
  for (const Json& entry : latency.at("percentiles"))
    if (std::abs(entry.at("percentile").get<double>() - percent) < 1e-9)
      return &entry;
  return nullptr;
}

// Intervals that do not meet: the difference is not luck of the draw.
std::string percentile_verdict(const Json& a, const Json& b) {
  if (is_slight(a.at("us"), b.at("us"))) return "within noise";
  if (b.at("low_us") > a.at("high_us")) return "slower";
  if (b.at("high_us") < a.at("low_us")) return "faster";
  return "within noise";
}

void put_percentiles(Out out, const Json& a, const Json& b) {
  for (const Json& in_a : a.at("percentiles")) {
    double percent = in_a.at("percentile");
    const Json* in_b = find_percentile(b, percent);
    if (!in_b) continue;
    double us_a = in_a.at("us"), us_b = in_b->at("us");
    put_row(out, "p" + format_short(percent), format_duration(us_a * 1e3),
            format_duration(us_b * 1e3), change_text(us_a, us_b),
            percentile_verdict(in_a, *in_b));
  }
}

void put_count(Out out, const char* name, const Json& a, const Json& b) {
  uint64_t in_a = a, in_b = b;
  put_row(out, name, std::to_string(in_a), std::to_string(in_b),
          change_text(static_cast<double>(in_a), static_cast<double>(in_b)),
          "");
}

void put_warnings(Out out, const char* name, const Json& json) {
  for (const Json& warning : json.at("warnings"))
    fmt::format_to(out, "note ({}): {}\n", name,
                   warning.at("text").get<std::string>());
}

std::string side_by_side(const Report& a, const Report& b) {
  std::string text;
  Out out = std::back_inserter(text);
  put_row(out, "", "A", "B", "change", "verdict on B");
  put_rate(out, a.json, b.json);
  if (a.is_open_model == b.is_open_model)
    put_percentiles(out, a.latency(), b.latency());
  const Json& in_a = a.json.at("requests");
  const Json& in_b = b.json.at("requests");
  for (const char* name : {"good", "bad", "socket_errors"})
    put_count(out, name, in_a.at(name), in_b.at(name));
  if (a.is_open_model != b.is_open_model)
    text +=
        "note: one run had --rate, the other not: their latencies are "
        "different things\n";
  if (a.json.at("parameters") != b.json.at("parameters"))
    text += "note: the two runs had different parameters\n";
  put_warnings(out, "A", a.json);
  put_warnings(out, "B", b.json);
  return text;
}

}  // namespace

bool differ(const std::vector<double>& a, const std::vector<double>& b) {
  Spread left = spread_of(a), right = spread_of(b);
  double away = std::abs(left.mean - right.mean);
  return away > kStudent * std::sqrt(left.error + right.error);
}

Result<std::string> compare_reports(const std::string& name_a,
                                    std::string_view text_a,
                                    const std::string& name_b,
                                    std::string_view text_b) {
  const std::string* name = &name_a;
  try {
    Report a = read_report(text_a);
    name = &name_b;
    Report b = read_report(text_b);
    return side_by_side(a, b);
  } catch (const Json::exception& error) {
    return Error{fmt::format("{} is not a report of htstress --json: {}",
                             *name, error.what()),
                 ExitCode::kFailure};
  }
}

Result<std::string> compare_files(const std::string& name_a,
                                  const std::string& name_b) {
  auto text_a = read_file(name_a);
  if (!text_a) return text_a.error();
  auto text_b = read_file(name_b);
  if (!text_b) return text_b.error();
  return compare_reports(name_a, *text_a, name_b, *text_b);
}

}  // namespace htstress
