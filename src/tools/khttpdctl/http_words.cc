// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/http_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/policy.h"
#include "uapi/policy.h"

namespace khttpd::ctl {
namespace {

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

bool is_token_char(char c) {
  return is_alnum(c) ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) !=
                           std::string_view::npos);
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
         (c >= 'A' && c <= 'F');
}

// Offset of the first byte that is no part of a token.
size_t token_end(std::string_view text, size_t start = 0) {
  while (start < text.size() && is_token_char(text[start])) ++start;
  return start;
}

size_t skip_blanks(std::string_view text, size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// Behind a quoted string that begins at `at`; npos when it does not end.
size_t quoted_end(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return text.npos;
}

Fault too_long(std::string_view text, size_t max) {
  if (text.size() <= max) return std::nullopt;
  return ValueError{max, fmt::format("{} bytes", text.size())};
}

// The end of type "/" subtype; or where it goes wrong.
std::variant<size_t, ValueError> type_end(std::string_view text) {
  size_t slash = token_end(text);
  if (slash == 0 || slash == text.size() || text[slash] != '/')
    return ValueError{slash == text.size() ? 0 : slash,
                      fmt::format("'{}' is not a media type", text)};
  size_t end = token_end(text, slash + 1);
  if (end == slash + 1)
    return ValueError{end, fmt::format("'{}' is not a media type", text)};
  return end;
}

// Parameters from `at` on: each ; name = token or quoted string.
Fault check_parameters(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t semicolon = skip_blanks(text, at);
    if (semicolon == text.size() || text[semicolon] != ';')
      return ValueError{semicolon, "text after the media type"};
    size_t name = skip_blanks(text, semicolon + 1);
    size_t equals = token_end(text, name);
    if (equals == name || equals == text.size() || text[equals] != '=')
      return ValueError{name, "a parameter without name or value"};
    at = equals + 1;
    size_t end = at < text.size() && text[at] == '"' ? quoted_end(text, at)
                                                     : token_end(text, at);
    if (end == at || end == text.npos)
      return ValueError{at, "a parameter without a value"};
    at = end;
  }
  return std::nullopt;
}

Fault check_segment(std::string_view text, size_t at, size_t end) {
  std::string_view segment = text.substr(at, end - at);
  if (segment == "." || segment == "..")
    return ValueError{at, fmt::format("no request has '{}' in its path, the "
                                      "server resolves it",
                                      segment)};
  if (segment.empty() && end != text.size())
    return ValueError{at,
                      "no request has '//' in its path, the server makes "
                      "one slash of it"};
  return std::nullopt;
}

std::string own_field_text(std::string_view name) {
  std::string small = lower(name);
  std::string_view key;
  if (small == "content-type") key = "type";
  if (small == "location") key = "redirect";
  if (small == "server") key = "server";
  if (key.empty())
    return fmt::format("{} is decided by the server itself", name);
  return fmt::format("{} is set by the key {}", name, key);
}

Fault check_field_value(std::string_view text, size_t at) {
  if (at == text.size()) return ValueError{at, "the value is missing"};
  if (is_blank(text.back()))
    return ValueError{text.size() - 1, "a blank at the end of the value"};
  for (; at < text.size(); ++at)
    if (!is_ascii(text[at]) || text[at] == '\t')
      return ValueError{at, "a field's value is in ASCII, without tabs"};
  return std::nullopt;
}

}  // namespace

size_t location_path(std::string_view text) {
  if (text.starts_with("/")) return text.starts_with("//") ? text.npos : 0;
  size_t host = text.find("://") + 3;
  std::string scheme = lower(text.substr(0, std::min(host, text.size())));
  if (scheme != "http://" && scheme != "https://") return text.npos;
  size_t end = std::min(text.find_first_of("/?#", host), text.size());
  return end == host ? text.npos : end;
}

bool is_token(std::string_view text) {
  return !text.empty() && token_end(text) == text.size();
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Fault check_media_type(std::string_view text) {
  auto end = type_end(text);
  if (auto* error = std::get_if<ValueError>(&end)) return *error;
  if (auto fault = check_parameters(text, std::get<size_t>(end))) return fault;
  return too_long(text, KHTTPD_POLICY_TYPE_MAX);
}

Fault check_media_range(std::string_view text) {
  auto end = type_end(text);
  if (auto* error = std::get_if<ValueError>(&end)) return *error;
  if (std::get<size_t>(end) != text.size())
    return ValueError{std::get<size_t>(end), "text after the media type"};
  size_t star = text.find('*');
  if (star != text.npos && !(star > 1 && text.substr(star - 1) == "/*"))
    return ValueError{star, "a * stands for a whole subtype, as in text/*"};
  return std::nullopt;
}

Fault check_path(std::string_view text) {
  if (!text.starts_with('/'))
    return ValueError{0, fmt::format("'{}' does not begin with a slash", text)};
  size_t mark = text.find('?');
  if (mark != text.npos)
    return ValueError{mark, "a query is no part of a path"};
  for (size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '%' && is_hex(text[i + 1]) && is_hex(text[i + 2]))
      return ValueError{i, fmt::format("paths are compared decoded: write the "
                                       "character for '{}'",
                                       text.substr(i, 3))};
  for (size_t at = 1; at <= text.size();) {
    size_t end = std::min(text.find('/', at), text.size());
    if (auto fault = check_segment(text, at, end)) return fault;
    at = end + 1;
  }
  return too_long(text, KHTTPD_POLICY_PATH_MAX);
}

Fault check_products(std::string_view text) {
  for (size_t at = 0; at < text.size(); ++at) {
    size_t end = token_end(text, at);
    if (end > at && end < text.size() && text[end] == '/') {
      at = end + 1;
      end = token_end(text, at);
    }
    bool more = end < text.size();
    if (end == at || (more && (text[end] != ' ' || end + 1 == text.size())))
      return ValueError{end,
                        fmt::format("'{}' is not the name of a server", text)};
    at = end;
  }
  return too_long(text, KHTTPD_POLICY_SERVER_MAX);
}

Fault check_location(std::string_view text) {
  if (text.empty()) return ValueError{0, "the target is missing"};
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c <= 0x20 || c >= 0x7f ||
        std::string_view("\"<>\\^`{|}").find(text[i]) != std::string_view::npos)
      return ValueError{i, fmt::format("this must be written as %{:02X}", c)};
    if (c == '%' &&
        !(i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])))
      return ValueError{i, "a % without two digits; itself it is %25"};
  }
  if (location_path(text) == text.npos)
    return ValueError{
        0, fmt::format("'{}' is no path and no http or https URL", text)};
  return too_long(text, KHTTPD_POLICY_LOCATION_MAX);
}

ValueResult parse_field(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == text.npos)
    return ValueError{text.size(), "no colon after the field's name"};
  std::string_view name = text.substr(0, colon);
  if (!is_token(name))
    return ValueError{token_end(name),
                      fmt::format("'{}' is not the name of a field", name)};
  if (kh_policy_owns_field(kh_span(name.data(), name.size())))
    return ValueError{0, own_field_text(name)};
  size_t value = skip_blanks(text, colon + 1);
  if (auto fault = check_field_value(text, value)) return *fault;
  return fmt::format("{}: {}", name, text.substr(value));
}

}  // namespace khttpd::ctl
