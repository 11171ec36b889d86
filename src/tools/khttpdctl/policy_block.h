// SPDX-License-Identifier: GPL-2.0-only
//
// A policy as the block of bytes that the module takes (uapi/policy.h), put
// through the module's own check.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_POLICY_BLOCK_H
#define KHTTPD_TOOLS_KHTTPDCTL_POLICY_BLOCK_H

#include <string>

#include "tools/common/result.h"
#include "tools/khttpdctl/policy.h"

namespace khttpd::ctl {

// An error is one of sizes that add up, or a fault of khttpdctl.
Result<std::string> policy_block(const Policy& policy);

// Sixteen hexadecimal digits: other bytes, another name.
std::string block_name(const std::string& block);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_POLICY_BLOCK_H
