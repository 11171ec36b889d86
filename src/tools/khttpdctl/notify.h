// SPDX-License-Identifier: GPL-2.0-only
//
// Tells the service manager how far the service is, as sd_notify(3) does.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_NOTIFY_H
#define KHTTPD_TOOLS_KHTTPDCTL_NOTIFY_H

#include <string>

namespace khttpd::ctl {

// Lines like "READY=1".  Does nothing without a service manager.
void notify_manager(const std::string& lines);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_NOTIFY_H
