// SPDX-License-Identifier: GPL-2.0-only
//
// A checked configuration: for every key that was set, the value in the
// module's form.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_CONFIG_H
#define KHTTPD_TOOLS_KHTTPDCTL_CONFIG_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/common/result.h"
#include "tools/khttpdctl/accounts.h"
#include "tools/khttpdctl/options.h"

namespace khttpd::ctl {

struct Setting {
  const Option* option;
  std::string value;  // in the module's form
  size_t line;
};

class Config {
 public:
  void add(Setting setting) { settings_.push_back(std::move(setting)); }
  const std::vector<Setting>& settings() const { return settings_; }

  // Null when the file does not set it.
  const Setting* find(const Option& option) const;

  // The value in effect: from the file, else the module's default.
  std::string value_of(const Option& option) const;
  std::string value_of(std::string_view name) const;

 private:
  std::vector<Setting> settings_;  // in the order of the file
};

// `file` is the name in messages.  An error holds every mistake found, each
// with its place, and ExitCode::kConfig.
Result<Config> parse_config(std::string_view file, std::string_view text,
                            const Accounts& accounts);

// Reads and parses the file at path.
Result<Config> load_config(const std::string& path, const Accounts& accounts);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_CONFIG_H
