// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/units.h"

#include <gtest/gtest.h>

namespace htstress {
namespace {

TEST(Units, CountsTakeDecimalMultiples) {
  EXPECT_EQ(parse_count("0"), 0u);
  EXPECT_EQ(parse_count("100k"), 100000u);
  EXPECT_EQ(parse_count("2M"), 2000000u);
  EXPECT_EQ(parse_count("1g"), 1000000000u);
  EXPECT_EQ(parse_count("18446744073709551615"), UINT64_MAX);
  for (const char* bad : {"", "k", "-1", "+1", " 1", "1 ", "1.5", "1kk",
                          "18446744073709551616", "18446744073709551615k"})
    EXPECT_FALSE(parse_count(bad)) << bad;
}

TEST(Units, DurationsAreSecondsUnlessTheySayOtherwise) {
  EXPECT_EQ(parse_duration("10"), 10'000'000'000u);
  EXPECT_EQ(parse_duration("1.5s"), 1'500'000'000u);
  EXPECT_EQ(parse_duration("500ms"), 500'000'000u);
  EXPECT_EQ(parse_duration("250us"), 250'000u);
  EXPECT_EQ(parse_duration("7ns"), 7u);
  EXPECT_EQ(parse_duration("2m"), 120'000'000'000u);
  EXPECT_EQ(parse_duration("1h"), 3600'000'000'000u);
  EXPECT_EQ(parse_duration("0"), 0u);
  for (const char* bad : {"", "s", "-1s", "1d", "1 s", "1e400", "9000h"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(Units, DurationsAreWrittenWithFourDigits) {
  EXPECT_EQ(format_duration(0), "0 ns");
  EXPECT_EQ(format_duration(873), "873 ns");
  EXPECT_EQ(format_duration(1234), "1.234 us");
  EXPECT_EQ(format_duration(12'345'678), "12.35 ms");
  EXPECT_EQ(format_duration(999'960'000), "1 s");
  EXPECT_EQ(format_duration(90e9), "90 s");
}

TEST(Units, BytesAreWrittenInDecimalMultiples) {
  EXPECT_EQ(format_bytes(734), "734 B");
  EXPECT_EQ(format_bytes(1210), "1.21 KB");
  EXPECT_EQ(format_bytes(34'000'000), "34 MB");
  EXPECT_EQ(format_bytes(5.5e12), "5500.00 GB");
}

TEST(Units, ShortNumbersHaveNoTrailingZeros) {
  EXPECT_EQ(format_short(99), "99");
  EXPECT_EQ(format_short(99.99), "99.99");
  EXPECT_EQ(format_short(99.999999), "99.999999");
}

}  // namespace
}  // namespace htstress
