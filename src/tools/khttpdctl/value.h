// SPDX-License-Identifier: GPL-2.0-only
//
// One value of the configuration to the form the module takes: plain
// seconds, bytes, numeric user and group, lists without blanks.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_VALUE_H
#define KHTTPD_TOOLS_KHTTPDCTL_VALUE_H

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "tools/khttpdctl/accounts.h"
#include "tools/khttpdctl/options.h"

namespace khttpd::ctl {

struct ValueError {
  size_t offset;  // in the text, of the byte to point at
  std::string what;
};

using ValueResult = std::variant<std::string, ValueError>;

ValueResult parse_value(const Option& option, std::string_view text,
                        const Accounts& accounts);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_VALUE_H
