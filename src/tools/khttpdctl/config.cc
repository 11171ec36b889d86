// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/common/file.h"
#include "tools/khttpdctl/diagnostic.h"
#include "tools/khttpdctl/lexer.h"
#include "tools/khttpdctl/value.h"

namespace khttpd::ctl {
namespace {

class Checker {
 public:
  Checker(const Accounts& accounts, std::vector<Diagnostic>* errors)
      : accounts_(accounts), errors_(errors) {}

  void check(const Entry& entry) {
    const Option* option = find_option(entry.key);
    if (option == nullptr) return fail_unknown(entry);
    if (const Setting* first = config.find(*option))
      return fail(
          entry, entry.key_column,
          fmt::format("{}: set already in line {}", entry.key, first->line),
          "each key once");
    check_value(entry, *option);
  }

  Config config;

 private:
  void fail(const Entry& entry, size_t column, std::string what,
            std::string expected) {
    errors_->push_back({entry.line, column, entry.line_text, std::move(what),
                        std::move(expected)});
  }

  void fail_unknown(const Entry& entry) {
    std::string_view near = nearest_option(entry.key);
    fail(entry, entry.key_column, fmt::format("unknown key '{}'", entry.key),
         near.empty() ? "a key of khttpd.conf(5)"
                      : fmt::format("perhaps '{}'", near));
  }

  void check_value(const Entry& entry, const Option& option) {
    ValueResult value = parse_value(option, entry.value, accounts_);
    if (auto* error = std::get_if<ValueError>(&value))
      return fail(entry, entry.value_columns[error->offset],
                  fmt::format("{}: {}", option.name, error->what),
                  expected_text(option));
    config.add({&option, std::get<std::string>(value), entry.line});
  }

  const Accounts& accounts_;
  std::vector<Diagnostic>* errors_;
};

}  // namespace

const Setting* Config::find(const Option& option) const {
  auto it = std::find_if(settings_.begin(), settings_.end(),
                         [&](const Setting& s) { return s.option == &option; });
  return it == settings_.end() ? nullptr : &*it;
}

std::string Config::value_of(const Option& option) const {
  const Setting* setting = find(option);
  return setting ? setting->value : std::string(option.fallback);
}

std::string Config::value_of(std::string_view name) const {
  return value_of(*find_option(name));
}

Result<Config> parse_config(std::string_view file, std::string_view text,
                            const Accounts& accounts) {
  LexResult lexed = lex(text);
  Checker checker(accounts, &lexed.errors);
  for (const Entry& entry : lexed.entries) checker.check(entry);
  if (lexed.errors.empty()) return std::move(checker.config);
  std::stable_sort(
      lexed.errors.begin(), lexed.errors.end(),
      [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
  return Error{format_diagnostics(file, lexed.errors), ExitCode::kConfig};
}

Result<Config> load_config(const std::string& path, const Accounts& accounts) {
  Result<std::string> text = read_file(path, kMaxFileBytes);
  if (!text) return Error{text.error().text, ExitCode::kConfig};
  return parse_config(path, *text, accounts);
}

}  // namespace khttpd::ctl
