// SPDX-License-Identifier: GPL-2.0-only
//
// What a run says, computed once; every report form prints this.
#ifndef KHTTPD_TOOLS_HTSTRESS_SUMMARY_H
#define KHTTPD_TOOLS_HTSTRESS_SUMMARY_H

#include <cstdint>
#include <string>
#include <vector>

#include "tools/htstress/options.h"
#include "tools/htstress/run.h"

namespace htstress {

struct Percentile {
  double percent = 0;
  uint64_t ns = 0;
  // 99 % confidence interval; wider, the less steady the run was.
  uint64_t low_ns = 0, high_ns = 0;
};

struct Latency {
  uint64_t count = 0;
  uint64_t min_ns = 0, max_ns = 0;
  double mean_ns = 0, stddev_ns = 0;
  std::vector<Percentile> percentiles;
};

struct Warning {
  std::string code;  // for programs
  std::string text;
};

struct ThresholdResult {
  std::string text;
  double value = 0;  // in the unit of the limit
  bool is_crossed = false;
};

struct Summary {
  uint64_t requests = 0;   // good + bad + socket_errors
  uint64_t good = 0;       // whole answers with a status below 400
  uint64_t bad = 0;        // other statuses, short bodies, not HTTP
  uint64_t socket_errors = 0;
  uint64_t completed = 0;  // whole answers, whatever the status
  double seconds = 0;
  double requests_per_second = 0;  // completed / seconds
  double bytes_per_second = 0;     // received
  bool is_open_model = false;
  Latency service;
  Latency response;  // open model only
  Latency connect;
  std::vector<Warning> warnings;
  std::vector<ThresholdResult> thresholds;

  // What a user of the server would feel: the response time if there is one.
  const Latency& main_latency() const {
    return is_open_model ? response : service;
  }
  bool has_crossed() const;
};

Summary summarize(const Options& options, const RunResult& result);

// How many times wider than for independent samples a confidence interval
// must be: latencies that go up and down together tell less than their number
// promises.  1 for a steady run, and when it is too short to know.
double unsteadiness(const Timeline& timeline, const Histogram& latency);

Latency summarize_latency(const Histogram& histogram,
                          const std::vector<double>& percents,
                          double widening);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_SUMMARY_H
