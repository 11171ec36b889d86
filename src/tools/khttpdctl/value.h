// SPDX-License-Identifier: GPL-2.0-only
//
// One value of the configuration to the form the module takes: plain
// seconds, bytes, numeric user and group, lists without blanks.  Not for keys
// with an argument (rule.h).
#ifndef KHTTPD_TOOLS_KHTTPDCTL_VALUE_H
#define KHTTPD_TOOLS_KHTTPDCTL_VALUE_H

#include <string_view>

#include "tools/khttpdctl/accounts.h"
#include "tools/khttpdctl/options.h"
#include "tools/khttpdctl/value_error.h"

namespace khttpd::ctl {

ValueResult parse_value(const Option& option, std::string_view text,
                        const Accounts& accounts);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_VALUE_H
