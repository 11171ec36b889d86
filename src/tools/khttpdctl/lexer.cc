// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/lexer.h"

#include <fmt/format.h>

#include <optional>

namespace khttpd::ctl {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

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
    Entry entry{number_, std::string(line_), {}, 0, {}, {}};
    if (read_key(&entry) && read_equals() && read_value(&entry))
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
    while (pos_ < line_.size() && is_blank(line_[pos_])) ++pos_;
  }

  bool at_end_or_comment() const {
    return pos_ == line_.size() || line_[pos_] == '#';
  }

  bool read_key(Entry* entry) {
    size_t start = pos_;
    while (pos_ < line_.size() && is_key_char(line_[pos_])) ++pos_;
    if (pos_ == start)
      return fail(start, "no key at the start of the line",
                  "key = value, or # and a comment");
    entry->key = line_.substr(start, pos_ - start);
    entry->key_column = start + 1;
    return true;
  }

  bool read_equals() {
    skip_blanks();
    if (pos_ == line_.size() || line_[pos_] != '=')
      return fail(pos_, "no '=' after the key", "key = value");
    ++pos_;
    skip_blanks();
    return true;
  }

  bool read_value(Entry* entry) {
    if (pos_ < line_.size() && line_[pos_] == '"') return read_quoted(entry);
    read_bare(entry);
    return true;
  }

  // Ends before a comment, which begins with # after a blank.
  void read_bare(Entry* entry) {
    size_t end = pos_;
    for (size_t i = pos_; i < line_.size(); ++i) {
      if (line_[i] == '#' && (i == pos_ || is_blank(line_[i - 1]))) break;
      if (!is_blank(line_[i])) end = i + 1;
    }
    for (size_t i = pos_; i < end; ++i) take(entry, i);
    entry->value_columns.push_back(end + 1);
  }

  bool read_quoted(Entry* entry) {
    size_t open = pos_++;
    for (;; ++pos_) {
      if (pos_ == line_.size())
        return fail(open, "the quote is not closed", "a closing \"");
      if (line_[pos_] == '"') break;
      if (line_[pos_] == '\\' && !escape_is_known())
        return fail(pos_, "unknown escape", "\\\" or \\\\");
      take(entry, pos_);
    }
    entry->value_columns.push_back(pos_ + 1);
    ++pos_;
    skip_blanks();
    if (!at_end_or_comment())
      return fail(pos_, "text after the closing quote",
                  "the end of the line, or # and a comment");
    return true;
  }

  // Steps onto the escaped character.
  bool escape_is_known() {
    if (pos_ + 1 == line_.size()) return false;
    if (line_[pos_ + 1] != '"' && line_[pos_ + 1] != '\\') return false;
    ++pos_;
    return true;
  }

  void take(Entry* entry, size_t i) {
    entry->value += line_[i];
    entry->value_columns.push_back(i + 1);
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
