// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/khttpdctl/http_words.h"
#include "tools/khttpdctl/number.h"

namespace khttpd::ctl {
namespace {

constexpr uint32_t kDefaultStatus = 302;  // a mistake is not kept by clients

RuleError in_argument(ValueError error) { return {true, std::move(error)}; }
RuleError in_value(ValueError error) { return {false, std::move(error)}; }

// "/old" or "/old/*", whose match loses the star.
Fault parse_paths(std::string_view text, bool* is_prefix, std::string* match) {
  size_t star = text.find('*');
  *is_prefix = star != text.npos;
  if (*is_prefix && star + 1 != text.size())
    return ValueError{star, "a * stands only at the end"};
  *match = text.substr(0, star);
  return check_path(*match);
}

RuleResult parse_error_page(std::string_view argument, std::string_view value) {
  auto status = parse_number(argument);
  if (!status || *status < 400 || *status > 599)
    return in_argument(
        {0, fmt::format("'{}' is no status of an error", argument)});
  if (value.empty()) return in_value({0, "the value is missing"});
  if (Fault fault = check_path(value)) return in_value(*fault);
  return Rule{KHTTPD_RULE_ERROR_PAGE, static_cast<uint32_t>(*status), "",
              std::string(value)};
}

// Cuts the status off; `at` becomes the offset of the target.
Fault parse_status(std::string_view text, uint32_t* status, size_t* at) {
  size_t end = std::min(text.find_first_of(" \t"), text.size());
  if (!is_all_digits(text.substr(0, end))) return std::nullopt;
  auto number = parse_number(text.substr(0, end)).value_or(0);
  if (number != 301 && number != 302 && number != 307 && number != 308)
    return ValueError{
        0, fmt::format("{} is no status of a redirect", text.substr(0, end))};
  *status = static_cast<uint32_t>(number);
  *at = std::min(text.find_first_not_of(" \t", end), text.size());
  return std::nullopt;
}

// What is appended must stay behind the host.
bool takes_more(std::string_view target) {
  size_t path = location_path(target);
  return path < target.size() && target[path] == '/';
}

RuleResult parse_redirect(std::string_view argument, std::string_view value) {
  Rule rule{KHTTPD_RULE_REDIRECT_EXACT, kDefaultStatus, "", ""};
  bool is_prefix = false;
  size_t at = 0;
  if (Fault fault = parse_paths(argument, &is_prefix, &rule.match))
    return in_argument(*fault);
  if (is_prefix) rule.kind = KHTTPD_RULE_REDIRECT_PREFIX;
  if (Fault fault = parse_status(value, &rule.status, &at))
    return in_value(*fault);
  rule.value = value.substr(at);
  if (Fault fault = check_location(rule.value))
    return in_value({at + fault->offset, fault->what});
  if (is_prefix && !takes_more(rule.value))
    return in_value({value.size(),
                     "no slash after the host, where the rest "
                     "is appended"});
  return rule;
}

RuleResult parse_header(std::string_view argument, std::string_view value) {
  Rule rule{KHTTPD_RULE_HEADER_PREFIX, 0, "", ""};
  bool is_prefix = true;
  Fault fault;
  if (argument.starts_with('/')) {
    fault = parse_paths(argument, &is_prefix, &rule.match);
    if (!fault && !is_prefix)
      fault = ValueError{argument.size(), "no * at the end"};
  } else {
    fault = check_media_range(argument);
    rule.kind = KHTTPD_RULE_HEADER_TYPE;
    rule.match = lower(argument.substr(0, argument.find('*')));
  }
  if (fault) return in_argument(*fault);
  if (value.empty()) return in_value({0, "the value is missing"});
  ValueResult field = parse_field(value);
  if (auto* error = std::get_if<ValueError>(&field)) return in_value(*error);
  rule.value = std::get<std::string>(field);
  return rule;
}

bool is_redirect(const Rule& rule) {
  return rule.kind == KHTTPD_RULE_REDIRECT_EXACT ||
         rule.kind == KHTTPD_RULE_REDIRECT_PREFIX;
}

bool is_header(const Rule& rule) {
  return rule.kind == KHTTPD_RULE_HEADER_PREFIX ||
         rule.kind == KHTTPD_RULE_HEADER_TYPE;
}

std::string field_name(const Rule& rule) {
  return lower(std::string_view(rule.value).substr(0, rule.value.find(':')));
}

// The client would be sent to where it is, again and again.
bool leads_to_itself(const Rule& rule) {
  if (!is_redirect(rule) || !rule.value.starts_with('/')) return false;
  std::string_view path = rule.value;
  path = path.substr(0, path.find_first_of("?#"));
  return rule.kind == KHTTPD_RULE_REDIRECT_EXACT ? path == rule.match
                                                 : path.starts_with(rule.match);
}

bool covers(const Rule& a, const Rule& b) {
  return a.kind == KHTTPD_RULE_REDIRECT_PREFIX && is_redirect(b) &&
         b.match.starts_with(a.match);
}

}  // namespace

RuleResult parse_rule(const Option& option, std::string_view argument,
                      std::string_view value) {
  switch (option.type) {
    case Type::kRedirect:
      return parse_redirect(argument, value);
    case Type::kHeader:
      return parse_header(argument, value);
    default:
      return parse_error_page(argument, value);
  }
}

ValueResult parse_extension(std::string_view argument) {
  if (!argument.starts_with('.') || argument.size() == 1)
    return ValueError{0, fmt::format("'{}' is not an extension", argument)};
  size_t bad = argument.find_first_of("./", 1);
  if (bad != argument.npos)
    return ValueError{bad, "an extension is what follows the last dot"};
  if (std::any_of(argument.begin(), argument.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return ValueError{0, "a control character"};
  if (argument.size() - 1 > kMaxNameBytes)
    return ValueError{kMaxNameBytes, "no file has so long a name"};
  return lower(argument.substr(1));
}

bool rules_are_rivals(const Rule& a, const Rule& b) {
  if (a.kind != b.kind || a.match != b.match) return false;
  if (is_header(a)) return field_name(a) == field_name(b);
  return is_redirect(a) || a.status == b.status;
}

std::string rule_conflict(const std::vector<Rule>& before, const Rule& rule) {
  if (leads_to_itself(rule)) return "this leads to itself, without end";
  for (const Rule& other : before) {
    if (rules_are_rivals(other, rule))
      return fmt::format("set already in line {}", other.line);
    if (covers(other, rule))
      return fmt::format("never reached, line {} redirects all of {}*",
                         other.line, other.match);
  }
  return {};
}

}  // namespace khttpd::ctl
