// SPDX-License-Identifier: GPL-2.0-only
//
// The doors to the machine: where its files lie and what can be run.  Every
// command gets one; a test builds its own over a scratch directory.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_MACHINE_H
#define KHTTPD_TOOLS_KHTTPDCTL_MACHINE_H

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/common/result.h"
#include "tools/khttpdctl/accounts.h"
#include "tools/khttpdctl/endpoint.h"
#include "uapi/policy.h"

namespace khttpd::ctl {

struct Paths {
  std::string config = "/etc/khttpd.conf";
  std::string options = "/run/modprobe.d/khttpd-options.conf";
  std::string policy = KHTTPD_POLICY_PATH;  // its name's beginning
  std::string sys_module = "/sys/module/khttpd";
  std::string proc = "/proc";
  std::string modules = "/lib/modules";
  std::string sources = "/usr/src";
  std::string dkms_state = "/var/lib/dkms";
  std::string dkms_config = "/etc/dkms";
  std::string efivars = "/sys/firmware/efi/efivars";
  std::string sig_enforce = "/sys/module/module/parameters/sig_enforce";
  std::string lockdown = "/sys/kernel/security/lockdown";
  std::string os_release = "/etc/os-release";
  std::string programs = "/usr/bin";
  std::string kernel_log = "/dev/kmsg";
};

struct CommandResult {
  int exit_status;     // 127 when it could not be started
  std::string errors;  // its standard error
  std::string output = {};
};

struct Machine {
  Paths paths;
  std::string release;  // of the running kernel, as uname -r
  bool is_root = false;
  Accounts accounts;
  std::function<CommandResult(const std::vector<std::string>&)> run;
  // Sets a parameter of the loaded module.
  std::function<Status(std::string_view name, std::string_view value)> write;
  // Removes the module from the kernel: 0 or an errno.
  std::function<int()> delete_module;
  // True when an HTTP server answers there before the deadline.
  std::function<bool(const Endpoint&, std::chrono::milliseconds)> answers;
  std::chrono::milliseconds answer_deadline{10000};
  std::chrono::milliseconds unload_deadline{15000};
};

Machine this_machine();

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_MACHINE_H
