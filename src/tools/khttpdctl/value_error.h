// SPDX-License-Identifier: GPL-2.0-only
//
// A value in another form, or what is wrong with its text and where.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_VALUE_ERROR_H
#define KHTTPD_TOOLS_KHTTPDCTL_VALUE_ERROR_H

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

namespace khttpd::ctl {

struct ValueError {
  size_t offset;  // in the text, of the byte to point at
  std::string what;
};

using ValueResult = std::variant<std::string, ValueError>;

// What a check finds: nothing when all is well.
using Fault = std::optional<ValueError>;

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_VALUE_ERROR_H
