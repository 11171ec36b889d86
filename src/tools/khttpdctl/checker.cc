// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "tools/khttpdctl/host.h"
#include "tools/khttpdctl/policy_builder.h"
#include "tools/khttpdctl/rule.h"
#include "tools/khttpdctl/value.h"

namespace khttpd::ctl {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSectionForm =
    "[host NAME...], like [host example.org *.example.org]";

}  // namespace

void Checker::check(const Entry& entry) {
  entry.is_section ? check_section(entry) : check_setting(entry);
}

void Checker::fail(const Entry& entry, size_t column, std::string what,
                   std::string expected) {
  errors_->push_back({entry.line, column, entry.line_text, std::move(what),
                      std::move(expected)});
}

void Checker::fail_value(const Entry& entry, const Option& option,
                         const ValueError& error) {
  fail(entry, entry.value_columns[error.offset],
       fmt::format("{}: {}", option.name, error.what), expected_text(option));
}

void Checker::fail_argument(const Entry& entry, const Option& option,
                            const ValueError& error) {
  fail(entry, entry.argument_columns[error.offset],
       fmt::format("{}: {}", option.name, error.what),
       std::string(expected_argument(option)));
}

void Checker::fail_unknown(const Entry& entry) {
  std::string_view near = nearest_option(entry.key);
  fail(entry, entry.key_column, fmt::format("unknown key '{}'", entry.key),
       near.empty() ? "a key of khttpd.conf(5)"
                    : fmt::format("perhaps '{}'", near));
}

void Checker::fail_twice(const Entry& entry, size_t line) {
  fail(entry, entry.key_column,
       fmt::format("{}: set already in line {}", entry.key, line),
       in_host() ? "each key once in a section" : "each key once");
}

// A section with mistakes is kept, so that its keys are not taken for those
// of the one before it.
void Checker::check_section(const Entry& entry) {
  draft_.sections.emplace_back();
  section().line = entry.line;
  if (entry.key != "host")
    return fail(entry, entry.key_column,
                fmt::format("unknown section '{}'", entry.key),
                std::string(kSectionForm));
  if (draft_.sections.size() > KHTTPD_POLICY_SITES_MAX)
    return fail(entry, entry.key_column, "too many sections",
                fmt::format("at most {}", KHTTPD_POLICY_SITES_MAX - 1));
  std::string_view words = entry.value;
  if (words.empty())
    return fail(entry, entry.value_columns[0], "the section names no host",
                std::string(kSectionForm));
  for (size_t at = 0; at < words.size();) {
    size_t end = std::min(words.find_first_of(kBlanks, at), words.size());
    check_host(entry, words.substr(at, end - at), at);
    at = std::min(words.find_first_not_of(kBlanks, end), words.size());
  }
}

void Checker::check_host(const Entry& entry, std::string_view word, size_t at) {
  ValueResult host = parse_host(word);
  if (auto* error = std::get_if<ValueError>(&host))
    return fail(entry, entry.value_columns[at + error->offset],
                fmt::format("'{}': {}", word, error->what),
                "a host name, *.NAME for all names below it, * for all names, "
                "or an address");
  const auto& name = std::get<std::string>(host);
  auto [first, is_new] = host_lines_.emplace(name, entry.line);
  if (!is_new)
    return fail(entry, entry.value_columns[at],
                fmt::format("{}: has a section already, in line {}", name,
                            first->second),
                "each host once");
  if (host_lines_.size() > KHTTPD_POLICY_NAMES_MAX)
    return fail(entry, entry.value_columns[at], "too many hosts",
                fmt::format("at most {} in all", KHTTPD_POLICY_NAMES_MAX));
  section().hosts.push_back(name);
}

void Checker::check_setting(const Entry& entry) {
  const Option* option = find_option(entry.key);
  if (option == nullptr || option->scope == Scope::kNobody)
    return fail_unknown(entry);
  if (!check_place(entry, *option) || !check_argument(entry, *option) ||
      !check_text(entry, *option))
    return;
  if (option->argument == Argument::kExtension)
    check_type(entry, *option);
  else if (option->is_rule())
    check_rule(entry, *option);
  else if (const Setting* first = find_setting(section().settings, *option))
    fail_twice(entry, first->line);
  else
    check_value(entry, *option);
}

bool Checker::check_place(const Entry& entry, const Option& option) {
  if (!in_host() || option.scope == Scope::kSite) return true;
  fail(entry, entry.key_column,
       fmt::format("{}: is of the whole server, not of one host", option.name),
       fmt::format("it above the first section, which begins in line {}",
                   draft_.sections[1].line));
  return false;
}

bool Checker::check_argument(const Entry& entry, const Option& option) {
  if (option.is_rule() != entry.argument.empty()) return true;
  if (option.is_rule())
    fail(entry, entry.key_column + entry.key.size(),
         fmt::format("{}: no argument before the '='", option.name),
         std::string(expected_argument(option)));
  else
    fail(entry, entry.argument_columns[0],
         fmt::format("{}: takes no argument", option.name),
         fmt::format("{} = value", option.name));
  return false;
}

// The module takes no control byte, and the lexer lets one through.
bool Checker::check_text(const Entry& entry, const Option& option) {
  if (option.carrier == Carrier::kParameter && !in_host()) return true;
  size_t tab = entry.argument.find('\t');
  if (tab != entry.argument.npos)
    return fail_argument(entry, option, {tab, "a tab"}), false;
  tab = entry.value.find('\t');
  if (tab != entry.value.npos)
    return fail_value(entry, option, {tab, "a tab"}), false;
  return true;
}

void Checker::check_value(const Entry& entry, const Option& option) {
  ValueResult value = parse_value(option, entry.value, accounts_);
  if (auto* error = std::get_if<ValueError>(&value))
    return fail_value(entry, option, *error);
  const auto& text = std::get<std::string>(value);
  if (option.type == Type::kPath && !check_root(entry, option, text)) return;
  if (option.type == Type::kFile && !text.empty())
    check_types_file(entry, option, text);
  section().settings.push_back({&option, text, entry.line});
}

bool Checker::check_root(const Entry& entry, const Option& option,
                         std::string_view value) {
  size_t word = value.find(kHostWord);
  if (word == value.npos) return true;
  if (!in_host())
    return fail_value(entry, option, {word, "{host} above the first section"}),
           false;
  if (word > 1 && value.substr(word - 1) == kHostPart) return true;
  return fail_value(entry, option,
                    {word, "{host} is not the whole last part of the path"}),
         false;
}

void Checker::check_types_file(const Entry& entry, const Option& option,
                               const std::string& path) {
  Result<TypesByExtension> types = load_types(path);
  if (!types) return fail_value(entry, option, {0, types.error().text});
  if (types->size() > KHTTPD_POLICY_TYPES_MAX)
    return fail_value(entry, option,
                      {0, fmt::format("{} extensions, where {} are the most",
                                      types->size(), KHTTPD_POLICY_TYPES_MAX)});
  draft_.listed_types = std::move(*types);
}

void Checker::check_type(const Entry& entry, const Option& option) {
  ValueResult extension = parse_extension(entry.argument);
  if (auto* error = std::get_if<ValueError>(&extension))
    return fail_argument(entry, option, *error);
  const auto& name = std::get<std::string>(extension);
  auto first =
      std::find_if(draft_.types.begin(), draft_.types.end(),
                   [&](const OwnType& t) { return t.extension == name; });
  if (first != draft_.types.end())
    return fail_argument(
        entry, option, {0, fmt::format("set already in line {}", first->line)});
  ValueResult type = parse_value(option, entry.value, accounts_);
  if (auto* error = std::get_if<ValueError>(&type))
    return fail_value(entry, option, *error);
  draft_.types.push_back({name, std::get<std::string>(type), entry.line});
}

void Checker::check_rule(const Entry& entry, const Option& option) {
  RuleResult result = parse_rule(option, entry.argument, entry.value);
  if (auto* error = std::get_if<RuleError>(&result))
    return error->in_argument ? fail_argument(entry, option, error->error)
                              : fail_value(entry, option, error->error);
  auto& rule = std::get<Rule>(result);
  std::string conflict = rule_conflict(section().rules, rule);
  if (!conflict.empty())
    return fail(entry, entry.key_column,
                fmt::format("{} {}: {}", option.name, entry.argument, conflict),
                "");
  rule.line = entry.line;
  section().rules.push_back(std::move(rule));
}

}  // namespace khttpd::ctl
