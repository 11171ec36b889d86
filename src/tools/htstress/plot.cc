// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "tools/htstress/hdr_text.h"
#include "tools/htstress/units.h"

namespace htstress {
namespace {

using Out = std::back_insert_iterator<std::string>;

constexpr double kWidth = 860, kHeight = 660;
constexpr double kLeft = 90, kInner = 740;  // the panels, across
constexpr size_t kMaxHeading = 100;         // characters that fit
constexpr const char* kFirstColor = "#1f6feb";
constexpr const char* kSecondColor = "#d4761b";

struct Point {
  double x, y;
};

struct Tick {
  double at;
  std::string text;
};

// One diagram: a rectangle on the page, and the values at its edges.
struct Panel {
  double left, top, width, height;  // px
  double min_x, max_x, min_y, max_y;

  double x(double value) const {
    return left + (value - min_x) / (max_x - min_x) * width;
  }
  double y(double value) const {
    return top + height - (value - min_y) / (max_y - min_y) * height;
  }
};

std::string escaped(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '<')
      result += "&lt;";
    else if (c == '&')
      result += "&amp;";
    else if (static_cast<unsigned char>(c) < ' ')
      result += ' ';
    else
      result += c;
  }
  return result;
}

// style: further attributes.
void put_text(Out out, double x, double y, const char* anchor,
              const std::string& text, const std::string& style = "") {
  fmt::format_to(out,
                 "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}"
                 "</text>\n",
                 x, y, anchor, style, escaped(text));
}

void put_line(Out out, double x1, double y1, double x2, double y2,
              const char* color = "#e1e5ea") {
  fmt::format_to(out,
                 "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
                 "y2=\"{:.1f}\" stroke=\"{}\"/>\n",
                 x1, y1, x2, y2, color);
}

struct Axes {
  std::vector<Tick> below, beside;
  const char* title;
  const char* caption;  // of the axis below
};

void put_axes(Out out, const Panel& p, const Axes& axes) {
  double bottom = p.top + p.height, right = p.left + p.width;
  for (const Tick& tick : axes.below) {
    put_line(out, p.x(tick.at), p.top, p.x(tick.at), bottom + 4);
    put_text(out, p.x(tick.at), bottom + 18, "middle", tick.text);
  }
  for (const Tick& tick : axes.beside) {
    put_line(out, p.left - 4, p.y(tick.at), right, p.y(tick.at));
    put_text(out, p.left - 8, p.y(tick.at) + 4, "end", tick.text);
  }
  put_line(out, p.left, p.top, p.left, bottom, "#57606a");
  put_line(out, p.left, bottom, right, bottom, "#57606a");
  put_text(out, p.left, p.top - 12, "start", axes.title,
           " font-weight=\"bold\"");
  put_text(out, p.left + p.width / 2, bottom + 38, "middle", axes.caption,
           " fill=\"#57606a\"");
}

// Names of curves, the last of them at the right edge.
void put_legend(Out out, const Panel& p,
                const std::vector<std::pair<const char*, const char*>>& names) {
  double right = p.left + p.width;
  for (auto [color, name] : names) {
    put_text(out, right, p.top - 12, "end", name,
             fmt::format(" fill=\"{}\"", color));
    right -= 190;
  }
}

void put_curve(Out out, const Panel& p, const std::vector<Point>& points,
               const char* color) {
  fmt::format_to(out,
                 "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" "
                 "points=\"",
                 color);
  for (const Point& point : points)
    fmt::format_to(out, "{:.1f},{:.1f} ", p.x(point.x), p.y(point.y));
  fmt::format_to(out, "\"/>\n");
}

// 1, 2 or 5 times a power of ten, so that about five ticks fit.
double tick_step(double span) {
  double power = std::pow(10, std::floor(std::log10(span / 5)));
  for (double factor : {1.0, 2.0, 5.0})
    if (span / (power * factor) <= 6) return power * factor;
  return power * 10;
}

// From 0 to max, in this unit.
std::vector<Tick> linear_ticks(double max, double unit = 1,
                               const char* suffix = "") {
  std::vector<Tick> ticks = {{0, "0"}};
  double step = tick_step(max / unit);
  for (int i = 1; i * step * unit <= max * 1.0001; ++i)
    ticks.push_back({i * step * unit, format_short(i * step) + suffix});
  return ticks;
}

// One unit for the whole axis.
std::vector<Tick> duration_ticks(double max_ns) {
  if (max_ns < 1e3) return linear_ticks(max_ns, 1, " ns");
  if (max_ns < 1e6) return linear_ticks(max_ns, 1e3, " us");
  if (max_ns < 1e9) return linear_ticks(max_ns, 1e6, " ms");
  return linear_ticks(max_ns, 1e9, " s");
}

// The tail gets as much room as the bulk: x is the number of nines.
double nines(double percent) { return -std::log10(1 - percent / 100); }

std::vector<Point> latency_curve(const Histogram& histogram) {
  std::vector<Point> points;
  double last = 0;
  for (double percent : hdr_percentiles(histogram.total())) {
    if (percent < 100) last = nines(percent);
    points.push_back(
        {last, static_cast<double>(histogram.percentile(percent))});
  }
  return points;
}

std::vector<Tick> percentile_ticks(double max) {
  std::vector<Tick> ticks = {{0, "0%"}};
  if (max < 8) ticks.push_back({nines(50), "50%"});  // else too narrow
  double percent = 90, step = 9;
  for (int i = 1; i <= max; ++i, percent += step, step /= 10)
    ticks.push_back({static_cast<double>(i), format_short(percent) + "%"});
  return ticks;
}

void put_latency(Out out, const RunResult& result, const Summary& summary) {
  const Stats& stats = result.stats;
  bool two = summary.is_open_model;
  const Histogram& main = two ? stats.response : stats.service;
  std::vector<Point> curve = latency_curve(main);
  double max = std::max<double>(1, static_cast<double>(main.max()));
  Panel panel{kLeft, 86, kInner, 212, 0, std::max(1.0, curve.back().x), 0,
              max * 1.05};
  put_axes(out, panel,
           {percentile_ticks(panel.max_x), duration_ticks(max),
            "latency by percentile",
            "share of the requests that took no longer"});
  if (main.total() == 0) return;
  if (two) put_curve(out, panel, latency_curve(stats.service), kSecondColor);
  put_curve(out, panel, curve, kFirstColor);
  if (two)
    put_legend(out, panel,
               {{kFirstColor, "response time (from due)"},
                {kSecondColor, "service time (from sending)"}});
  else
    put_legend(out, panel, {{kFirstColor, "service time (from sending)"}});
}

struct Rates {
  std::vector<Point> completed, failed;
  double max = 1;
  bool any_failed = false;
};

Rates rates_over_time(const RunResult& result) {
  Rates rates;
  const Timeline& line = result.stats.timeline;
  double width = static_cast<double>(line.width_ns()) / 1e9;
  double at = 0;
  for (const Timeline::Interval& part : line.intervals()) {
    // The end of the run cuts the last interval short.
    double length = std::min(width, result.seconds - at);
    if (length < width / 2) break;
    double middle = at + length / 2;
    rates.completed.push_back(
        {middle, static_cast<double>(part.completed) / length});
    rates.failed.push_back(
        {middle, static_cast<double>(part.failed) / length});
    rates.max = std::max({rates.max, rates.completed.back().y,
                          rates.failed.back().y});
    rates.any_failed |= part.failed != 0;
    at += width;
  }
  return rates;
}

void put_rates(Out out, const RunResult& result) {
  Rates rates = rates_over_time(result);
  Panel panel{kLeft, 396, kInner, 212, 0, std::max(result.seconds, 1e-3), 0,
              rates.max * 1.05};
  put_axes(out, panel,
           {linear_ticks(panel.max_x), linear_ticks(rates.max),
            "requests/sec over time", "seconds since the start"});
  put_curve(out, panel, rates.completed, kFirstColor);
  if (!rates.any_failed) return;
  put_curve(out, panel, rates.failed, kSecondColor);
  put_legend(out, panel, {{kFirstColor, "completed"}, {kSecondColor, "failed"}});
}

// What was asked, as far as there is room for it.
std::string heading(const Options& options) {
  std::string text = options.url_texts.empty() ? "" : options.url_texts[0];
  if (options.url_texts.size() > 1)
    text += fmt::format(" and {} more", options.url_texts.size() - 1);
  if (text.size() > kMaxHeading)
    text = text.substr(0, kMaxHeading - 3) + "...";
  return text;
}

std::string subheading(const Options& options, const Summary& summary) {
  std::string load = options.rate > 0
                         ? fmt::format("{} requests/sec due",
                                       format_short(options.rate))
                         : std::string("closed model");
  return fmt::format(
      "{} connections, {}: {:.0f} requests/sec completed, {} requests failed",
      options.connections, load, summary.requests_per_second,
      summary.bad + summary.socket_errors);
}

}  // namespace

std::string plot_svg(const Options& options, const RunResult& result,
                     const Summary& summary) {
  std::string text;
  Out out = std::back_inserter(text);
  fmt::format_to(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
                 "height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
                 "font-family=\"sans-serif\" font-size=\"12\" "
                 "fill=\"#24292f\">\n"
                 "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
                 kWidth, kHeight);
  put_text(out, kLeft, 26, "start", heading(options),
           " font-size=\"15\" font-weight=\"bold\"");
  put_text(out, kLeft, 46, "start", subheading(options, summary));
  put_latency(out, result, summary);
  put_rates(out, result);
  text += "</svg>\n";
  return text;
}

}  // namespace htstress
