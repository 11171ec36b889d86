// SPDX-License-Identifier: GPL-2.0-only
//
// The module's signature: who asks for one, whose it has, and whether the
// kernel knows that key.  Only looks; findings.h says what it means.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_SIGNATURE_H
#define KHTTPD_TOOLS_KHTTPDCTL_SIGNATURE_H

#include <string>
#include <string_view>

#include "tools/khttpdctl/machine.h"

namespace khttpd::ctl {

struct Signature {
  std::string required_by;  // empty: the kernel takes unsigned modules too
  bool secure_boot = false;
  bool firmware = false;  // it is UEFI, so there may be Secure Boot

  bool module_signed = false;
  std::string lacking;      // package without which DKMS does not sign
  std::string certificate;  // file that DKMS signs with
  bool certificate_exists = false;
  bool by_certificate = false;  // the module is signed with that one
  bool key_known = false;       // the kernel has it in a keyring
  bool key_waits = false;       // given to mokutil, not yet enrolled
  bool has_mokutil = false;
};

Signature look_at_signature(const Machine& machine);

// The value that a line of shell gives a variable; empty when it does not.
std::string shell_value(std::string_view line, std::string_view name);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_SIGNATURE_H
