// SPDX-License-Identifier: GPL-2.0-only
//
// Keys with an argument: one line each to a rule of the policy, and what two
// of them may not be to each other.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_RULE_H
#define KHTTPD_TOOLS_KHTTPDCTL_RULE_H

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/khttpdctl/options.h"
#include "tools/khttpdctl/policy.h"
#include "tools/khttpdctl/value_error.h"

namespace khttpd::ctl {

struct RuleError {
  bool in_argument;  // else in the value
  ValueError error;
};

using RuleResult = std::variant<Rule, RuleError>;

// `option` is error_page, redirect or header.
RuleResult parse_rule(const Option& option, std::string_view argument,
                      std::string_view value);

// The argument of type: ".wasm" to "wasm".
ValueResult parse_extension(std::string_view argument);

// Both say something of the same: only one of them may stand in a section,
// and that of a section stands for that above the first one.
bool rules_are_rivals(const Rule& a, const Rule& b);

// Why `rule` cannot stand after `before`, those of its section; empty: it can.
std::string rule_conflict(const std::vector<Rule>& before, const Rule& rule);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_RULE_H
