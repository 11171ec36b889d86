// SPDX-License-Identifier: GPL-2.0-only
//
// The two names that others give an X.509 certificate.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_CERTIFICATE_H
#define KHTTPD_TOOLS_KHTTPDCTL_CERTIFICATE_H

#include <optional>
#include <string>
#include <string_view>

namespace khttpd::ctl {

struct CertificateNames {
  // The serial number as modinfo shows whose signature a module has: "5C:0D".
  std::string serial;
  // What /proc/keys shows after the subject: the subject key identifier or,
  // without one, the serial number: "5c0d".
  std::string key_id;
};

// Of a certificate in DER; nothing when it is none.
std::optional<CertificateNames> read_certificate(std::string_view der);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_CERTIFICATE_H
