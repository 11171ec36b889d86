// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/signature.h"

#include <gtest/gtest.h>

#include "sample_certificate.h"
#include "scratch.h"

namespace khttpd::ctl {
namespace {

using namespace std::string_view_literals;

constexpr const char* kSecureBoot =
    "efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
constexpr const char* kMokNew =
    "efivars/MokNew-605dab50-e046-4300-abb6-3dd810dd8b23";

class SignatureOfMachine : public ::testing::Test {
 protected:
  SignatureOfMachine() : machine_(scratch_machine(scratch_)) {
    scratch_.write("dkms/mok.pub", sample_certificate());
    signed_by(std::string(kSampleSerial));
  }

  // What modinfo shows.
  void signed_by(const std::string& serial) {
    machine_.run = [serial](const std::vector<std::string>& words) {
      EXPECT_EQ(words, (std::vector<std::string>{"modinfo", "-F", "sig_key",
                                                 "khttpd"}));
      return CommandResult{0, "", serial.empty() ? "" : serial + "\n"};
    };
  }
  Signature look() { return look_at_signature(machine_); }

  Scratch scratch_;
  Machine machine_;
};

TEST_F(SignatureOfMachine, NobodyAsksForOneByDefault) {
  EXPECT_EQ(look().required_by, "");
  scratch_.write("sig_enforce", "N\n");
  scratch_.write("lockdown", "[none] integrity confidentiality\n");
  EXPECT_EQ(look().required_by, "");
}

TEST_F(SignatureOfMachine, SeesWhoAsksForOne) {
  scratch_.write("lockdown", "none [integrity] confidentiality\n");
  EXPECT_EQ(look().required_by, "the kernel is locked down");
  scratch_.write("sig_enforce", "Y\n");
  EXPECT_EQ(look().required_by, "module.sig_enforce is set");
  EXPECT_FALSE(look().firmware);
  scratch_.write(kSecureBoot, "\6\0\0\0\0"sv);
  EXPECT_EQ(look().required_by, "module.sig_enforce is set");
  EXPECT_TRUE(look().firmware);
  scratch_.write(kSecureBoot, "\6\0\0\0\1"sv);
  EXPECT_EQ(look().required_by, "Secure Boot is on");
  EXPECT_TRUE(look().secure_boot);
}

TEST_F(SignatureOfMachine, SecureBootAloneAsksForNone) {
  scratch_.write(kSecureBoot, "\6\0\0\0\1"sv);
  EXPECT_EQ(look().required_by, "");
}

TEST_F(SignatureOfMachine, ComparesTheSignerWithTheCertificate) {
  EXPECT_TRUE(look().module_signed);
  EXPECT_TRUE(look().by_certificate);
  signed_by("F0:0E");
  EXPECT_TRUE(look().module_signed);
  EXPECT_FALSE(look().by_certificate);
  signed_by("");
  EXPECT_FALSE(look().module_signed);
}

TEST_F(SignatureOfMachine, LooksForTheKeyInTheKernelsKeyrings) {
  EXPECT_FALSE(look().key_known);
  scratch_.write("proc/keys",
                 "0a1b2c3d I------  1 perm 1f030000  0  0 "
                 "asymmetri A: " +
                     std::string(kSampleKeyId) + ": X509.eddsa\n");
  EXPECT_TRUE(look().key_known);
}

TEST_F(SignatureOfMachine, SaysNothingOfKeysThatOnlyRootSees) {
  machine_.is_root = false;
  EXPECT_TRUE(look().key_known);
}

TEST_F(SignatureOfMachine, SeesAKeyThatWaitsToBeEnrolled) {
  EXPECT_FALSE(look().key_waits);
  scratch_.write(kMokNew, "\7\0\0\0 head" + sample_certificate());
  EXPECT_TRUE(look().key_waits);
}

TEST_F(SignatureOfMachine, KnowsWhatIsInstalled) {
  EXPECT_EQ(look().lacking, "openssl");
  EXPECT_FALSE(look().has_mokutil);
  scratch_.write("bin/openssl", "");
  scratch_.write("bin/mokutil", "");
  EXPECT_EQ(look().lacking, "");
  EXPECT_TRUE(look().has_mokutil);
}

TEST_F(SignatureOfMachine, TakesTheCertificateThatDkmsIsConfiguredWith) {
  EXPECT_EQ(look().certificate, scratch_.path("dkms/mok.pub"));
  EXPECT_TRUE(look().certificate_exists);
  scratch_.write("etc/dkms/framework.conf",
                 "# mok_certificate=/no\nmok_certificate=/a.der # mine\n");
  EXPECT_EQ(look().certificate, "/a.der");
  EXPECT_FALSE(look().certificate_exists);
  scratch_.write("etc/dkms/framework.conf.d/z.conf",
                 "mok_certificate=\"/keys/$kernelver/${kernelver}.der\"\n");
  scratch_.write("etc/dkms/framework.conf.d/a.conf", "mok_certificate=/b\n");
  scratch_.write("etc/dkms/framework.conf.d/zz.bak", "mok_certificate=/c\n");
  EXPECT_EQ(look().certificate, "/keys/6.1.0-30-amd64/6.1.0-30-amd64.der");
}

TEST_F(SignatureOfMachine, TakesTheCertificateThatUbuntuMakes) {
  scratch_.write("etc/os-release", "NAME=x\nID=ubuntu\nID_LIKE=debian\n");
  EXPECT_EQ(look().certificate, "/var/lib/shim-signed/mok/MOK.der");
  EXPECT_EQ(look().lacking, "shim-signed");
  scratch_.write("etc/dkms/framework.conf", "mok_signing_key=/my.key\n");
  EXPECT_EQ(look().certificate, scratch_.path("dkms/mok.pub"));
  scratch_.write("etc/os-release", "ID=mint\nID_LIKE=\"ubuntu debian\"\n");
  scratch_.write("etc/dkms/framework.conf", "");
  EXPECT_EQ(look().certificate, scratch_.path("dkms/mok.pub"));
}

TEST(ShellValue, ReadsAssignmentsOnly) {
  EXPECT_EQ(shell_value("a=b", "a"), "b");
  EXPECT_EQ(shell_value("  a=b;c", "a"), "b");
  EXPECT_EQ(shell_value("a='b c' # d", "a"), "b c");
  EXPECT_EQ(shell_value("a=\"b c\"", "a"), "b c");
  EXPECT_EQ(shell_value("a=\"b c", "a"), "b c");
  for (const char* line : {"", " ", "a", "a=", "#a=b", "ab=c", "b=a"})
    EXPECT_EQ(shell_value(line, "a"), "") << line;
}

}  // namespace
}  // namespace khttpd::ctl
