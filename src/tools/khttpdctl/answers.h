// SPDX-License-Identifier: GPL-2.0-only
//
// Does an HTTP server answer at this address?
#ifndef KHTTPD_TOOLS_KHTTPDCTL_ANSWERS_H
#define KHTTPD_TOOLS_KHTTPDCTL_ANSWERS_H

#include <chrono>

#include "tools/khttpdctl/endpoint.h"

namespace khttpd::ctl {

// Asks until something that begins like an HTTP response comes back, at the
// loopback address when the endpoint is any address.
bool http_answers(const Endpoint& endpoint, std::chrono::milliseconds limit);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_ANSWERS_H
