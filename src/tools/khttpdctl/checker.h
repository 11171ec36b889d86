// SPDX-License-Identifier: GPL-2.0-only
//
// Each entry of the file against the table of keys and against the entries
// before it.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_CHECKER_H
#define KHTTPD_TOOLS_KHTTPDCTL_CHECKER_H

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/khttpdctl/accounts.h"
#include "tools/khttpdctl/diagnostic.h"
#include "tools/khttpdctl/draft.h"
#include "tools/khttpdctl/lexer.h"
#include "tools/khttpdctl/value_error.h"

namespace khttpd::ctl {

class Checker {
 public:
  Checker(const Accounts& accounts, std::vector<Diagnostic>* errors)
      : accounts_(accounts), errors_(errors) {}

  // In the order of the file.  A mistake is added to the errors, and the entry
  // left out.
  void check(const Entry& entry);

  const Draft& draft() const { return draft_; }

 private:
  Section& section() { return draft_.sections.back(); }
  bool in_host() const { return draft_.sections.size() > 1; }

  void fail(const Entry& entry, size_t column, std::string what,
            std::string expected);
  void fail_value(const Entry& entry, const Option& option,
                  const ValueError& error);
  void fail_argument(const Entry& entry, const Option& option,
                     const ValueError& error);
  void fail_unknown(const Entry& entry);
  void fail_twice(const Entry& entry, size_t line);

  void check_section(const Entry& entry);
  void check_host(const Entry& entry, std::string_view word, size_t at);
  void check_setting(const Entry& entry);
  bool check_place(const Entry& entry, const Option& option);
  bool check_argument(const Entry& entry, const Option& option);
  bool check_text(const Entry& entry, const Option& option);
  void check_value(const Entry& entry, const Option& option);
  bool check_root(const Entry& entry, const Option& option,
                  std::string_view value);
  void check_types_file(const Entry& entry, const Option& option,
                        const std::string& path);
  void check_type(const Entry& entry, const Option& option);
  void check_rule(const Entry& entry, const Option& option);

  const Accounts& accounts_;
  std::vector<Diagnostic>* errors_;
  Draft draft_;
  std::map<std::string, size_t> host_lines_;
};

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_CHECKER_H
