// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/threshold.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "tools/htstress/units.h"

namespace htstress {
namespace {

using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Result;

enum class LimitUnit { kTime, kCount, kNumber };

struct Name {
  std::string_view text;
  Metric metric;
  LimitUnit unit;
};

constexpr std::array<Name, 9> kNames = {{
    {"mean", Metric::kMean, LimitUnit::kTime},
    {"max", Metric::kMax, LimitUnit::kTime},
    {"rps", Metric::kRps, LimitUnit::kNumber},
    {"requests", Metric::kRequests, LimitUnit::kCount},
    {"good", Metric::kGood, LimitUnit::kCount},
    {"bad", Metric::kBad, LimitUnit::kCount},
    {"errors", Metric::kErrors, LimitUnit::kCount},
    {"timeouts", Metric::kTimeouts, LimitUnit::kCount},
    {"failed%", Metric::kFailedShare, LimitUnit::kNumber},
}};

Error bad(std::string_view part, std::string_view what) {
  return {fmt::format("--fail-if: '{}': {}", part, what), ExitCode::kUsage};
}

std::optional<LimitUnit> read_metric(std::string_view name, Threshold* result) {
  for (const Name& known : kNames)
    if (known.text == name) {
      result->metric = known.metric;
      return known.unit;
    }
  if (name.size() < 2 || name[0] != 'p') return std::nullopt;
  auto percent = parse_number(name.substr(1));
  if (!percent || *percent <= 0 || *percent > 100) return std::nullopt;
  result->metric = Metric::kPercentile;
  result->percent = *percent;
  return LimitUnit::kTime;
}

bool has_unit(std::string_view text) {
  return !text.empty() && text.back() >= 'a' && text.back() <= 'z';
}

std::optional<double> read_limit(std::string_view text, LimitUnit unit) {
  if (unit == LimitUnit::kNumber) return parse_number(text);
  if (unit == LimitUnit::kTime && !has_unit(text)) return std::nullopt;
  auto value =
      unit == LimitUnit::kTime ? parse_duration(text) : parse_count(text);
  if (!value) return std::nullopt;
  return static_cast<double>(*value);
}

const char* wanted(LimitUnit unit) {
  if (unit == LimitUnit::kTime)
    return "expected a time with its unit, like 5ms";
  if (unit == LimitUnit::kCount) return "expected a whole number, like 0";
  return "expected a number, like 1000";
}

Result<Threshold> parse_one(std::string_view part) {
  Threshold result;
  result.text = part;
  size_t at = part.find_first_of("<>");
  if (at == std::string_view::npos)
    return bad(part, "expected METRIC>VALUE or METRIC<VALUE");
  auto unit = read_metric(part.substr(0, at), &result);
  if (!unit)
    return bad(part,
               "unknown metric, expected pNN, mean, max, rps, requests, good, "
               "bad, errors, timeouts or failed%");
  bool equal = at + 1 < part.size() && part[at + 1] == '=';
  if (part[at] == '>')
    result.op = equal ? Threshold::Op::kAtLeast : Threshold::Op::kAbove;
  else
    result.op = equal ? Threshold::Op::kAtMost : Threshold::Op::kBelow;
  auto limit = read_limit(part.substr(at + (equal ? 2 : 1)), *unit);
  if (!limit) return bad(part, wanted(*unit));
  result.limit = *limit;
  return result;
}

std::string without_blanks(std::string_view text) {
  std::string result;
  for (char c : text)
    if (c != ' ' && c != '\t') result += c;
  return result;
}

}  // namespace

bool Threshold::is_crossed_by(double value) const {
  switch (op) {
    case Op::kAbove:
      return value > limit;
    case Op::kAtLeast:
      return value >= limit;
    case Op::kBelow:
      return value < limit;
    case Op::kAtMost:
      return value <= limit;
  }
  return true;
}

Result<std::vector<Threshold>> parse_thresholds(std::string_view text) {
  std::vector<Threshold> result;
  std::string all = without_blanks(text);
  std::string_view rest = all;
  while (true) {
    size_t comma = rest.find(',');
    auto one = parse_one(rest.substr(0, comma));
    if (!one) return one.error();
    result.push_back(*one);
    if (comma == std::string_view::npos) return result;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace htstress
