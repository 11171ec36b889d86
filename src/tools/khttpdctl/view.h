// SPDX-License-Identifier: GPL-2.0-only
//
// What `status` and `options` print: a form for people, and a form for
// programs whose columns stay as they are.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_VIEW_H
#define KHTTPD_TOOLS_KHTTPDCTL_VIEW_H

#include <optional>
#include <string>

#include "tools/common/result.h"
#include "tools/khttpdctl/config.h"
#include "tools/khttpdctl/module_state.h"

namespace khttpd::ctl {

std::string status_for_people(const std::optional<ModuleState>& state,
                              std::string_view config_path,
                              const Result<Config>& config);

// Tab-separated, one fact a line:
//   loaded yes|no
//   version V
//   config ok|bad
//   parameter NAME RUNNING FILE same|reload|restart|unknown
//   counter NAME VALUE
std::string status_for_programs(const std::optional<ModuleState>& state,
                                const Result<Config>& config);

// The shipped /etc/khttpd.conf.
std::string options_as_conf();
// The OPTIONS part of khttpd.conf(5), in mdoc.
std::string options_as_manual();
// Tab-separated: name, type, min, max, default, reload|restart, and what
// brings it to the module: parameter|policy.
std::string options_for_programs();

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_VIEW_H
