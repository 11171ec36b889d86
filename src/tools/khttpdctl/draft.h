// SPDX-License-Identifier: GPL-2.0-only
//
// The configuration as it was written, each line checked: between the entries
// of the lexer and what is made of them.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_DRAFT_H
#define KHTTPD_TOOLS_KHTTPDCTL_DRAFT_H

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tools/khttpdctl/options.h"
#include "tools/khttpdctl/policy.h"
#include "tools/khttpdctl/types_file.h"

namespace khttpd::ctl {

struct Setting {
  const Option* option;
  std::string value;  // in the module's form
  size_t line;
};

// Null when it is not set.
inline const Setting* find_setting(const std::vector<Setting>& settings,
                                   const Option& option) {
  auto it = std::find_if(settings.begin(), settings.end(),
                         [&](const Setting& s) { return s.option == &option; });
  return it == settings.end() ? nullptr : &*it;
}

struct Section {
  size_t line = 0;
  std::vector<std::string> hosts;  // none: what stands above the first section
  std::vector<Setting> settings;
  std::vector<Rule> rules;
};

struct OwnType {
  std::string extension;
  std::string type;
  size_t line;
};

struct Draft {
  std::vector<Section> sections{Section{}};  // the first: above all others
  std::vector<OwnType> types;
  TypesByExtension listed_types;  // from the file of the key types
};

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_DRAFT_H
