// SPDX-License-Identifier: GPL-2.0-only
//
// From facts to sentences: what stands in the way of the module, and what a
// person does about it.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_FINDINGS_H
#define KHTTPD_TOOLS_KHTTPDCTL_FINDINGS_H

#include <string>
#include <vector>

#include "tools/khttpdctl/facts.h"
#include "tools/khttpdctl/machine.h"

namespace khttpd::ctl {

enum class Subject { kConfig, kModule, kKey, kPort, kRoot, kPolicy };

struct Finding {
  Subject subject;
  std::string text;  // one or a few lines
};

// Everything that is wrong, the most basic first.
std::vector<Finding> find_problems(const Facts& facts);

// Why modprobe failed: the kernel's own words when there are any, and the
// findings that belong to them.
std::string explain_load_failure(const CommandResult& modprobe,
                                 const std::vector<std::string>& kernel_lines,
                                 const Facts& facts);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_FINDINGS_H
