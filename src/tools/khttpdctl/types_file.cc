// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/types_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "tools/common/file.h"
#include "tools/khttpdctl/diagnostic.h"
#include "tools/khttpdctl/http_words.h"
#include "tools/khttpdctl/rule.h"

namespace khttpd::ctl {
namespace {

constexpr size_t kMaxTypesBytes = 1 << 20;  // Debian's has 70 000
constexpr std::string_view kBlanks = " \t\r";

// The next word of the line and its offset; empty at the end or a comment.
std::string_view next_word(std::string_view line, size_t* at) {
  *at = std::min(line.find_first_not_of(kBlanks, *at), line.size());
  if (*at == line.size() || line[*at] == '#') return {};
  size_t end = std::min(line.find_first_of(kBlanks, *at), line.size());
  std::string_view word = line.substr(*at, end - *at);
  *at = end;
  return word;
}

std::string sent_type(std::string_view type) {
  std::string out(type);
  if (lower(type).starts_with("text/") && type.find(';') == type.npos)
    out += "; charset=utf-8";
  return out;
}

// What is wrong with the line; nothing when it was taken.
std::optional<Diagnostic> take_line(size_t number, std::string_view line,
                                    TypesByExtension* out) {
  size_t at = 0;
  std::string_view type = next_word(line, &at);
  if (type.empty()) return std::nullopt;
  if (Fault fault = check_media_type(type))
    return Diagnostic{number, at - type.size() + fault->offset + 1,
                      std::string(line), fault->what,
                      "a media type and its extensions, as in /etc/mime.types"};
  for (;;) {
    std::string_view word = next_word(line, &at);
    if (word.empty()) return std::nullopt;
    ValueResult extension = parse_extension(fmt::format(".{}", word));
    if (auto* name = std::get_if<std::string>(&extension))
      out->emplace(*name, sent_type(type));
  }
}

}  // namespace

Result<TypesByExtension> parse_types(std::string_view file,
                                     std::string_view text) {
  TypesByExtension out;
  size_t number = 0;
  while (!text.empty()) {
    size_t end = text.find('\n');
    if (auto mistake = take_line(++number, text.substr(0, end), &out))
      return Error{format_diagnostic(file, *mistake), ExitCode::kConfig};
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return out;
}

Result<TypesByExtension> load_types(const std::string& path) {
  Result<std::string> text = read_file(path, kMaxTypesBytes);
  if (!text) return Error{text.error().text, ExitCode::kConfig};
  return parse_types(path, *text);
}

}  // namespace khttpd::ctl
