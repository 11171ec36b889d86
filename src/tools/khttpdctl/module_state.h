// SPDX-License-Identifier: GPL-2.0-only
//
// What the loaded module shows of itself: /sys/module/khttpd and
// /proc/khttpd.  Reading and writing, no decisions.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_MODULE_STATE_H
#define KHTTPD_TOOLS_KHTTPDCTL_MODULE_STATE_H

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/common/result.h"
#include "tools/khttpdctl/machine.h"

namespace khttpd::ctl {

using Parameters = std::map<std::string, std::string, std::less<>>;
using Counters = std::vector<std::pair<std::string, std::string>>;

struct ModuleState {
  std::string version;
  Parameters parameters;
  Counters counters;  // in the order of the file
};

// Nothing when the module is not loaded.
std::optional<ModuleState> read_module_state(const Paths& paths);

// The kernel checks the value; its errno comes back in words.
Status write_parameter(const Paths& paths, std::string_view name,
                       std::string_view value);

// `name value` lines; lines of another form are passed over.
Counters parse_counters(std::string_view text);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_MODULE_STATE_H
