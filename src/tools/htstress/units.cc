// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace htstress {
namespace {

// Far above any run, far below the 2^63 ns where arithmetic would wrap.
constexpr double kMaxSeconds = 365.0 * 86400;

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 7> kThousands = {{{"", 1},
                                            {"k", 1e3},
                                            {"K", 1e3},
                                            {"m", 1e6},
                                            {"M", 1e6},
                                            {"g", 1e9},
                                            {"G", 1e9}}};

std::optional<double> factor_of(std::string_view name, const Unit* units,
                                size_t nr_units) {
  for (size_t i = 0; i < nr_units; ++i)
    if (units[i].name == name) return units[i].factor;
  return std::nullopt;
}

// Splits "12.5ms" behind the last digit or point.
std::pair<std::string_view, std::string_view> split_unit(
    std::string_view text) {
  size_t end = text.find_last_of("0123456789.");
  if (end == std::string_view::npos) return {{}, text};
  return {text.substr(0, end + 1), text.substr(end + 1)};
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<uint64_t> parse_count(std::string_view text) {
  auto [digits, unit] = split_unit(text);
  auto factor = factor_of(unit, kThousands.data(), kThousands.size());
  uint64_t value = 0;
  auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (!factor || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  uint64_t product = 0;
  if (__builtin_mul_overflow(value, static_cast<uint64_t>(*factor), &product))
    return std::nullopt;
  return product;
}

std::optional<double> parse_rate(std::string_view text) {
  auto [digits, unit] = split_unit(text);
  auto factor = factor_of(unit, kThousands.data(), kThousands.size());
  auto value = parse_number(digits);
  if (!factor || !value) return std::nullopt;
  return *value * *factor;
}

std::optional<uint64_t> parse_duration(std::string_view text) {
  static constexpr std::array<Unit, 7> kUnits = {{{"", 1},
                                                  {"s", 1},
                                                  {"ms", 1e-3},
                                                  {"us", 1e-6},
                                                  {"ns", 1e-9},
                                                  {"m", 60},
                                                  {"h", 3600}}};
  auto [digits, unit] = split_unit(text);
  auto factor = factor_of(unit, kUnits.data(), kUnits.size());
  auto value = parse_number(digits);
  if (!factor || !value || *value < 0 || *value * *factor > kMaxSeconds)
    return std::nullopt;
  return static_cast<uint64_t>(std::llround(*value * *factor * 1e9));
}

std::string format_duration(double ns) {
  if (ns < 1e3) return fmt::format("{:.4g} ns", ns);
  // 999.96 would print as 1000: such values belong to the next unit.
  if (ns < 999.95e3) return fmt::format("{:.4g} us", ns / 1e3);
  if (ns < 999.95e6) return fmt::format("{:.4g} ms", ns / 1e6);
  return fmt::format("{:.4g} s", ns / 1e9);
}

std::string format_bytes(double bytes) {
  if (bytes < 1e3) return fmt::format("{:.0f} B", bytes);
  if (bytes < 999.5e3) return fmt::format("{:.3g} KB", bytes / 1e3);
  if (bytes < 999.5e6) return fmt::format("{:.3g} MB", bytes / 1e6);
  return fmt::format("{:.2f} GB", bytes / 1e9);
}

std::string format_short(double value) { return fmt::format("{:.10g}", value); }

}  // namespace htstress
