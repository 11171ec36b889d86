// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/modprobe_options.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

constexpr const char* kHead =
    "# Made by khttpdctl from c; do not edit, it is written anew.\n";

Config config_of(std::string_view text) {
  auto config = parse_config("c", text, known_accounts());
  EXPECT_TRUE(config);
  return *config;
}

TEST(ModprobeOptions, HoldsOnlyWhatTheFileSets) {
  EXPECT_EQ(modprobe_options("c", config_of("# nothing\n")), kHead);
  EXPECT_EQ(modprobe_options("c", config_of("port = 80\nuser = www-data\n"
                                            "cache_size = 1M\n")),
            std::string(kHead) +
                "options khttpd port=80 user=33:33 cache_size=1048576\n");
}

TEST(ModprobeOptions, QuotesWhatTheKernelWouldSplit) {
  EXPECT_EQ(modprobe_options("c", config_of("root = /srv/my www\n")),
            std::string(kHead) + "options khttpd root=\"/srv/my www\"\n");
}

TEST(ModprobeOptions, DoublesABackslashBecauseKmodDropsOne) {
  EXPECT_EQ(modprobe_options("c", config_of("root = /srv\\www\n")),
            std::string(kHead) + "options khttpd root=\"/srv\\\\www\"\n");
}

TEST(ModprobeOptions, AreWrittenForEveryReaderAndReplaceTheOldOnes) {
  Scratch scratch;
  scratch.write("d/o.conf", "old");
  ASSERT_TRUE(
      write_modprobe_options(scratch.path("d/o.conf"), "c", config_of("")));
  EXPECT_EQ(scratch.read("d/o.conf"), kHead);
  struct stat info {};
  ASSERT_EQ(::stat(scratch.path("d/o.conf").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0644u);
  EXPECT_EQ(scratch.files_in("d"), 1u);
}

TEST(ModprobeOptions, MakeTheirDirectory) {
  Scratch scratch;
  ASSERT_TRUE(
      write_modprobe_options(scratch.path("d/o.conf"), "c", config_of("")));
  struct stat info {};
  ASSERT_EQ(::stat(scratch.path("d").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0755u);
}

TEST(ModprobeOptions, NameTheFileThatCannotBeWritten) {
  auto written = write_modprobe_options("/nowhere/at/all", "c", config_of(""));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().text,
            "cannot write /nowhere/at/all: No such file or directory");
}

// A limit on file size stands for the full disk: the write itself fails.
TEST(ModprobeOptions, LeaveTheOldOnesWhenThereIsNoRoom) {
  Scratch scratch;
  scratch.write("d/o.conf", "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto handler = ::signal(SIGXFSZ, SIG_IGN);
  rlimit tiny{8, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tiny), 0);
  auto written =
      write_modprobe_options(scratch.path("d/o.conf"), "c", config_of(""));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().text,
            "cannot write " + scratch.path("d/o.conf") + ": File too large");
  EXPECT_EQ(scratch.read("d/o.conf"), "old");
  EXPECT_EQ(scratch.files_in("d"), 1u);
}

}  // namespace
}  // namespace khttpd::ctl
