// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/certificate.h"

#include <gtest/gtest.h>

#include "sample_certificate.h"
#include "support/guarded_buf.h"

namespace khttpd::ctl {
namespace {

TEST(Certificate, GivesTheNamesThatOthersUse) {
  auto names = read_certificate(sample_certificate());
  ASSERT_TRUE(names);
  EXPECT_EQ(names->serial, kSampleSerial);
  EXPECT_EQ(names->key_id, kSampleKeyId);
}

TEST(Certificate, WithoutAKeyIdentifierIsNamedByItsSerialNumber) {
  std::string der = sample_certificate();
  size_t identifier = der.find("\x55\x1d\x0e");
  ASSERT_NE(identifier, der.npos);
  der[identifier + 2] = 0x0d;  // another extension
  auto names = read_certificate(der);
  ASSERT_TRUE(names);
  EXPECT_EQ(names->key_id, "00f00d");
}

TEST(Certificate, IsNotWhatOnlyBeginsLikeOne) {
  EXPECT_FALSE(read_certificate(""));
  EXPECT_FALSE(read_certificate("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_FALSE(read_certificate("\x30\x03\x02\x01\x01"));
  EXPECT_FALSE(read_certificate("\x30\x89\xff\xff\xff\xff\xff\xff\xff\xff"));
}

// Cut or with any byte changed: no read beyond its end, whatever the answer.
TEST(Certificate, DoesNotTrustAnyLength) {
  std::string der = sample_certificate();
  test::GuardedBuf guarded(der.size());
  auto read = [&](std::string_view bytes) {
    (void)read_certificate({guarded.hold(bytes), bytes.size()});
  };
  for (size_t length = 0; length < der.size(); ++length)
    read(std::string_view(der).substr(0, length));
  for (size_t i = 0; i < der.size(); ++i) {
    for (char byte : {'\x00', '\x7f', '\x80', '\x84', '\xff'}) {
      std::string changed = der;
      changed[i] = byte;
      read(changed);
    }
  }
}

}  // namespace
}  // namespace khttpd::ctl
