// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/lexer.h"

#include <fmt/format.h>

#include <algorithm>

namespace khttpd::ctl {
namespace {

bool separates(char c) { return c == ' ' || c == '\t'; }

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '-';
}

class LineLexer {
 public:
  LineLexer(size_t number, std::string_view line, LexResult* out)
      : number_(number), line_(line), out_(out) {}

  void run() {
    if (!check_bytes()) return;
    skip_blanks();
    if (at_end_or_comment()) return;
    Entry entry;
    entry.line = number_;
    entry.line_text = line_;
    entry.is_section = line_[pos_] == '[';
    if (entry.is_section ? read_section(&entry) : read_setting(&entry))
      out_->entries.push_back(std::move(entry));
  }

 private:
  bool fail(size_t pos, std::string what, std::string expected) {
    // An overlong line is shown as far as a line may go.
    out_->errors.push_back({number_, pos + 1,
                            std::string(line_.substr(0, kMaxLineBytes)),
                            std::move(what), std::move(expected)});
    return false;
  }

  bool check_bytes() {
    if (line_.size() > kMaxLineBytes)
      return fail(kMaxLineBytes,
                  fmt::format("line is longer than {} bytes", kMaxLineBytes),
                  "");
    for (size_t i = 0; i < line_.size(); ++i)
      if (!check_byte(i)) return false;
    return true;
  }

  bool check_byte(size_t i) {
    auto c = static_cast<unsigned char>(line_[i]);
    if (c == '\0') return fail(i, "NUL byte", "text");
    if (c == '\r')
      return fail(i, "carriage return", "lines that end in a newline alone");
    if ((c < 0x20 && c != '\t') || c == 0x7f)
      return fail(i, fmt::format("control character 0x{:02x}", c), "text");
    return true;
  }

  void skip_blanks() {
    while (pos_ < line_.size() && separates(line_[pos_])) ++pos_;
  }

  bool at_end_or_comment() const {
    return pos_ == line_.size() || line_[pos_] == '#';
  }

  bool read_setting(Entry* entry) {
    return read_key(entry) && read_argument(entry) && read_equals() &&
           read_value(entry);
  }

  // An address in brackets may stand inside, so the last ']' ends it.
  bool read_section(Entry* entry) {
    ++pos_;
    size_t close = end_of_text() - 1;
    if (line_[close] != ']')
      return fail(close + 1, "the section is not closed",
                  "a ] at the end of the line");
    skip_blanks();
    if (!read_key(entry)) return false;
    size_t after_key = pos_;
    skip_blanks();
    if (pos_ == after_key && pos_ != close)
      return fail(pos_, "no blank after the section's name", "[name value]");
    while (close > pos_ && separates(line_[close - 1])) --close;
    take_all(pos_, close, &entry->value, &entry->value_columns);
    return true;
  }

  bool read_key(Entry* entry) {
    size_t start = pos_;
    while (pos_ < line_.size() && is_key_char(line_[pos_])) ++pos_;
    if (pos_ == start)
      return entry->is_section
                 ? fail(start, "no name of the section", "[name value]")
                 : fail(start, "no key at the start of the line",
                        "key = value, or # and a comment");
    entry->key = line_.substr(start, pos_ - start);
    entry->key_column = start + 1;
    return true;
  }

  bool at(char c) const { return pos_ < line_.size() && line_[pos_] == c; }

  // Without an '=' on the line nothing can be told from a value.
  bool read_argument(Entry* entry) {
    skip_blanks();
    if (at('=')) return true;
    size_t start = pos_;
    if (line_.find('=', pos_) == line_.npos)
      return fail(start, "no '=' after the key", "key = value");
    if (!read_word(&entry->argument, &entry->argument_columns)) return false;
    if (entry->argument.empty())
      return fail(start, "an empty argument", "a word between key and =");
    return true;
  }

  bool read_word(std::string* text, std::vector<size_t>* columns) {
    if (at('"')) return read_quoted(text, columns);
    size_t end = std::min(line_.find_first_of(" \t=", pos_), line_.size());
    take_all(pos_, end, text, columns);
    pos_ = end;
    return true;
  }

  bool read_equals() {
    skip_blanks();
    if (!at('='))
      return fail(pos_, "no '=' after the argument",
                  "key argument = value, the argument one word or in quotes");
    ++pos_;
    skip_blanks();
    return true;
  }

  bool read_value(Entry* entry) {
    if (!at('"')) {
      take_all(pos_, end_of_text(), &entry->value, &entry->value_columns);
      return true;
    }
    if (!read_quoted(&entry->value, &entry->value_columns)) return false;
    skip_blanks();
    if (!at_end_or_comment())
      return fail(pos_, "text after the closing quote",
                  "the end of the line, or # and a comment");
    return true;
  }

  // Before the blanks at the end, and before a comment, which begins with #
  // after a blank.
  size_t end_of_text() const {
    size_t end = pos_;
    for (size_t i = pos_; i < line_.size(); ++i) {
      if (line_[i] == '#' && (i == pos_ || separates(line_[i - 1]))) break;
      if (!separates(line_[i])) end = i + 1;
    }
    return end;
  }

  bool read_quoted(std::string* text, std::vector<size_t>* columns) {
    size_t open = pos_++;
    for (;; ++pos_) {
      if (pos_ == line_.size())
        return fail(open, "the quote is not closed", "a closing \"");
      if (line_[pos_] == '"') break;
      if (line_[pos_] == '\\' && !escape_is_known())
        return fail(pos_, "unknown escape", "\\\" or \\\\");
      *text += line_[pos_];
      columns->push_back(pos_ + 1);
    }
    columns->push_back(++pos_);
    return true;
  }

  // Steps onto the escaped character.
  bool escape_is_known() {
    if (pos_ + 1 == line_.size()) return false;
    if (line_[pos_ + 1] != '"' && line_[pos_ + 1] != '\\') return false;
    ++pos_;
    return true;
  }

  void take_all(size_t begin, size_t end, std::string* text,
                std::vector<size_t>* columns) {
    *text = line_.substr(begin, end - begin);
    for (size_t i = begin; i <= end; ++i) columns->push_back(i + 1);
  }

  size_t number_;
  std::string_view line_;
  LexResult* out_;
  size_t pos_ = 0;
};

}  // namespace

LexResult lex(std::string_view text) {
  LexResult out;
  size_t number = 0;
  while (!text.empty()) {
    size_t end = text.find('\n');
    LineLexer(++number, text.substr(0, end), &out).run();
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace khttpd::ctl
