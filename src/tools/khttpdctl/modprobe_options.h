// SPDX-License-Identifier: GPL-2.0-only
//
// The configuration as a modprobe.d(5) file, so that a plain `modprobe
// khttpd` takes it and words on its command line win over it.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_MODPROBE_OPTIONS_H
#define KHTTPD_TOOLS_KHTTPDCTL_MODPROBE_OPTIONS_H

#include <string>
#include <string_view>

#include "tools/common/result.h"
#include "tools/khttpdctl/config.h"

namespace khttpd::ctl {

std::string modprobe_options(std::string_view config_path,
                             const Config& config);

// Makes the directory when only that is missing, and writes atomically.
Status write_modprobe_options(const std::string& path,
                              std::string_view config_path,
                              const Config& config);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_MODPROBE_OPTIONS_H
