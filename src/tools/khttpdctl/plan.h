// SPDX-License-Identifier: GPL-2.0-only
//
// How the running parameters differ from the configuration, and what would
// make them agree.  Decides; writes nothing.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_PLAN_H
#define KHTTPD_TOOLS_KHTTPDCTL_PLAN_H

#include <string>
#include <vector>

#include "tools/common/result.h"
#include "tools/khttpdctl/config.h"
#include "tools/khttpdctl/module_state.h"

namespace khttpd::ctl {

struct Difference {
  const Option* option;
  std::string running;
  std::string wanted;
};

// A value as people read it.
std::string shown(const std::string& value);

// In the order of the table.  A parameter that the loaded module does not
// have (an older one) is left out.
std::vector<Difference> differences(const Config& config,
                                    const Parameters& running);

// What apply may write; an error that names every key needing a restart when
// there is one.
Result<std::vector<Difference>> plan_reload(const std::vector<Difference>& all);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_PLAN_H
