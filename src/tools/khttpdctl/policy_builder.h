// SPDX-License-Identifier: GPL-2.0-only
//
// From the file as written to the policy: what a section does not say itself
// is as above the first one, redirects excepted.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_POLICY_BUILDER_H
#define KHTTPD_TOOLS_KHTTPDCTL_POLICY_BUILDER_H

#include <string_view>

#include "tools/khttpdctl/draft.h"
#include "tools/khttpdctl/policy.h"

namespace khttpd::ctl {

// In a root: the name of the host that was asked for.
inline constexpr std::string_view kHostWord = "{host}";
inline constexpr std::string_view kHostPart = "/{host}";

Policy build_policy(const Draft& draft);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_POLICY_BUILDER_H
