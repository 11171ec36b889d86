// SPDX-License-Identifier: GPL-2.0-only
//
// What modprobe and the module read: the options, and the policy that they
// name.  A policy's name changes with its content, so options and policy
// belong together at every moment.  Beside the new one stay the one that runs,
// until that is taken, and that of the options before: a modprobe may have read
// them already.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_COMPILED_H
#define KHTTPD_TOOLS_KHTTPDCTL_COMPILED_H

#include "tools/common/result.h"
#include "tools/khttpdctl/config.h"
#include "tools/khttpdctl/machine.h"

namespace khttpd::ctl {

// Writes both and removes policies that neither these options name nor those
// before.  After an error the old options are still there, and their policy.
Status write_compiled(const Machine& machine, const Config& config);

// Writes the policy alone, when there is one.
Status write_policy(const Config& config);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_COMPILED_H
