// SPDX-License-Identifier: GPL-2.0-only
//
// One mistake in the configuration file, and how it is shown.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_DIAGNOSTIC_H
#define KHTTPD_TOOLS_KHTTPDCTL_DIAGNOSTIC_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace khttpd::ctl {

struct Diagnostic {
  size_t line;            // from 1
  size_t column;          // from 1, in bytes
  std::string line_text;  // without its newline
  std::string what;
  std::string expected;  // may be empty
};

// file:line:column, the line, a caret under the place, what was expected.
std::string format_diagnostic(std::string_view file, const Diagnostic& d);

std::string format_diagnostics(std::string_view file,
                               const std::vector<Diagnostic>& all);

// The text with every control character made visible, fit for a terminal.
std::string printable(std::string_view text);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_DIAGNOSTIC_H
