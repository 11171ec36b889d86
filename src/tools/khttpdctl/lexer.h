// SPDX-License-Identifier: GPL-2.0-only
//
// Cuts the configuration text into entries: key, argument, value and where
// each byte of them stood.  Knows the form of a line, not which keys exist.
//
//   key = value              # comment
//   key argument = value     an argument is one word
//   key "argu ment" = "value, # too"   with \" and \\ inside the quotes
//   [key value]              a section, up to the next one
#ifndef KHTTPD_TOOLS_KHTTPDCTL_LEXER_H
#define KHTTPD_TOOLS_KHTTPDCTL_LEXER_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/khttpdctl/diagnostic.h"

namespace khttpd::ctl {

// Longest root in quotes, every byte escaped, with its key: under 2100.
inline constexpr size_t kMaxLineBytes = 4096;
// A configuration is a page of text; more is a wrong file.
inline constexpr size_t kMaxFileBytes = 1 << 20;

struct Entry {
  size_t line;
  std::string line_text;
  bool is_section = false;
  std::string key;
  size_t key_column = 0;
  std::string argument;  // empty: there is none
  std::string value;     // of a section: what follows its key
  // Column of each byte, and one more for the end.
  std::vector<size_t> argument_columns;
  std::vector<size_t> value_columns;
};

struct LexResult {
  std::vector<Entry> entries;
  std::vector<Diagnostic> errors;
};

LexResult lex(std::string_view text);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_LEXER_H
