// SPDX-License-Identifier: GPL-2.0-only
//
// A directory of the test's own, with a machine over it: every path of
// khttpdctl leads into it, every door is a recorded answer.
#ifndef KHTTPD_TESTS_KHTTPDCTL_SCRATCH_H
#define KHTTPD_TESTS_KHTTPDCTL_SCRATCH_H

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tools/khttpdctl/machine.h"
#include "tools/khttpdctl/module_state.h"
#include "tools/khttpdctl/options.h"

namespace khttpd::ctl {

class Scratch {
 public:
  Scratch() {
    std::string name = std::filesystem::temp_directory_path() / "khXXXXXX";
    root_ = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(root_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string path(std::string_view name) const {
    return root_ + "/" + std::string(name);
  }
  void write(std::string_view name, std::string_view content) const {
    std::filesystem::create_directories(
        std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << content;
  }
  std::string read(std::string_view name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void remove(std::string_view name) const {
    std::filesystem::remove(path(name));
  }
  bool exists(std::string_view name) const {
    return std::filesystem::exists(path(name));
  }
  size_t files_in(std::string_view name) const {
    size_t n = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator(path(name)))
      ++n;
    return n;
  }

 private:
  std::string root_;
};

// www-data and alice exist, and the groups www-data and staff.
inline Accounts known_accounts() {
  Accounts accounts;
  accounts.user = [](const std::string& name) -> std::optional<UserIds> {
    if (name == "www-data") return UserIds{33, 33};
    if (name == "alice") return UserIds{1000, 100};
    if (name == "root") return UserIds{0, 0};
    return std::nullopt;
  };
  accounts.user_by_id = [](uint32_t uid) -> std::optional<UserIds> {
    if (uid == 1000) return UserIds{1000, 100};
    return std::nullopt;
  };
  accounts.group = [](const std::string& name) -> std::optional<uint32_t> {
    if (name == "www-data") return 33;
    if (name == "staff") return 50;
    return std::nullopt;
  };
  return accounts;
}

// The module is not there, modprobe does nothing and succeeds.
inline Machine scratch_machine(const Scratch& scratch) {
  Machine machine;
  Paths& paths = machine.paths;
  paths.config = scratch.path("etc/khttpd.conf");
  paths.options = scratch.path("run/modprobe.d/khttpd-options.conf");
  paths.policy = scratch.path("run/khttpd/policy");
  paths.sys_module = scratch.path("sys/khttpd");
  paths.proc = scratch.path("proc");
  paths.modules = scratch.path("modules");
  paths.sources = scratch.path("src");
  paths.dkms_state = scratch.path("dkms");
  paths.dkms_config = scratch.path("etc/dkms");
  paths.efivars = scratch.path("efivars");
  paths.sig_enforce = scratch.path("sig_enforce");
  paths.lockdown = scratch.path("lockdown");
  paths.os_release = scratch.path("etc/os-release");
  paths.programs = scratch.path("bin");
  paths.kernel_log = scratch.path("kmsg");
  std::filesystem::create_directories(scratch.path("run"));
  machine.release = "6.1.0-30-amd64";
  machine.is_root = true;
  machine.accounts = known_accounts();
  machine.run = [](const std::vector<std::string>&) {
    return CommandResult{0, ""};
  };
  machine.delete_module = [] { return 0; };
  machine.write = [paths](std::string_view name, std::string_view value) {
    return write_parameter(paths, name, value);
  };
  machine.answers = [](const Endpoint&, std::chrono::milliseconds) {
    return true;
  };
  machine.unload_deadline = std::chrono::milliseconds(200);
  return machine;
}

// A loaded module whose parameters are the defaults.
inline void load_defaults(const Scratch& scratch) {
  scratch.write("sys/khttpd/version", "0.1.0\n");
  for (const Option& option : options())
    if (option.carrier == Carrier::kParameter)
      scratch.write("sys/khttpd/parameters/" + std::string(option.name),
                    std::string(option.fallback) + "\n");
}

}  // namespace khttpd::ctl

#endif  // KHTTPD_TESTS_KHTTPDCTL_SCRATCH_H
