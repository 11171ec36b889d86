// SPDX-License-Identifier: GPL-2.0-only
//
// Who listens on a TCP port: /proc/net/tcp{,6} and, as root, the descriptors
// of every process.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_PORT_OWNER_H
#define KHTTPD_TOOLS_KHTTPDCTL_PORT_OWNER_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/khttpdctl/endpoint.h"

namespace khttpd::ctl {

struct Listener {
  Endpoint endpoint;
  std::string inode;
};

// The sockets in state LISTEN of one such table.
std::vector<Listener> parse_listeners(std::string_view table, bool v6);

// Every listening socket of the machine.
std::vector<Listener> read_listeners(const std::string& proc);

// "nginx (pid 123)"; empty when no process that can be seen holds it.
std::string socket_owner(const std::string& proc, const std::string& inode);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_PORT_OWNER_H
