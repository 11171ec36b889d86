// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/kernel_log.h"

#include <gtest/gtest.h>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

TEST(KernelLog, TakesTheModulesOwnLines) {
  EXPECT_EQ(module_line("3,807,1234,-;khttpd: port: 70000 is out of range\n"
                        " SUBSYSTEM=module\n"),
            "port: 70000 is out of range");
  EXPECT_EQ(module_line("4,1,2,-;khttpd: loading out-of-tree module taints "
                        "kernel.\n"),
            std::nullopt);
  EXPECT_EQ(module_line("6,1,2,-;tcp: khttpd: no\n"), std::nullopt);
  EXPECT_EQ(module_line("khttpd: no record\n"), std::nullopt);
  EXPECT_EQ(module_line(""), std::nullopt);
}

TEST(KernelLog, MakesControlCharactersVisible) {
  EXPECT_EQ(module_line("3,1,2,-;khttpd: a\x1b[31mb\n"), "a?[31mb");
}

TEST(KernelLog, BeginsAtNowOrAtTheFirstRecord) {
  Scratch scratch;
  scratch.write("kmsg", "3,1,2,-;khttpd: policy: old\n");
  std::string path = scratch.path("kmsg");
  EXPECT_TRUE(KernelLog(path).lines().empty());
  EXPECT_EQ(KernelLog(path, KernelLog::From::kBoot).lines(),
            std::vector<std::string>{"policy: old"});
}

TEST(KernelLog, IsEmptyWhenItCannotBeRead) {
  EXPECT_TRUE(KernelLog("/nowhere").lines().empty());
}

}  // namespace
}  // namespace khttpd::ctl
