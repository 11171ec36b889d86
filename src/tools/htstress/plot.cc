// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "tools/htstress/hdr_text.h"
#include "tools/htstress/units.h"

namespace htstress {
namespace {

using Out = std::back_insert_iterator<std::string>;

constexpr double kWidth = 860, kHeight = 640;
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

void put_text(Out out, double x, double y, const char* anchor,
              const std::string& text) {
  fmt::format_to(out,
                 "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}"
                 "</text>\n",
                 x, y, anchor, escaped(text));
}

void put_line(Out out, double x1, double y1, double x2, double y2) {
  fmt::format_to(out,
                 "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
                 "y2=\"{:.1f}\" stroke=\"#d0d7de\"/>\n",
                 x1, y1, x2, y2);
}

void put_axes(Out out, const Panel& p, const std::vector<Tick>& below,
              const std::vector<Tick>& beside, const std::string& title) {
  for (const Tick& tick : below) {
    put_line(out, p.x(tick.at), p.top, p.x(tick.at), p.top + p.height);
    put_text(out, p.x(tick.at), p.top + p.height + 16, "middle", tick.text);
  }
  for (const Tick& tick : beside) {
    put_line(out, p.left, p.y(tick.at), p.left + p.width, p.y(tick.at));
    put_text(out, p.left - 6, p.y(tick.at) + 4, "end", tick.text);
  }
  put_text(out, p.left, p.top - 10, "start", title);
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

template <typename Fn>
std::vector<Tick> linear_ticks(double max, Fn text) {
  std::vector<Tick> ticks;
  double step = tick_step(max);
  for (double at = 0; at <= max * 1.0001; at += step)
    ticks.push_back({at, text(at)});
  return ticks;
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
  double percent = 90, step = 9;
  for (int i = 1; i <= max; ++i, percent += step, step /= 10)
    ticks.push_back({static_cast<double>(i), format_short(percent) + "%"});
  return ticks;
}

void put_latency(Out out, const RunResult& result, const Summary& summary) {
  const Stats& stats = result.stats;
  const Histogram& main =
      summary.is_open_model ? stats.response : stats.service;
  std::vector<Point> curve = latency_curve(main);
  double max = std::max<double>(1, static_cast<double>(main.max()));
  Panel panel{90, 70, 740, 220, 0, std::max(1.0, curve.back().x), 0,
              max * 1.05};
  put_axes(out, panel, percentile_ticks(panel.max_x),
           linear_ticks(max, format_duration), "latency by percentile");
  if (main.total() == 0) return;
  put_curve(out, panel, curve, kFirstColor);
  if (!summary.is_open_model) return;
  put_curve(out, panel, latency_curve(stats.service), kSecondColor);
  fmt::format_to(out, "<g fill=\"{}\">", kFirstColor);
  put_text(out, 826, 60, "end", "response time (from due)");
  fmt::format_to(out, "</g><g fill=\"{}\">", kSecondColor);
  put_text(out, 640, 60, "end", "service time (from sending)");
  fmt::format_to(out, "</g>\n");
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
  Panel panel{90, 370, 740, 220, 0, std::max(result.seconds, 1e-3), 0,
              rates.max * 1.05};
  auto number = [](double value) { return format_short(value); };
  put_axes(out, panel, linear_ticks(panel.max_x, number),
           linear_ticks(rates.max, number),
           rates.any_failed ? "requests/sec over time (s); failed in orange"
                            : "requests/sec over time (s)");
  put_curve(out, panel, rates.completed, kFirstColor);
  if (rates.any_failed) put_curve(out, panel, rates.failed, kSecondColor);
}

std::string headline(const Options& options, const Summary& summary) {
  std::string load = options.rate > 0
                         ? fmt::format("{} requests/sec due",
                                       format_short(options.rate))
                         : std::string("closed model");
  return fmt::format(
      "{}: {} connections, {}; {:.0f} requests/sec completed, {} failed",
      options.url_texts.empty() ? "" : options.url_texts[0],
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
  put_text(out, kWidth / 2, 24, "middle", headline(options, summary));
  put_latency(out, result, summary);
  put_rates(out, result);
  text += "</svg>\n";
  return text;
}

}  // namespace htstress
