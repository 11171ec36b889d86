// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/facts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

constexpr std::string_view kRelease = "6.1.0-30-amd64";

TEST(Facts, KnowsWhichKernelsAreSupported) {
  for (const char* release : {"5.10", "5.10.0-39-amd64", "5.15.1", "6.1.0-30",
                              "6.12.5+deb13-cloud-amd64", "7.3-rc2", "10.0"})
    EXPECT_TRUE(is_supported_release(release)) << release;
  for (const char* release :
       {"5.9.16", "5.4", "4.19.0-27", "5", "", "x.y", "5.x"})
    EXPECT_FALSE(is_supported_release(release)) << release;
}

TEST(Facts, FindsTheModuleInModulesDep) {
  EXPECT_EQ(module_file_in("kernel/a.ko:\nupdates/dkms/khttpd.ko: kernel/a\n"),
            "updates/dkms/khttpd.ko");
  EXPECT_EQ(module_file_in("updates/dkms/khttpd.ko.xz:\n"),
            "updates/dkms/khttpd.ko.xz");
  EXPECT_EQ(module_file_in("x/nokhttpd.ko:\nx/khttpd.kon:\n"), "");
  EXPECT_EQ(module_file_in("x/a.ko: x/khttpd.ko\n"), "");
}

TEST(Facts, FindsTheFirstErrorOfABuild) {
  EXPECT_EQ(first_error_line("CC x\nx.c:1:2: error: bad\ny.c:1:2: error: no\n"
                             "make: *** [x] Error 1\n"),
            "x.c:1:2: error: bad");
  EXPECT_EQ(first_error_line("make: *** No rule.  Stop.\n"),
            "make: *** No rule.  Stop.");
  EXPECT_EQ(first_error_line("all well\n"), "");
}

TEST(Facts, TellsWhyARootCannotBeServed) {
  Scratch scratch;
  scratch.write("www/index.html", "x");
  std::string root = scratch.path("www");
  std::string owner = std::to_string(::getuid());
  ::chmod(root.c_str(), 0711);
  EXPECT_EQ(root_problem(root, "65534:65534"), "");
  ::chmod(root.c_str(), 0700);
  EXPECT_EQ(root_problem(root, "65534:65534"),
            "user 65534:65534 may not search it");
  EXPECT_EQ(root_problem(root, owner + ":65534"), "");
  ::chmod(root.c_str(), 0710);
  EXPECT_EQ(root_problem(root, "65534:" + std::to_string(::getgid())), "");
  ::chmod(root.c_str(), 0701);
  EXPECT_EQ(root_problem(root, "65534:" + std::to_string(::getgid())),
            "user 65534:" + std::to_string(::getgid()) + " may not search it");
  EXPECT_EQ(root_problem(root + "/index.html", "65534:65534"),
            "Not a directory");
  EXPECT_EQ(root_problem(root + "/none", "65534:65534"),
            "No such file or directory");
}

class FactsOfMachine : public ::testing::Test {
 protected:
  FactsOfMachine() : machine_(scratch_machine(scratch_)) {}

  std::string tree(const std::string& name) {
    return "modules/" + std::string(kRelease) + "/" + name;
  }
  Facts look(std::string_view config = "") {
    return collect_facts(machine_, parse_config("f", config, known_accounts()));
  }

  Scratch scratch_;
  Machine machine_;
};

TEST_F(FactsOfMachine, SeesAnEmptyMachine) {
  Facts facts = look();
  EXPECT_EQ(facts.release, kRelease);
  EXPECT_TRUE(facts.kernel_supported);
  EXPECT_FALSE(facts.module_tree);
  EXPECT_FALSE(facts.headers);
  EXPECT_EQ(facts.source_version, "");
  EXPECT_EQ(facts.module_file, "");
  EXPECT_FALSE(facts.loaded);
}

TEST_F(FactsOfMachine, SeesABuiltModule) {
  scratch_.write(tree("modules.dep"), "updates/dkms/khttpd.ko:\n");
  scratch_.write(tree("updates/dkms/khttpd.ko"), "ELF");
  scratch_.write(tree("build/Makefile"), "");
  scratch_.write("src/khttpd-0.1.0/dkms.conf", "");
  scratch_.write("dkms/khttpd/0.1.0/" + std::string(kRelease) + "/x86_64/x",
                 "");
  Facts facts = look();
  EXPECT_TRUE(facts.module_tree);
  EXPECT_TRUE(facts.headers);
  EXPECT_TRUE(facts.built);
  EXPECT_TRUE(facts.module_file_exists);
  EXPECT_EQ(facts.source_version, "0.1.0");
  EXPECT_EQ(facts.make_log, "");
}

TEST_F(FactsOfMachine, SeesWhatInstallsPackages) {
  EXPECT_FALSE(look().has_dnf);
  scratch_.write("bin/dnf", "");
  EXPECT_TRUE(look().has_dnf);
  // Debian has dnf too, for other systems' roots.
  scratch_.write("bin/apt", "");
  EXPECT_FALSE(look().has_dnf);
}

TEST_F(FactsOfMachine, TakesOnlyTheLogOfThisKernel) {
  scratch_.write("src/khttpd-0.1.0/dkms.conf", "");
  scratch_.write("dkms/khttpd/0.1.0/build/make.log",
                 "DKMS make.log for khttpd-0.1.0 for kernel 6.12.1 (x86_64)\n"
                 "x.c:1:1: error: bad\n");
  EXPECT_EQ(look().make_log, "");
  scratch_.write("dkms/khttpd/0.1.0/build/make.log",
                 "DKMS make.log for khttpd-0.1.0 for kernel 6.1.0-30-amd64 "
                 "(x86_64)\nx.c:1:1: error: bad\n");
  Facts facts = look();
  EXPECT_EQ(facts.make_log, scratch_.path("dkms/khttpd/0.1.0/build/make.log"));
  EXPECT_EQ(facts.make_error, "x.c:1:1: error: bad");
}

TEST_F(FactsOfMachine, SeesAPortInUseAndByWhom) {
  scratch_.write("proc/net/tcp",
                 "   0: 0100007F:0050 00000000:0000 0A 0:0 0:0 0 0 0 4242 1\n");
  scratch_.write("proc/7/comm", "nginx\n");
  std::filesystem::create_directories(scratch_.path("proc/7/fd"));
  std::filesystem::create_symlink("socket:[4242]",
                                  scratch_.path("proc/7/fd/6"));
  Facts facts = look("listen = 192.0.2.1:80, 127.0.0.1\nport = 80\n");
  ASSERT_EQ(facts.busy_ports.size(), 1u);
  EXPECT_EQ(facts.busy_ports[0].address, "127.0.0.1:80");
  EXPECT_EQ(facts.busy_ports[0].owner, "nginx (pid 7)");
  EXPECT_TRUE(look().busy_ports.empty());
}

TEST_F(FactsOfMachine, DoesNotTakeTheModulesOwnPortForAnothers) {
  scratch_.write("proc/net/tcp",
                 "   0: 00000000:1F91 00000000:0000 0A 0:0 0:0 0 0 0 4242 1\n");
  EXPECT_EQ(look().busy_ports.size(), 1u);
  load_defaults(scratch_);
  EXPECT_TRUE(look().busy_ports.empty());
}

TEST_F(FactsOfMachine, KeepsTheMistakesOfTheConfiguration) {
  EXPECT_EQ(look("root\n").config_error,
            "f:1:5: no '=' after the key\n  root\n      ^\n"
            "  expected key = value");
}

TEST_F(FactsOfMachine, LookAtTheRootOfEverySection) {
  scratch_.write("etc/khttpd.conf",
                 "root = " + scratch_.path("run") +
                     "\n[host a]\nroot = " + scratch_.path("none") +
                     "\n[host *]\nroot = " + scratch_.path("run") +
                     "/{host}\n");
  Facts facts = collect_facts(machine_, load_config(machine_));
  ASSERT_EQ(facts.bad_roots.size(), 1u);
  EXPECT_EQ(facts.bad_roots[0].path, scratch_.path("none"));
}

TEST_F(FactsOfMachine, RememberARefusedPolicyUntilItRuns) {
  scratch_.write("etc/khttpd.conf", "listing = on\n");
  scratch_.write("kmsg", "3,1,2,-;khttpd: policy: odd\n");
  load_defaults(scratch_);
  auto config = load_config(machine_);
  EXPECT_EQ(collect_facts(machine_, config).policy_refusal, "policy: odd");
  scratch_.write("sys/khttpd/parameters/policy",
                 config->value_of(policy_option()) + "\n");
  EXPECT_EQ(collect_facts(machine_, config).policy_refusal, "");
}

}  // namespace
}  // namespace khttpd::ctl
