// SPDX-License-Identifier: GPL-2.0-only
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/htstress/compare.h"
#include "tools/htstress/csv_report.h"
#include "tools/htstress/hdr_text.h"
#include "tools/htstress/json_report.h"
#include "tools/htstress/plot.h"
#include "tools/htstress/progress.h"
#include "tools/htstress/text_report.h"

namespace htstress {
namespace {

constexpr uint64_t kMs = 1'000'000;

struct Case {
  Options options;
  RunResult result;

  Summary summary() const { return summarize(options, result); }
};

// 90 good and 5 not found in two seconds, 5 failures.
Case small_run() {
  Case run;
  run.options.url_texts = {"http://h/"};
  run.options.percentiles = {50, 99};
  run.result.seconds = 2;
  run.result.threads = {{95, 12.5}};
  Stats& stats = run.result.stats;
  stats.codes[200] = 90;
  stats.codes[404] = 5;
  stats.failures[static_cast<size_t>(Failure::kShortBody)] = 2;
  stats.failures[static_cast<size_t>(Failure::kTimeout)] = 3;
  stats.examples[static_cast<size_t>(Failure::kShortBody)] =
      "closed inside the answer";
  stats.examples[static_cast<size_t>(Failure::kTimeout)] = "timed out";
  stats.bytes_received = 4000;
  stats.connections = 1;
  stats.connect.record(kMs);
  for (int i = 0; i < 95; ++i) stats.service.record(2 * kMs);
  stats.timeline.add(0, {95, 5, 190 * kMs});
  return run;
}

Case open_run() {
  Case run = small_run();
  run.options.rate = 50;
  for (int i = 0; i < 95; ++i) run.result.stats.response.record(3 * kMs);
  return run;
}

TEST(TextReport, IsThisForASmallRun) {
  Case run = small_run();
  EXPECT_EQ(text_report(run.result, run.summary()),
            "\n"
            "requests:      100\n"
            "good requests: 90 [90%]\n"
            "bad requests:  7 [7%]\n"
            "socket errors: 3 [3%]\n"
            "seconds:       2.000\n"
            "requests/sec:  47.500\n"
            "\n"
            "latency         service time\n"
            "  min                 2 ms\n"
            "  mean                2 ms\n"
            "  stddev              0 ns\n"
            "  50%                 2 ms\n"
            "  99%                 2 ms\n"
            "  max                 2 ms\n"
            "\n"
            "connections:   1 opened, 1 ms on average, 1 ms at most\n"
            "received:      4 KB (2 KB/s)\n"
            "status 200:    90\n"
            "status 404:    5\n"
            "timeout:       3 (first: timed out)\n"
            "short body:    2 (first: closed inside the answer)\n");
}

TEST(TextReport, OpenModelShowsBothLatencies) {
  Case run = open_run();
  std::string text = text_report(run.result, run.summary());
  EXPECT_NE(text.find("latency        response time  service time\n"
                      "  min                 3 ms          2 ms\n"),
            std::string::npos)
      << text;
}

TEST(TextReport, RateDividesWhatWasCompleted) {
  Case run = small_run();
  Summary summary = run.summary();
  EXPECT_EQ(summary.requests, 100u);
  EXPECT_EQ(summary.completed, 95u);
  EXPECT_DOUBLE_EQ(summary.requests_per_second, 47.5);
}

TEST(TextReport, PercentagesNeverRoundToAllOrNothing) {
  EXPECT_EQ(percent_text(0, 0), "0");
  EXPECT_EQ(percent_text(0, 5), "0");
  EXPECT_EQ(percent_text(5, 5), "100");
  EXPECT_EQ(percent_text(1, 3), "33.333");
  EXPECT_EQ(percent_text(1, 2), "50");
  EXPECT_EQ(percent_text(999'999'999, 1'000'000'000), "99.999");
  EXPECT_EQ(percent_text(1, 1'000'000'000), "0.001");
}

// Ten intervals of 100 samples; in each the latencies are 1 and 2 ms, mixed
// or, if they come in blocks, all the one or all the other.
double widening_of(bool blocks) {
  Stats stats;
  for (uint64_t i = 0; i < 10; ++i) {
    uint64_t slow = blocks ? i % 2 * 100 : 50;
    stats.service.record_many(2 * kMs, slow);
    stats.service.record_many(kMs, 100 - slow);
    stats.timeline.add(i * Timeline::kFirstWidthNs,
                       {100, 0, (100 + slow) * kMs});
  }
  return unsteadiness(stats.timeline, stats.service);
}

TEST(Unsteadiness, SamplesThatMoveTogetherTellLess) {
  EXPECT_DOUBLE_EQ(widening_of(false), 1);
  // Each block of 100 is worth one sample (times 10/9 for the small number
  // of blocks): the interval is wider by the root of that.
  EXPECT_NEAR(widening_of(true), std::sqrt(100 * 10 / 9.0), 0.05);
}

TEST(Unsteadiness, AShortRunSaysNothing) {
  Case run = small_run();
  EXPECT_EQ(unsteadiness(run.result.stats.timeline, run.result.stats.service),
            1);
}

std::vector<std::string> codes_of(const Case& run) {
  std::vector<std::string> codes;
  for (const Warning& warning : run.summary().warnings)
    codes.push_back(warning.code);
  return codes;
}

using Codes = std::vector<std::string>;

TEST(Warnings, AQuietRunHasNone) { EXPECT_EQ(codes_of(small_run()), Codes{}); }

TEST(Warnings, SayWhenTheClientWasTheLimit) {
  Case run = small_run();
  run.result.threads[0].cpu_percent = 97;
  ASSERT_EQ(codes_of(run), Codes{"client_busy"});
  EXPECT_EQ(run.summary().warnings[0].text,
            "1 of 1 threads used over 90 % of a CPU (up to 97 %): htstress "
            "may have been the limit, not the server");
}

TEST(Warnings, SayWhenDueTimesWereMissedAndByWhom) {
  Case run = open_run();
  run.result.stats.late_self = 1;
  EXPECT_EQ(codes_of(run), Codes{});  // one in a hundred
  run.result.stats.late_self = 2;
  EXPECT_EQ(codes_of(run), Codes{"missed_due_times"});
  run.result.stats.late_self = 0;
  run.result.stats.late_busy = 2;
  EXPECT_EQ(codes_of(run), Codes{"connections_busy"});
}

TEST(Warnings, SayWhenTheClosedModelHidesAStall) {
  Case run = small_run();
  run.result.stats.service.record_many(2 * kMs, 1000);
  run.result.stats.service.record(1000 * kMs);
  EXPECT_EQ(codes_of(run), Codes{"hidden_stalls"});
  // The same samples in the open model hide nothing.
  Case open = open_run();
  open.result.stats.service.record(1000 * kMs);
  EXPECT_EQ(codes_of(open), Codes{});
}

TEST(Warnings, SayWhatNoPercentileKnows) {
  Case run = open_run();
  run.result.stats.unsent = 7;
  run.result.stats.oldest_unfinished_ns = 2 * kMs;
  EXPECT_EQ(codes_of(run), Codes{"unsent"});
  run.result.stats.oldest_unfinished_ns = 4 * kMs;
  EXPECT_EQ(codes_of(run), (Codes{"unsent", "unfinished"}));
}

TEST(Warnings, SayThatTheRunIsWorthNothing) {
  Case run;
  run.options.percentiles = {50};
  run.result.stats.failures[0] = 3;
  EXPECT_EQ(codes_of(run), Codes{"nothing_answered"});
}

TEST(FailIf, UsesTheLatencyThatTheReportPutsFirst) {
  Case run = open_run();
  run.options.fail_if = *parse_thresholds("p99>2.5ms,errors>3,bad>=7");
  Summary summary = run.summary();
  ASSERT_EQ(summary.thresholds.size(), 3u);
  EXPECT_TRUE(summary.thresholds[0].is_crossed);  // 3 ms response time
  EXPECT_FALSE(summary.thresholds[1].is_crossed);
  EXPECT_TRUE(summary.thresholds[2].is_crossed);
  EXPECT_TRUE(summary.has_crossed());
  run.options.rate = 0;
  EXPECT_FALSE(run.summary().thresholds[0].is_crossed);
}

TEST(FailIf, KnowsEveryMetric) {
  Case run = small_run();
  run.options.fail_if = *parse_thresholds(
      "mean>2ms,max>=2ms,rps<47.5,requests>=100,good<90,timeouts>=3,"
      "failed%>=10");
  std::vector<bool> crossed;
  for (const ThresholdResult& t : run.summary().thresholds)
    crossed.push_back(t.is_crossed);
  EXPECT_EQ(crossed, (std::vector<bool>{false, true, false, true, false, true,
                                        true}));
}

TEST(JsonReport, HoldsWhatTheTextHolds) {
  Case run = small_run();
  auto json = nlohmann::json::parse(
      json_report(run.options, run.result, run.summary()));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["version"], "1.2.3");
  EXPECT_EQ(json["requests"]["total"], 100);
  EXPECT_EQ(json["requests"]["completed"], 95);
  EXPECT_EQ(json["requests"]["per_s"], 47.5);
  EXPECT_EQ(json["failures"]["short_body"]["count"], 2);
  EXPECT_EQ(json["status"]["classes"]["4xx"], 5);
  EXPECT_EQ(json["status"]["codes"]["200"], 90);
  EXPECT_EQ(json["service_time"]["percentiles"][1]["us"], 2000);
  EXPECT_TRUE(json["response_time"].is_null());
  EXPECT_EQ(json["parameters"]["connections"], 1);
  EXPECT_EQ(json["timeline"]["completed"][0], 95);
}

TEST(JsonReport, SurvivesNamesThatAreNotUtf8) {
  Case run = small_run();
  run.options.body_file = "\xff\xfe";
  EXPECT_NO_THROW(nlohmann::json::parse(
      json_report(run.options, run.result, run.summary())));
}

TEST(CsvReport, HasAsManyValuesAsNames) {
  Case run = open_run();
  run.options.url_texts = {"http://h/?a,b"};
  std::string text = csv_report(run.options, run.result, run.summary());
  EXPECT_EQ(text,
            "url,connections,threads,pipeline,keep_alive,rate_per_s,seconds,"
            "requests,good,bad,socket_errors,connect,write,read,timeout,"
            "short_body,protocol,requests_per_s,received_bytes,"
            "service_mean_us,service_p50_us,service_p99_us,service_max_us,"
            "response_mean_us,response_p50_us,response_p99_us,"
            "response_max_us\n"
            "\"http://h/?a,b\",1,1,1,1,50.000,2.000,100,90,7,3,0,0,0,3,2,0,"
            "47.500,4000,2000.000,2000.000,2000.000,2000.000,3000.000,"
            "3000.000,3000.000,3000.000\n");
}

TEST(HdrText, IsTheFormThatPlottersRead) {
  Histogram histogram;
  for (uint64_t i = 1; i <= 4; ++i) histogram.record(i * kMs);
  std::string text = hdr_text(histogram);
  EXPECT_EQ(text.substr(0, text.find("    1.000")),
            "       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
  EXPECT_NE(text.find("    2.000895 0.500000000000          2           2.00\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("    4.000000 1.000000000000          4\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("#[Mean    =     2.500000, StdDeviation   ="),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("#[Max     =     4.000000, Total count    =            "
                      "4]\n"),
            std::string::npos)
      << text;
}

TEST(HdrText, AnEmptyHistogramHasNoLines) {
  EXPECT_EQ(hdr_text(Histogram()).find("\n\n#[Mean"),
            hdr_text(Histogram()).find("\n"));
}

TEST(Plot, DrawsBothLatenciesOfTheOpenModel) {
  Case run = open_run();
  run.options.url_texts = {"http://h/?<&"};
  std::string svg = plot_svg(run.options, run.result, run.summary());
  EXPECT_EQ(svg.rfind("<svg ", 0), 0u);
  EXPECT_NE(svg.find("http://h/?&lt;&amp;"), std::string::npos);
  size_t curves = 0;
  for (size_t at = 0; (at = svg.find("<polyline", at)) != std::string::npos;
       ++at)
    ++curves;
  EXPECT_EQ(curves, 4u);  // two latencies, completed, failed
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

TEST(Plot, CutsAnAddressThatDoesNotFit) {
  Case run;
  run.options.url_texts = {"http://h/" + std::string(200, 'x'), "u"};
  std::string svg = plot_svg(run.options, run.result, run.summary());
  EXPECT_NE(svg.find(">http://h/" + std::string(88, 'x') + "...</text>"),
            std::string::npos)
      << svg;
}

TEST(Plot, NamesTheTimesOfOneAxisInOneUnit) {
  Case run;
  run.result.stats.service.record(1'400'000);
  std::string svg = plot_svg(run.options, run.result, run.summary());
  for (const char* tick : {">0<", ">0.5 ms<", ">1 ms<"})
    EXPECT_NE(svg.find(tick), std::string::npos) << tick;
}

TEST(Plot, AnEmptyRunIsDrawn) {
  Case run;
  std::string svg = plot_svg(run.options, run.result, run.summary());
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

TEST(Progress, IsOneLine) {
  EXPECT_EQ(progress_text(12.51, 84312.4, 3, 1.204e6),
            "12.5 s  84312 requests/sec now  3 errors  p99 1.204 ms");
}

// A run of two seconds with the given requests per interval and latency.
std::string report_of(std::vector<uint64_t> per_interval, uint64_t ns) {
  Case run;
  run.options.url_texts = {"http://h/"};
  run.options.percentiles = {50, 99};
  run.result.threads = {{1, 1}};
  uint64_t at = 0, sum = 0;
  for (uint64_t count : per_interval) {
    run.result.stats.timeline.add(at, {count, 0, count * ns});
    at += Timeline::kFirstWidthNs;
    sum += count;
  }
  run.result.seconds = static_cast<double>(at) / 1e9;
  run.result.stats.codes[200] = sum;
  run.result.stats.service.record_many(ns, sum);
  return json_report(run.options, run.result, run.summary());
}

std::string compare(const std::string& a, const std::string& b) {
  auto text = compare_reports("a.json", a, "b.json", b);
  return text ? *text : text.error().text;
}

const std::vector<uint64_t> kUnsteady = {90,  110, 95, 105, 100, 92,
                                         108, 100, 97, 103, 100};

TEST(Compare, TheSameRunIsWithinNoise) {
  std::string report = report_of(kUnsteady, kMs);
  EXPECT_EQ(compare(report, report),
            "                             A             B      change  verdict "
            "on B\n"
            "requests/sec            1000.0        1000.0      +0.0 %  within "
            "noise\n"
            "p50                       1 ms          1 ms      +0.0 %  within "
            "noise\n"
            "p99                       1 ms          1 ms      +0.0 %  within "
            "noise\n"
            "good                      1100          1100      +0.0 %  \n"
            "bad                          0             0        same  \n"
            "socket_errors                0             0        same  \n");
}

TEST(Compare, ALittleMoreIsNoiseAndALotIsNot) {
  std::vector<uint64_t> little = kUnsteady, lot = kUnsteady;
  for (uint64_t& count : little) count += 2;
  for (uint64_t& count : lot) count += 30;
  std::string base = report_of(kUnsteady, kMs);
  auto rate_line = [&](const std::string& other) {
    std::string text = compare(base, other);
    size_t from = text.find("requests/sec");
    return text.substr(from, text.find('\n', from) - from);
  };
  EXPECT_NE(rate_line(report_of(little, kMs)).find("within noise"),
            std::string::npos);
  EXPECT_NE(rate_line(report_of(lot, kMs)).find("+30.0 %  faster"),
            std::string::npos);
  EXPECT_NE(rate_line(report_of({50, 51, 50, 52, 50, 51, 50, 52, 50, 51}, kMs))
                .find("slower"),
            std::string::npos);
  EXPECT_NE(rate_line(report_of({50, 51, 50}, kMs)).find("too short to tell"),
            std::string::npos);
}

TEST(Compare, LatencyHasItsOwnVerdict) {
  std::string text =
      compare(report_of(kUnsteady, kMs), report_of(kUnsteady, 2 * kMs));
  EXPECT_NE(text.find("p99                       1 ms          2 ms    "
                      "+100.0 %  slower"),
            std::string::npos)
      << text;
}

TEST(Compare, LessThanOnePercentIsNoiseHoweverSteadyTheRuns) {
  const std::vector<uint64_t> steady(20, 1000), faster(20, 1009);
  std::string text = compare(report_of(steady, kMs),
                             report_of(faster, kMs - kMs / 112));
  EXPECT_NE(text.find("+0.9 %  within noise"), std::string::npos) << text;
  EXPECT_NE(text.find("-0.9 %  within noise"), std::string::npos) << text;
  EXPECT_EQ(text.find("faster"), std::string::npos) << text;
}

TEST(Compare, SaysWhatIsNotComparable) {
  Case run = open_run();
  std::string text = compare(
      report_of(kUnsteady, kMs),
      json_report(run.options, run.result, run.summary()));
  EXPECT_NE(text.find("note: one run had --rate, the other not"),
            std::string::npos);
  EXPECT_NE(text.find("note: the two runs had different parameters"),
            std::string::npos);
}

TEST(Compare, NamesTheFileThatIsNoReport) {
  std::string good = report_of(kUnsteady, kMs);
  for (const char* bad : {"", "{", "[]", "{}", "{\"schema\": 2}"}) {
    EXPECT_EQ(compare(good, bad).rfind(
                  "b.json is not a report of htstress --json: ", 0),
              0u)
        << bad;
    EXPECT_EQ(compare(bad, good).rfind(
                  "a.json is not a report of htstress --json: ", 0),
              0u)
        << bad;
  }
  EXPECT_NE(compare(good, "{\"schema\": 2}").find("schema 2, expected 1"),
            std::string::npos);
}

}  // namespace
}  // namespace htstress
