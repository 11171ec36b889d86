// SPDX-License-Identifier: GPL-2.0-only
//
// The name of a host in the form that requests are compared in.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_HOST_H
#define KHTTPD_TOOLS_KHTTPDCTL_HOST_H

#include <string_view>

#include "tools/khttpdctl/value_error.h"

namespace khttpd::ctl {

// "example.org", "*.example.org", "*", "192.0.2.1" or "[2001:db8::1]": lower
// case, no port, no dot at the end, addresses as everyone writes them.
ValueResult parse_host(std::string_view text);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_HOST_H
