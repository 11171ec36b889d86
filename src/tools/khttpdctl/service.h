// SPDX-License-Identifier: GPL-2.0-only
//
// Starting, reloading and stopping: what khttpd.service does.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_SERVICE_H
#define KHTTPD_TOOLS_KHTTPDCTL_SERVICE_H

#include <string>
#include <vector>

#include "tools/common/result.h"
#include "tools/khttpdctl/machine.h"

namespace khttpd::ctl {

// What was done, for the journal: one line each.
using Report = std::vector<std::string>;

// Compiles the configuration, loads the module and waits until it answers.
// Loaded already with the same parameters is fine; with others it is an error
// and nothing is changed.
Result<Report> load_module(const Machine& machine);

// Where it serves: what a reload cannot change.
std::string serving(const Machine& machine);

// Writes the changed run-time parameters.  All or nothing: a key that needs a
// restart, or a value the kernel refuses, leaves every parameter as it was.
Result<Report> apply_config(const Machine& machine);

// Removes the module; fine when it is not loaded.
Result<Report> unload_module(const Machine& machine);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_SERVICE_H
