// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/findings.h"

#include <gtest/gtest.h>

namespace khttpd::ctl {
namespace {

// A machine where nothing is wrong and the module is not loaded yet.
Facts sound() {
  Facts facts;
  facts.release = "6.1.0-30-amd64";
  facts.source_version = "0.1.0";
  facts.built = true;
  facts.module_file = "/lib/modules/6.1.0-30-amd64/updates/dkms/khttpd.ko";
  facts.module_file_exists = true;
  facts.signature.module_signed = true;
  facts.signature.certificate = "/var/lib/dkms/mok.pub";
  facts.signature.certificate_exists = true;
  facts.signature.by_certificate = true;
  facts.signature.key_known = true;
  facts.signature.has_mokutil = true;
  return facts;
}

// A machine with Secure Boot whose kernel does not know the key.
Facts with_unknown_key() {
  Facts facts = sound();
  facts.signature.required_by = "Secure Boot is on";
  facts.signature.secure_boot = true;
  facts.signature.firmware = true;
  facts.signature.key_known = false;
  return facts;
}

// Every text, one after the other.
std::string found(const Facts& facts) {
  std::string out;
  for (const Finding& finding : find_problems(facts))
    out += finding.text + "\n";
  return out;
}

Facts without_module() {
  Facts facts = sound();
  facts.built = false;
  facts.module_file.clear();
  facts.module_file_exists = false;
  return facts;
}

TEST(Findings, NothingIsWrongOnASoundMachine) { EXPECT_EQ(found(sound()), ""); }

TEST(Findings, NamesTheHeaderPackage) {
  Facts facts = without_module();
  facts.headers = false;
  EXPECT_EQ(found(facts),
            "the headers of the running kernel 6.1.0-30-amd64 are not "
            "installed, so DKMS could not build the module\n"
            "  install them: apt install linux-headers-6.1.0-30-amd64\n");
}

TEST(Findings, AdvisesDnfWhereThatInstalls) {
  Facts facts = without_module();
  facts.has_dnf = true;
  facts.headers = false;
  EXPECT_EQ(found(facts),
            "the headers of the running kernel 6.1.0-30-amd64 are not "
            "installed, so DKMS could not build the module\n"
            "  install them: dnf install kernel-devel-6.1.0-30-amd64\n");
  facts.source_version.clear();
  EXPECT_EQ(found(facts),
            "the module's sources are not installed\n"
            "  install them: dnf install khttpd-dkms\n");
}

TEST(Findings, NamesTheLogOfAFailedBuild) {
  Facts facts = without_module();
  facts.make_log = "/var/lib/dkms/khttpd/0.1.0/build/make.log";
  facts.make_error = "x.c:1:1: error: bad";
  EXPECT_EQ(found(facts),
            "DKMS could not build the module for kernel 6.1.0-30-amd64\n"
            "  first error: x.c:1:1: error: bad\n"
            "  whole log: /var/lib/dkms/khttpd/0.1.0/build/make.log\n");
  facts.make_error.clear();
  EXPECT_EQ(found(facts),
            "DKMS could not build the module for kernel 6.1.0-30-amd64\n"
            "  first error: (none named)\n"
            "  whole log: /var/lib/dkms/khttpd/0.1.0/build/make.log\n");
}

TEST(Findings, SaysHowToBuildWhatWasNotBuilt) {
  Facts facts = without_module();
  EXPECT_EQ(found(facts),
            "the module was not built for the running kernel 6.1.0-30-amd64\n"
            "  build it: dkms install khttpd/0.1.0 -k 6.1.0-30-amd64\n");
  facts.autoinstall_off = true;
  EXPECT_EQ(found(facts),
            "the module was not built for the running kernel 6.1.0-30-amd64\n"
            "  build it: dkms install khttpd/0.1.0 -k 6.1.0-30-amd64\n"
            "  /etc/dkms/no-autoinstall keeps DKMS from doing so by itself\n");
}

TEST(Findings, TellsAMissingFileFromAMissingBuild) {
  Facts facts = sound();
  facts.module_file_exists = false;
  EXPECT_EQ(found(facts),
            "the module file "
            "/lib/modules/6.1.0-30-amd64/updates/dkms/khttpd.ko is missing\n"
            "  put it back: dkms install --force khttpd/0.1.0 -k "
            "6.1.0-30-amd64\n");
}

TEST(Findings, NamesThePackageOfTheSources) {
  Facts facts = without_module();
  facts.source_version.clear();
  EXPECT_EQ(found(facts),
            "the module's sources are not installed\n"
            "  install them: apt install khttpd-dkms\n");
}

TEST(Findings, KnowsAKernelThatIsGoneAndOneThatIsTooOld) {
  Facts facts = without_module();
  facts.module_tree = false;
  EXPECT_EQ(found(facts),
            "there are no modules at all for the running kernel "
            "6.1.0-30-amd64\n  reboot into the installed kernel\n");
  facts.kernel_supported = false;
  EXPECT_EQ(found(facts),
            "kernel 6.1.0-30-amd64 is too old: khttpd needs 5.10 or newer\n");
}

TEST(Findings, GivesTheLineThatEnrolsTheKey) {
  Facts facts = with_unknown_key();
  constexpr const char* kHead =
      "the kernel takes only modules signed with a key that it knows: Secure "
      "Boot is on\n";
  constexpr const char* kSteps =
      "  enrol DKMS's key: mokutil --import /var/lib/dkms/mok.pub\n"
      "  then reboot and choose \"Enroll MOK\"\n";
  EXPECT_EQ(found(facts), std::string(kHead) + kSteps);
  facts.signature.has_mokutil = false;
  EXPECT_EQ(found(facts),
            std::string(kHead) + "  apt install mokutil\n" + kSteps);
  facts.signature.key_waits = true;
  EXPECT_EQ(found(facts), std::string(kHead) +
                              "  the key waits to be enrolled: reboot and "
                              "choose \"Enroll MOK\"\n");
  facts.signature.key_known = true;
  EXPECT_EQ(found(facts), "");
}

TEST(Findings, NoKeyCanBeEnrolledWithoutSecureBoot) {
  Facts facts = with_unknown_key();
  facts.signature.required_by = "module.sig_enforce is set";
  facts.signature.secure_boot = false;
  EXPECT_EQ(found(facts),
            "the kernel takes only modules signed with a key that it knows: "
            "module.sig_enforce is set\n"
            "  switch Secure Boot on in the firmware: without it the kernel "
            "takes no enrolled key\n"
            "  enrol DKMS's key: mokutil --import /var/lib/dkms/mok.pub\n"
            "  then reboot and choose \"Enroll MOK\"\n");
  facts.signature.firmware = false;
  EXPECT_EQ(found(facts),
            "the kernel takes only modules signed with a key that it knows: "
            "module.sig_enforce is set\n"
            "  this machine has no Secure Boot to enrol DKMS's key "
            "/var/lib/dkms/mok.pub with: take module.sig_enforce and lockdown "
            "off the kernel command line\n");
}

TEST(Findings, AKeyIsOfNoMatterToAKernelThatAsksForNone) {
  Facts facts = with_unknown_key();
  facts.signature.required_by.clear();
  EXPECT_EQ(found(facts), "");
  facts.signature.module_signed = false;
  EXPECT_EQ(found(facts), "");
}

TEST(Findings, SaysWhyAModuleIsNotSigned) {
  Facts facts = with_unknown_key();
  facts.signature.module_signed = false;
  constexpr const char* kHead =
      "the module is not signed, and the kernel takes only signed ones: Secure "
      "Boot is on\n";
  constexpr const char* kSteps =
      "  build and sign it: dkms build --force khttpd/0.1.0 -k 6.1.0-30-amd64 "
      "&& dkms install --force khttpd/0.1.0 -k 6.1.0-30-amd64\n";
  EXPECT_EQ(found(facts), std::string(kHead) + kSteps);
  facts.signature.lacking = "openssl";
  EXPECT_EQ(found(facts),
            std::string(kHead) +
                "  DKMS does not sign without openssl: apt install openssl\n" +
                kSteps);
}

TEST(Findings, KnowsAModuleThatAnOlderKeySigned) {
  Facts facts = with_unknown_key();
  facts.signature.by_certificate = false;
  EXPECT_EQ(found(facts),
            "the module is signed with another key than DKMS has now, "
            "/var/lib/dkms/mok.pub\n"
            "  sign it again: dkms build --force khttpd/0.1.0 -k "
            "6.1.0-30-amd64 && dkms install --force khttpd/0.1.0 -k "
            "6.1.0-30-amd64\n");
}

TEST(Findings, AModuleNotFromDkmsIsSignedBySomeoneElse) {
  Facts facts = with_unknown_key();
  facts.built = false;
  EXPECT_EQ(found(facts), "");
}

TEST(Findings, NamesWhoHoldsThePort) {
  Facts facts = sound();
  facts.busy_ports = {{"[::]:8081", "nginx (pid 7)"}, {"1.2.3.4:80", ""}};
  EXPECT_EQ(found(facts),
            "cannot listen on [::]:8081: the port is in use by nginx (pid 7)\n"
            "  stop it, or set another port in /etc/khttpd.conf\n"
            "cannot listen on 1.2.3.4:80: the port is in use by a process "
            "that cannot be seen from here\n"
            "  stop it, or set another port in /etc/khttpd.conf\n");
}

TEST(Findings, ShowsTheConfigurationFirstAndTheRootLast) {
  Facts facts = sound();
  facts.config_error = "f:1:1: bad";
  facts.bad_roots = {{"/srv", "Permission denied"}};
  EXPECT_EQ(found(facts),
            "f:1:1: bad\n"
            "the root directory /srv cannot be served: Permission denied\n"
            "  set root in /etc/khttpd.conf to a directory that user can "
            "search\n");
}

TEST(Findings, ShowsEveryRootOfASectionToo) {
  Facts facts = sound();
  facts.bad_roots = {{"/a", "Not a directory"}, {"/b", "Permission denied"}};
  EXPECT_EQ(found(facts),
            "the root directory /a cannot be served: Not a directory\n"
            "  set root in /etc/khttpd.conf to a directory that user can "
            "search\n"
            "the root directory /b cannot be served: Permission denied\n"
            "  set root in /etc/khttpd.conf to a directory that user can "
            "search\n");
}

TEST(Findings, ShowsThePolicyThatTheKernelRefused) {
  Facts facts = sound();
  facts.loaded = true;
  facts.policy_refusal = "policy: it has another version than the module";
  EXPECT_EQ(found(facts),
            "the kernel refused what khttpdctl compiled from "
            "/etc/khttpd.conf: policy: it has another version than the "
            "module\n"
            "  write it again: khttpdctl compile\n"
            "  if that does not help, khttpdctl and the module are of "
            "different versions\n");
}

TEST(Findings, ALoadedModuleIsNotLookedForOnDisk) {
  Facts facts = without_module();
  facts.loaded = true;
  EXPECT_EQ(found(facts), "");
}

TEST(LoadFailure, PrefersTheKernelsWords) {
  EXPECT_EQ(explain_load_failure(
                {1,
                 "modprobe: ERROR: could not insert 'khttpd': Invalid "
                 "argument\n"},
                {"an older line",
                 "backlog: 0 is out of range, expected 1 to "
                 "65535"},
                sound()),
            "the module could not be loaded: backlog: 0 is out of range, "
            "expected 1 to 65535");
}

TEST(LoadFailure, ExplainsARefusedPolicy) {
  EXPECT_EQ(explain_load_failure(
                {1,
                 "modprobe: ERROR: could not insert 'khttpd': Invalid "
                 "argument\n"},
                {"policy: there is no site"}, sound()),
            "the module could not be loaded: policy: there is no site\n"
            "  write it again: khttpdctl compile\n"
            "  if that does not help, khttpdctl and the module are of "
            "different versions");
}

TEST(LoadFailure, NamesTheRootOfASectionThatThePolicyFailedOn) {
  Facts facts = sound();
  facts.bad_roots = {{"/b", "No such file or directory"}};
  EXPECT_EQ(explain_load_failure({1, ""}, {"policy: /b: error -2"}, facts),
            "the module could not be loaded: policy: /b: error -2\n"
            "the root directory /b cannot be served: No such file or "
            "directory\n"
            "  set root in /etc/khttpd.conf to a directory that user can "
            "search");
}

TEST(LoadFailure, FallsBackToModprobesLastLine) {
  EXPECT_EQ(
      explain_load_failure({1, "noise\nmodprobe: ERROR: odd\n\n"}, {}, sound()),
      "the module could not be loaded: modprobe: ERROR: odd");
  EXPECT_EQ(explain_load_failure({3, ""}, {}, sound()),
            "the module could not be loaded: modprobe ended with 3");
}

TEST(LoadFailure, AddsWhoHoldsThePort) {
  Facts facts = sound();
  facts.busy_ports = {{"[::]:8081", "nginx (pid 7)"}};
  EXPECT_EQ(explain_load_failure(
                {1,
                 "modprobe: ERROR: could not insert 'khttpd': Address "
                 "already in use\n"},
                {"cannot listen on [::]:8081: address already in use"}, facts),
            "the module could not be loaded: cannot listen on [::]:8081: "
            "address already in use\n"
            "cannot listen on [::]:8081: the port is in use by nginx (pid 7)\n"
            "  stop it, or set another port in /etc/khttpd.conf");
}

TEST(LoadFailure, SaysWhyThereIsNoModuleInsteadOfWhatModprobeMakesOfIt) {
  Facts facts = without_module();
  facts.headers = false;
  EXPECT_EQ(explain_load_failure(
                {1,
                 "modprobe: ERROR: could not insert 'khttpd': Unknown symbol "
                 "in module, or unknown parameter (see dmesg)\n"},
                {}, facts),
            "the module could not be loaded: the headers of the running "
            "kernel 6.1.0-30-amd64 are not installed, so DKMS could not build "
            "the module\n"
            "  install them: apt install linux-headers-6.1.0-30-amd64");
}

constexpr const char* kRejected =
    "modprobe: ERROR: could not insert 'khttpd': Key was rejected by service";
constexpr const char* kNotPermitted =
    "modprobe: ERROR: could not insert 'khttpd': Operation not permitted";

TEST(LoadFailure, ExplainsARejectedKey) {
  Facts facts = with_unknown_key();
  EXPECT_EQ(explain_load_failure({1, std::string(kRejected) + "\n"}, {}, facts),
            std::string("the module could not be loaded: ") + kRejected +
                "\nthe kernel takes only modules signed with a key that it "
                "knows: Secure Boot is on\n"
                "  enrol DKMS's key: mokutil --import /var/lib/dkms/mok.pub\n"
                "  then reboot and choose \"Enroll MOK\"");
}

TEST(LoadFailure, ExplainsWhatALockedDownKernelDoesNotPermit) {
  Facts facts = with_unknown_key();
  facts.signature.required_by = "the kernel is locked down";
  facts.signature.module_signed = false;
  EXPECT_EQ(
      explain_load_failure({1, std::string(kNotPermitted) + "\n"}, {}, facts),
      std::string("the module could not be loaded: ") + kNotPermitted +
          "\nthe module is not signed, and the kernel takes only signed ones: "
          "the kernel is locked down\n"
          "  build and sign it: dkms build --force khttpd/0.1.0 -k "
          "6.1.0-30-amd64 && dkms install --force khttpd/0.1.0 -k "
          "6.1.0-30-amd64");
  facts.signature.required_by.clear();
  EXPECT_EQ(explain_load_failure({1, kNotPermitted}, {}, facts),
            std::string("the module could not be loaded: ") + kNotPermitted);
}

TEST(LoadFailure, KnowsThatDkmsCannotHelpWithTheKeyOfAnother) {
  Facts facts = with_unknown_key();
  facts.built = false;
  EXPECT_EQ(explain_load_failure({1, kRejected}, {}, facts),
            std::string("the module could not be loaded: ") + kRejected +
                "\nDKMS did not sign it, and the kernel does not know who did\n"
                "  enrol the certificate of whoever built it: mokutil --import "
                "FILE");
}

TEST(LoadFailure, AKnownKeyThatIsRejectedMeansAChangedFile) {
  EXPECT_EQ(explain_load_failure({1, kRejected}, {}, sound()),
            std::string("the module could not be loaded: ") + kRejected +
                "\nits file is not what was signed\n"
                "  build and sign it again: dkms build --force khttpd/0.1.0 -k "
                "6.1.0-30-amd64 && dkms install --force khttpd/0.1.0 -k "
                "6.1.0-30-amd64");
}

}  // namespace
}  // namespace khttpd::ctl
