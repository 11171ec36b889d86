// SPDX-License-Identifier: GPL-2.0-only
//
// What can be seen on the machine that bears on whether the module loads.
// Only looks; findings.h says what it means.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_FACTS_H
#define KHTTPD_TOOLS_KHTTPDCTL_FACTS_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/khttpdctl/config.h"
#include "tools/khttpdctl/machine.h"
#include "tools/khttpdctl/signature.h"

namespace khttpd::ctl {

struct BusyPort {
  std::string address;  // what the configuration wants to listen on
  std::string owner;    // empty: cannot be seen
};

struct BadRoot {
  std::string path;
  std::string error;
};

struct Facts {
  std::string release;           // of the running kernel
  bool has_dnf = false;          // what is installed comes by dnf, not apt
  bool kernel_supported = true;  // 5.10 or newer
  bool module_tree = true;       // /lib/modules/<release> is there
  bool headers = true;           // its build directory is there
  std::string source_version;    // of /usr/src/khttpd-<v>; empty: none
  bool autoinstall_off = false;  // /etc/dkms/no-autoinstall
  bool built = false;            // DKMS holds a module for this kernel
  std::string make_log;          // of a failed build for this kernel
  std::string make_error;        // its first error line
  std::string module_file;       // as modules.dep names it; empty: it does not
  bool module_file_exists = false;
  Signature signature;

  std::string config_error;        // empty: the configuration is right
  std::vector<BadRoot> bad_roots;  // that cannot be served
  // What the kernel said of the last policy that it refused; empty: nothing,
  // or what is wanted runs meanwhile.
  std::string policy_refusal;
  std::vector<BusyPort> busy_ports;
  bool loaded = false;
};

Facts collect_facts(const Machine& machine, const Result<Config>& config);

// Parts with a form of their own.
bool is_supported_release(std::string_view release);
std::string module_file_in(std::string_view modules_dep);
std::string first_error_line(std::string_view make_log);
// Why `user` ("uid:gid") cannot serve files below path; empty when it can.
std::string root_problem(const std::string& path, std::string_view user);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_FACTS_H
