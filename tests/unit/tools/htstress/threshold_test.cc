// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/threshold.h"

#include <gtest/gtest.h>

namespace htstress {
namespace {

TEST(Threshold, ReadsAList) {
  auto list = parse_thresholds("p99.9>5ms, errors>0,rps<1000.5,failed%>=1");
  ASSERT_TRUE(list) << list.error().text;
  ASSERT_EQ(list->size(), 4u);
  EXPECT_EQ((*list)[0].metric, Metric::kPercentile);
  EXPECT_EQ((*list)[0].percent, 99.9);
  EXPECT_EQ((*list)[0].limit, 5e6);
  EXPECT_EQ((*list)[1].metric, Metric::kErrors);
  EXPECT_EQ((*list)[1].text, "errors>0");
  EXPECT_EQ((*list)[2].op, Threshold::Op::kBelow);
  EXPECT_EQ((*list)[2].limit, 1000.5);
  EXPECT_EQ((*list)[3].op, Threshold::Op::kAtLeast);
}

TEST(Threshold, ComparesAsWritten) {
  auto crossed = [](const char* text, double value) {
    return (*parse_thresholds(text))[0].is_crossed_by(value);
  };
  EXPECT_FALSE(crossed("bad>5", 5));
  EXPECT_TRUE(crossed("bad>5", 6));
  EXPECT_TRUE(crossed("bad>=5", 5));
  EXPECT_FALSE(crossed("bad<5", 5));
  EXPECT_TRUE(crossed("bad<=5", 5));
  EXPECT_FALSE(crossed("max<=1ms", 1e6 + 1));
}

TEST(Threshold, SaysWhatIsWrong) {
  constexpr const char* kNames =
      "unknown metric, expected pNN, mean, max, rps, requests, good, bad, "
      "errors, timeouts or failed%";
  const std::pair<const char*, std::string> kCases[] = {
      {"", "--fail-if: '': expected METRIC>VALUE or METRIC<VALUE"},
      {"p99=1", "--fail-if: 'p99=1': expected METRIC>VALUE or METRIC<VALUE"},
      {"p0>1ms", std::string("--fail-if: 'p0>1ms': ") + kNames},
      {"p101>1ms", std::string("--fail-if: 'p101>1ms': ") + kNames},
      {"speed>1", std::string("--fail-if: 'speed>1': ") + kNames},
      {"p99>5",
       "--fail-if: 'p99>5': expected a time with its unit, like 5ms"},
      {"p99>",
       "--fail-if: 'p99>': expected a time with its unit, like 5ms"},
      {"errors>x", "--fail-if: 'errors>x': expected a whole number, like 0"},
      {"rps<fast", "--fail-if: 'rps<fast': expected a number, like 1000"},
      {"errors>0,",
       "--fail-if: '': expected METRIC>VALUE or METRIC<VALUE"},
  };
  for (const auto& [text, error] : kCases) {
    auto list = parse_thresholds(text);
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().text, error);
  }
}

}  // namespace
}  // namespace htstress
