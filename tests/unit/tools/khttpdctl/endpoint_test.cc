// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/endpoint.h"

#include <gtest/gtest.h>

namespace khttpd::ctl {
namespace {

Endpoint at(std::string_view text) { return *parse_endpoint(text, 8081); }

TEST(Endpoint, IsWrittenAsItIsRead) {
  EXPECT_EQ(endpoint_text(at("192.0.2.1")), "192.0.2.1:8081");
  EXPECT_EQ(endpoint_text(at("192.0.2.1:80")), "192.0.2.1:80");
  EXPECT_EQ(endpoint_text(at("[0:0::1]:80")), "[::1]:80");
}

TEST(Endpoint, ConflictsAsTheKernelSeesIt) {
  struct {
    const char* a;
    const char* b;
    bool conflict;
  } rows[] = {
      {"1.2.3.4:80", "1.2.3.4:80", true},  {"1.2.3.4:80", "1.2.3.5:80", false},
      {"1.2.3.4:80", "1.2.3.4:81", false}, {"0.0.0.0:80", "1.2.3.4:80", true},
      {"[::]:80", "[::1]:80", true},       {"[::1]:80", "[::2]:80", false},
      {"[::]:80", "1.2.3.4:80", true},     {"0.0.0.0:80", "[::1]:80", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(endpoints_conflict(at(row.a), at(row.b)), row.conflict)
        << row.a << " " << row.b;
    EXPECT_EQ(endpoints_conflict(at(row.b), at(row.a)), row.conflict)
        << row.b << " " << row.a;
  }
}

TEST(Endpoint, EmptyListMeansEveryAddress) {
  auto all = listen_endpoints("", 80);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(endpoint_text(all[0]), "[::]:80");
}

TEST(Endpoint, ListTakesThePortWhereNoneIsWritten) {
  auto all = listen_endpoints("1.2.3.4,[::1]:81", 80);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(endpoint_text(all[0]), "1.2.3.4:80");
  EXPECT_EQ(endpoint_text(all[1]), "[::1]:81");
}

}  // namespace
}  // namespace khttpd::ctl
