// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/plan.h"

#include <gtest/gtest.h>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

Parameters defaults() {
  Parameters out;
  for (const Option& option : options())
    if (option.carrier == Carrier::kParameter)
      out.emplace(option.name, option.fallback);
  return out;
}

std::vector<Difference> compare(std::string_view text, Parameters running) {
  return differences(*parse_config("f", text, known_accounts()), running);
}

TEST(Plan, NothingSetAgreesWithTheDefaults) {
  EXPECT_TRUE(compare("", defaults()).empty());
  EXPECT_TRUE(
      compare("header_timeout = 15s\nuser = 65534\n", defaults()).empty());
}

TEST(Plan, AKeyTakenOutOfTheFileGoesBackToItsDefault) {
  Parameters running = defaults();
  running["root"] = "/srv";
  auto all = compare("", running);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].running, "/srv");
  EXPECT_EQ(all[0].wanted, "/usr/share/khttpd/www");
}

TEST(Plan, LeavesOutWhatTheModuleDoesNotHave) {
  Parameters running = defaults();
  running.erase("cache_size");
  EXPECT_TRUE(compare("cache_size = 1M\n", running).empty());
}

TEST(Plan, ReloadsWhatCanChangeAtRunTime) {
  auto plan = plan_reload(compare("root = /srv\ncache_size = 0\n", defaults()));
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->size(), 2u);
  EXPECT_EQ((*plan)[0].option->name, "root");
  EXPECT_EQ((*plan)[1].wanted, "0");
}

TEST(Plan, RefusesByNameWhatNeedsARestart) {
  auto plan = plan_reload(
      compare("root = /srv\nport = 80\nlisten = 192.0.2.1\n", defaults()));
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ExitCode::kNeedsRestart);
  EXPECT_EQ(plan.error().text,
            "nothing applied; `systemctl restart khttpd` takes all changes\n"
            "port: needs a restart (running 8081, file says 80)\n"
            "listen: needs a restart (running (empty), file says 192.0.2.1)");
}

}  // namespace
}  // namespace khttpd::ctl
