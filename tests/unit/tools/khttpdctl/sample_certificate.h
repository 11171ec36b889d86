// SPDX-License-Identifier: GPL-2.0-only
//
// A certificate as DKMS makes them, but with a short key and serial number:
// openssl req -new -x509 -newkey ed25519 -subj /CN=A -set_serial 0xf00d
// -addext extendedKeyUsage=codeSigning -outform DER
#ifndef KHTTPD_TESTS_KHTTPDCTL_SAMPLE_CERTIFICATE_H
#define KHTTPD_TESTS_KHTTPDCTL_SAMPLE_CERTIFICATE_H

#include <string>
#include <string_view>

namespace khttpd::ctl {

constexpr std::string_view kSampleSerial = "F0:0D";
constexpr std::string_view kSampleKeyId =
    "816be625b0346c5c9d516d8cd4dc56a4733ee03a";

inline std::string sample_certificate() {
  constexpr std::string_view kHex =
      "308201323081e5a003020102020300f00d300506032b6570300c310a300806035504"
      "030c01413020170d3236313132353133313135355a180f3231323631313031313331"
      "3135355a300c310a300806035504030c0141302a300506032b65700321007529d3be"
      "65771e19dce6f95d9dff3d5273e0edd22186c869bd86b14cbcc8de1da3683066301d"
      "0603551d0e04160414816be625b0346c5c9d516d8cd4dc56a4733ee03a301f060355"
      "1d23041830168014816be625b0346c5c9d516d8cd4dc56a4733ee03a300f0603551d"
      "130101ff040530030101ff30130603551d25040c300a06082b060105050703033005"
      "06032b6570034100ce7fa3e08382b24f10c6f192c3cd9e95c5dec018957f97f015b3"
      "594976099775a12f30faf8e79b6ae647258dc146a51e4e84ae4184b2d9077bf3161e"
      "15bbbf0b";
  std::string out;
  for (size_t i = 0; i < kHex.size(); i += 2)
    out += static_cast<char>(
        std::stoi(std::string(kHex.substr(i, 2)), nullptr, 16));
  return out;
}

}  // namespace khttpd::ctl

#endif  // KHTTPD_TESTS_KHTTPDCTL_SAMPLE_CERTIFICATE_H
