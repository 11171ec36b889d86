// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/service.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "scratch.h"
#include "tools/khttpdctl/config.h"
#include "tools/khttpdctl/module_state.h"

namespace khttpd::ctl {
namespace {

class Service : public ::testing::Test {
 protected:
  Service() : machine_(scratch_machine(scratch_)) { configure(""); }

  void configure(std::string_view text) {
    scratch_.write("etc/khttpd.conf", text);
  }
  std::string parameter(const std::string& name) {
    return scratch_.read("sys/khttpd/parameters/" + name);
  }
  // modprobe that loads, with the defaults.
  void loads() {
    machine_.run = [this](const std::vector<std::string>& words) {
      commands_.push_back(words);
      load_defaults(scratch_);
      return CommandResult{0, ""};
    };
  }
  // modprobe that fails after the kernel said `log`.
  void fails(std::string errors, std::string log = "") {
    scratch_.write("kmsg", "");
    machine_.run = [this, errors, log](const std::vector<std::string>&) {
      if (!log.empty()) scratch_.write("kmsg", "3,1,2,-;khttpd: " + log + "\n");
      return CommandResult{1, errors};
    };
  }

  Scratch scratch_;
  Machine machine_;
  std::vector<std::vector<std::string>> commands_;
};

TEST_F(Service, LoadCompilesAndSaysWhatItServes) {
  loads();
  configure("header_timeout = 20\n");
  auto report = load_module(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(*report,
            Report{"khttpd 0.1.0 serves /usr/share/khttpd/www on [::]:8081"});
  EXPECT_EQ(commands_, (std::vector<std::vector<std::string>>{
                           {"modprobe", "--first-time", "khttpd"}}));
  EXPECT_NE(scratch_.read("run/modprobe.d/khttpd-options.conf")
                .find("options khttpd header_timeout=20\n"),
            std::string::npos);
}

TEST_F(Service, LoadWithABadConfigurationRunsNothing) {
  loads();
  configure("port = 0\n");
  auto report = load_module(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ExitCode::kConfig);
  EXPECT_EQ(report.error().text,
            machine_.paths.config +
                ":1:8: port: 0 is out of range\n"
                "  port = 0\n"
                "         ^\n"
                "  expected a whole number from 1 to 65535");
  EXPECT_TRUE(commands_.empty());
  EXPECT_FALSE(scratch_.exists("run/modprobe.d/khttpd-options.conf"));
}

TEST_F(Service, LoadIsDoneWhenTheSameIsLoaded) {
  load_defaults(scratch_);
  auto report = load_module(machine_);
  ASSERT_TRUE(report);
  EXPECT_EQ(*report,
            Report{"the module is loaded already, with this configuration"});
}

TEST_F(Service, LoadRefusesAModuleWithOtherParameters) {
  load_defaults(scratch_);
  configure("port = 80\n");
  auto report = load_module(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ExitCode::kDifferent);
  EXPECT_EQ(report.error().text,
            "the module is loaded already, with other parameters\n"
            "  port: running 8081, file says 80\n"
            "  unload it first: modprobe -r khttpd");
}

TEST_F(Service, LoadFailsWhenTheServerDoesNotAnswer) {
  loads();
  machine_.answers = [](const Endpoint&, std::chrono::milliseconds) {
    return false;
  };
  auto report = load_module(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().text,
            "the module is loaded, but [::]:8081 does not answer");
}

TEST_F(Service, LoadShowsTheKernelsReason) {
  fails("modprobe: ERROR: could not insert 'khttpd': Invalid argument\n",
        "root: cannot open \"/nope\": No such file or directory");
  std::string root = scratch_.path("gone");
  configure("root = " + root + "\n");
  auto report = load_module(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().text,
            "the module could not be loaded: root: cannot open \"/nope\": No "
            "such file or directory\n"
            "the root directory " +
                root +
                " cannot be served: No such file or directory\n"
                "  set root in /etc/khttpd.conf to a directory that user can "
                "search");
}

TEST_F(Service, LoadPassesOnAnUnknownParameterOfModprobeD) {
  scratch_.write("kmsg", "");
  machine_.run = [this](const std::vector<std::string>&) {
    load_defaults(scratch_);
    scratch_.write("kmsg",
                   "4,1,2,-;khttpd: unknown parameter 'prot' ignored\n");
    return CommandResult{0, ""};
  };
  auto report = load_module(machine_);
  ASSERT_TRUE(report);
  EXPECT_EQ((*report)[0], "unknown parameter 'prot' ignored; see modprobe.d");
}

TEST_F(Service, ApplyWritesWhatChanged) {
  load_defaults(scratch_);
  configure("root = /srv\nkeepalive_timeout = 2m\n");
  auto report = apply_config(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(*report, (Report{"root: /srv (was /usr/share/khttpd/www)",
                             "keepalive_timeout: 120 (was 60)"}));
  EXPECT_EQ(parameter("root"), "/srv\n");
  EXPECT_EQ(parameter("keepalive_timeout"), "120\n");
}

TEST_F(Service, ApplyWithoutAChangeSaysSo) {
  load_defaults(scratch_);
  auto report = apply_config(machine_);
  ASSERT_TRUE(report);
  EXPECT_EQ(*report, Report{"nothing changed"});
}

TEST_F(Service, ApplyWritesNothingWhenOneKeyNeedsARestart) {
  load_defaults(scratch_);
  configure("root = /srv\nbacklog = 10\n");
  auto report = apply_config(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ExitCode::kNeedsRestart);
  EXPECT_EQ(report.error().text,
            "nothing applied; `systemctl restart khttpd` takes all changes\n"
            "backlog: needs a restart (running 4096, file says 10)");
  EXPECT_EQ(parameter("root"), "/usr/share/khttpd/www\n");
}

TEST_F(Service, ApplyTakesBackWhatItWroteWhenTheKernelRefuses) {
  load_defaults(scratch_);
  configure("root = /srv\nsend_timeout = 5\n");
  machine_.write = [&](std::string_view name, std::string_view value) {
    if (name == "send_timeout") return Status(Error{"Invalid argument"});
    return write_parameter(machine_.paths, name, value);
  };
  auto report = apply_config(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ExitCode::kFailure);
  EXPECT_EQ(report.error().text,
            "nothing applied: the kernel refuses send_timeout = 5: Invalid "
            "argument");
  EXPECT_EQ(parameter("root"), "/usr/share/khttpd/www\n");
}

// As with a root that only the new user may search.
TEST_F(Service, ApplyTriesAgainWhatAnotherChangeMakesPossible) {
  load_defaults(scratch_);
  configure("index = a.html\nuser = alice\n");
  int index_writes = 0;
  machine_.write = [&](std::string_view name, std::string_view value) {
    if (name == "index" && ++index_writes == 1)
      return Status(Error{"Permission denied"});
    return write_parameter(machine_.paths, name, value);
  };
  auto report = apply_config(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(index_writes, 2);
  EXPECT_EQ(parameter("index"), "a.html\n");
  EXPECT_EQ(parameter("user"), "1000:100\n");
}

TEST_F(Service, LoadCompilesThePolicyToo) {
  loads();
  configure("listing = on\n");
  auto report = load_module(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(scratch_.files_in("run/khttpd"), 1u);
}

TEST_F(Service, ApplyWritesThePolicyBeforeItTellsTheModule) {
  load_defaults(scratch_);
  configure("listing = on\n");
  machine_.write = [&](std::string_view name, std::string_view value) {
    EXPECT_EQ(name, "policy");
    EXPECT_EQ(scratch_.files_in("run/khttpd"), 1u);
    return write_parameter(machine_.paths, name, value);
  };
  auto report = apply_config(machine_);
  ASSERT_TRUE(report) << report.error().text;
  std::string name = load_config(machine_)->value_of(policy_option());
  EXPECT_EQ(*report, Report{"policy: " + name + " (was (empty))"});
  EXPECT_EQ(parameter("policy"), name + "\n");

  configure("");
  report = apply_config(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(parameter("policy"), "\n");
}

TEST_F(Service, ApplyTellsWhatTheKernelSaysOfAPolicy) {
  load_defaults(scratch_);
  configure("root = /srv\nlisting = on\n");
  std::string log;
  scratch_.write("kmsg", log);
  machine_.write = [&](std::string_view name, std::string_view value) {
    if (name != "policy") return write_parameter(machine_.paths, name, value);
    scratch_.write("kmsg", log += "3,1,2,-;khttpd: policy: odd\n");
    return Status(Error{"Invalid argument"});
  };
  auto report = apply_config(machine_);
  ASSERT_FALSE(report);
  std::string name = load_config(machine_)->value_of(policy_option());
  EXPECT_EQ(report.error().text,
            "nothing applied: the kernel refuses policy "
            "= " +
                name + ": policy: odd");
  EXPECT_EQ(parameter("root"), "/usr/share/khttpd/www\n");
}

// A module built before there were policies has no such parameter.
TEST_F(Service, AnOlderModuleIsNotGivenAPolicyAndThatIsSaid) {
  std::string line =
      "this version of the module takes no policy: sections, "
      "rules and types of " +
      machine_.paths.config + " are left out";
  configure("listing = on\n");
  machine_.run = [this](const std::vector<std::string>&) {
    load_defaults(scratch_);
    scratch_.remove("sys/khttpd/parameters/policy");
    return CommandResult{0, ""};
  };
  auto report = load_module(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ((*report)[0], line);
  report = apply_config(machine_);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(*report, Report{line});
}

TEST_F(Service, ApplyNeedsALoadedModule) {
  auto report = apply_config(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ExitCode::kNotLoaded);
  EXPECT_EQ(report.error().text, "the module is not loaded");
}

TEST_F(Service, ApplyWithABadConfigurationWritesNothing) {
  load_defaults(scratch_);
  configure("root = /srv\nsend_timeout = 0\n");
  auto report = apply_config(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ExitCode::kConfig);
  EXPECT_EQ(parameter("root"), "/usr/share/khttpd/www\n");
}

TEST_F(Service, UnloadIsDoneWhenNothingIsLoaded) {
  machine_.delete_module = [] { return ENOENT; };
  auto report = unload_module(machine_);
  ASSERT_TRUE(report);
  EXPECT_EQ(*report, Report{"the module is not loaded"});
}

TEST_F(Service, UnloadWaitsWhileTheModuleIsBusy) {
  int calls = 0;
  machine_.delete_module = [&] { return ++calls < 3 ? EAGAIN : 0; };
  auto report = unload_module(machine_);
  ASSERT_TRUE(report);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(*report, Report{"the module is unloaded"});
}

TEST_F(Service, UnloadGivesUpAtItsDeadline) {
  machine_.delete_module = [] { return EBUSY; };
  auto report = unload_module(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().text,
            "the module could not be unloaded: Device or resource busy");
}

TEST_F(Service, UnloadShowsARefusalAtOnce) {
  int calls = 0;
  machine_.delete_module = [&] {
    ++calls;
    return EPERM;
  };
  auto report = unload_module(machine_);
  ASSERT_FALSE(report);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(report.error().text,
            "the module could not be unloaded: Operation not permitted");
}

}  // namespace
}  // namespace khttpd::ctl
