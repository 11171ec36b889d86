// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/hdr_text.h"

#include <fmt/format.h>

namespace htstress {
namespace {

constexpr int kStepsPerHalving = 5;

double ms(double ns) { return ns / 1e6; }

// How many samples do not exceed the value.
uint64_t count_up_to(const Histogram& histogram, uint64_t value) {
  uint64_t count = 0;
  histogram.for_each([&](uint64_t highest, uint64_t nr) {
    if (highest <= value) count += nr;
  });
  return count;
}

}  // namespace

std::vector<double> hdr_percentiles(uint64_t nr_samples) {
  std::vector<double> result;
  double from = 0, distance = 100;
  // The distance in samples: below one, all further lines are the maximum.
  while (distance / 100 * static_cast<double>(nr_samples) >= 1) {
    for (int step = 0; step < kStepsPerHalving; ++step)
      result.push_back(from + distance / 2 * step / kStepsPerHalving);
    distance /= 2;
    from += distance;
  }
  result.push_back(100);
  return result;
}

std::string hdr_text(const Histogram& histogram) {
  std::string text = fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value",
                                 "Percentile", "TotalCount",
                                 "1/(1-Percentile)");
  for (double percent : hdr_percentiles(histogram.total())) {
    if (histogram.total() == 0) break;
    uint64_t value = histogram.percentile(percent);
    text += fmt::format("{:>12.6f} {:>14.12f} {:>10}",
                        ms(static_cast<double>(value)), percent / 100,
                        count_up_to(histogram, value));
    if (percent < 100) text += fmt::format(" {:>14.2f}", 100 / (100 - percent));
    text += '\n';
  }
  text += fmt::format("#[Mean    = {:>12.6f}, StdDeviation   = {:>12.6f}]\n",
                      ms(histogram.mean()), ms(histogram.stddev()));
  text += fmt::format("#[Max     = {:>12.6f}, Total count    = {:>12}]\n",
                      ms(static_cast<double>(histogram.max())),
                      histogram.total());
  text += fmt::format("#[Buckets = {:>12}, SubBuckets     = {:>12}]\n",
                      Histogram::kNrBuckets / Histogram::kHalf,
                      2 * Histogram::kHalf);
  return text;
}

}  // namespace htstress
