// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/watch.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace khttpd::ctl {
namespace {

using namespace std::string_view_literals;

TEST(Watch, KnowsTheRemovalOfTheModuleFromOtherEvents) {
  EXPECT_TRUE(is_removal(
      "remove@/module/khttpd\0ACTION=remove\0DEVPATH=/module/khttpd\0"sv));
  EXPECT_TRUE(is_removal("remove@/module/khttpd"));
  for (std::string_view event :
       {""sv, "add@/module/khttpd\0ACTION=add\0"sv,
        "remove@/module/khttpd2\0"sv, "remove@/module/khttp\0"sv,
        "remove@/devices/x/module/khttpd\0"sv})
    EXPECT_FALSE(is_removal(event)) << event;
}

// The kernel's own events need a module; the guests have one.
TEST(Watch, EndsWhenAskedTo) {
  for (int signal : {SIGTERM, SIGINT}) {
    auto watch = Watch::start();
    ASSERT_TRUE(watch) << watch.error().text;
    ::raise(signal);
    auto end = watch->wait("/");
    ASSERT_TRUE(end) << end.error().text;
    EXPECT_EQ(*end, Watch::End::kAsked);
    // Taken, or it would end this process when it lets signals through again.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    int taken = 0;
    ::sigwait(&set, &taken);
    EXPECT_EQ(taken, signal);
  }
}

}  // namespace
}  // namespace khttpd::ctl
