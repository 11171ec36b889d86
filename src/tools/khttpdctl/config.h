// SPDX-License-Identifier: GPL-2.0-only
//
// A checked configuration: for every parameter that was set, the value in the
// module's form; and the policy, compiled, when there is need of one.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_CONFIG_H
#define KHTTPD_TOOLS_KHTTPDCTL_CONFIG_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/common/result.h"
#include "tools/khttpdctl/accounts.h"
#include "tools/khttpdctl/draft.h"
#include "tools/khttpdctl/machine.h"
#include "tools/khttpdctl/options.h"

namespace khttpd::ctl {

class Config {
 public:
  void add(Setting setting) { settings_.push_back(std::move(setting)); }
  const std::vector<Setting>& settings() const { return settings_; }

  // The block for the module; empty when its own defaults are what is wanted.
  const std::string& policy() const { return policy_; }
  void set_policy(std::string block) { policy_ = std::move(block); }
  // Makes path the value of the parameter, if there is a policy.
  void name_policy(const std::string& path);

  // Directories that sections name, in the order of the file.
  const std::vector<std::string>& site_roots() const { return site_roots_; }
  void add_site_root(std::string root) {
    site_roots_.push_back(std::move(root));
  }

  // Null when the file does not set it.
  const Setting* find(const Option& option) const;

  // The value in effect: from the file, else the module's default.
  std::string value_of(const Option& option) const;
  std::string value_of(std::string_view name) const;

 private:
  std::vector<Setting> settings_;  // in the order of the file
  std::string policy_;
  std::vector<std::string> site_roots_;
};

// `file` is the name in messages.  An error holds every mistake found, each
// with its place, and ExitCode::kConfig.
Result<Config> parse_config(std::string_view file, std::string_view text,
                            const Accounts& accounts);

// The configuration of a machine, its policy named by its content: who knows
// the name knows the policy.
Result<Config> load_config(const Machine& machine);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_CONFIG_H
