// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/compiled.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "scratch.h"
#include "tools/common/file.h"

namespace khttpd::ctl {
namespace {

class Compiled : public ::testing::Test {
 protected:
  Compiled() : machine_(scratch_machine(scratch_)) {}

  // The name of the policy that was written.
  std::string compile(std::string_view text) {
    scratch_.write("etc/khttpd.conf", text);
    auto config = load_config(machine_);
    EXPECT_TRUE(config);
    auto written = write_compiled(machine_, *config);
    EXPECT_TRUE(written) << written.error().text;
    return config->value_of(policy_option());
  }
  std::string options() {
    return scratch_.read("run/modprobe.d/khttpd-options.conf");
  }
  static mode_t mode(const std::string& path) {
    struct stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
  }

  Scratch scratch_;
  Machine machine_;
};

TEST_F(Compiled, OptionsNameThePolicyBesideThem) {
  std::string policy = compile("port = 80\nlisting = on\n");
  EXPECT_NE(options().find("options khttpd port=80 policy=" + policy + "\n"),
            std::string::npos)
      << options();
  EXPECT_EQ(mode(policy), 0644u);
  EXPECT_EQ(mode(scratch_.path("run/khttpd")), 0755u);
  EXPECT_EQ(scratch_.files_in("run/khttpd"), 1u);
}

TEST_F(Compiled, NothingIsWrittenWithoutNeed) {
  EXPECT_EQ(compile("port = 80\n"), "");
  EXPECT_EQ(options().find("policy"), std::string::npos);
  EXPECT_FALSE(scratch_.exists("run/khttpd"));
}

TEST_F(Compiled, ThePolicyOfTheOptionsBeforeIsKept) {
  std::string first = compile("listing = on\n");
  std::string second = compile("hidden_files = on\n");
  EXPECT_NE(first, second);
  EXPECT_TRUE(file_exists(first));
  compile("hidden_files = on\n");
  EXPECT_TRUE(file_exists(first)) << "the same options once more";
  compile("");
  EXPECT_FALSE(file_exists(first));
  EXPECT_TRUE(file_exists(second));
}

TEST_F(Compiled, APolicyThatNothingNamesIsRemoved) {
  compile("listing = on\n");
  scratch_.write("run/khttpd/other", "x");
  compile("");
  EXPECT_EQ(scratch_.files_in("run/khttpd"), 2u);
  compile("port = 80\n");
  EXPECT_EQ(scratch_.files_in("run/khttpd"), 1u);
}

TEST_F(Compiled, ThePolicyThatRunsIsKept) {
  std::string running = compile("listing = on\n");
  load_defaults(scratch_);
  scratch_.write("sys/khttpd/parameters/policy", running + "\n");
  compile("hidden_files = on\n");
  compile("");
  EXPECT_TRUE(file_exists(running));
}

TEST_F(Compiled, APolicyThatCannotBeWrittenLeavesTheOptions) {
  compile("port = 80\n");
  std::string before = options();
  scratch_.write("run/khttpd", "a file in the way");
  scratch_.write("etc/khttpd.conf", "listing = on\n");
  auto config = load_config(machine_);
  auto written = write_compiled(machine_, *config);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().text, "cannot write " +
                                      config->value_of(policy_option()) +
                                      ": Not a directory");
  EXPECT_EQ(options(), before);
}

}  // namespace
}  // namespace khttpd::ctl
