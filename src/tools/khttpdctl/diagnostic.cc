// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

namespace khttpd::ctl {
namespace {

// Columns of the excerpt; longer lines are cut around the place.
constexpr size_t kWindow = 100;

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

// One column for each character: UTF-8 continuation bytes take none.
size_t display_width(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(),
                    [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

std::string_view cut(std::string_view line, size_t place, size_t* start) {
  *start = 0;
  if (line.size() > kWindow && place > kWindow / 2)
    *start = std::min(place - kWindow / 2, line.size() - kWindow);
  return line.substr(*start, kWindow);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (unsigned char c : text) {
    if (c == '\t')
      out += ' ';
    else if (is_control(c))
      out += '?';
    else
      out += static_cast<char>(c);
  }
  return out;
}

std::string format_diagnostic(std::string_view file, const Diagnostic& d) {
  size_t start;
  size_t place = std::min(d.column - 1, d.line_text.size());
  std::string_view excerpt = cut(d.line_text, place, &start);
  size_t indent = display_width(excerpt.substr(0, place - start));
  std::string out =
      fmt::format("{}:{}:{}: {}\n  {}\n  {:>{}}", file, d.line, d.column,
                  d.what, printable(excerpt), "^", indent + 1);
  if (!d.expected.empty()) out += fmt::format("\n  expected {}", d.expected);
  return out;
}

std::string format_diagnostics(std::string_view file,
                               const std::vector<Diagnostic>& all) {
  std::string out;
  for (const Diagnostic& d : all) {
    if (!out.empty()) out += '\n';
    out += format_diagnostic(file, d);
  }
  return out;
}

}  // namespace khttpd::ctl
