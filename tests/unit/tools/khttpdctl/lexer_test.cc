// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/lexer.h"

#include <gtest/gtest.h>

namespace khttpd::ctl {
namespace {

// Each entry as [key|value], [key|argument|value] or <key|value> for a
// section, or the whole text of the first error.
std::string lexed(std::string_view text) {
  LexResult out = lex(text);
  if (!out.errors.empty()) return format_diagnostic("f", out.errors[0]);
  std::string entries;
  for (const Entry& entry : out.entries) {
    std::string words = entry.key + "|";
    if (!entry.argument.empty()) words += entry.argument + "|";
    words += entry.value;
    entries += entry.is_section ? "<" + words + ">" : "[" + words + "]";
  }
  return entries;
}

TEST(Lexer, ReadsKeysAndValues) {
  struct {
    const char* why;
    std::string_view text;
    const char* entries;
  } rows[] = {
      {"nothing", "", ""},
      {"blank lines and comments", "\n  \t\n# c\n  # d = e\n", ""},
      {"no newline at the end", "port = 80", "[port|80]"},
      {"no blanks at all", "port=80\n", "[port|80]"},
      {"blanks everywhere", " \tport \t=\t 80 \t\n", "[port|80]"},
      {"blanks inside the value", "root = /srv/my www\n", "[root|/srv/my www]"},
      {"a comment after the value", "port = 80 # why\n", "[port|80]"},
      {"# inside a word is no comment", "root = /a#b\n", "[root|/a#b]"},
      {"a comment instead of a value", "listen = # none\n", "[listen|]"},
      {"an empty value", "listen =\n", "[listen|]"},
      {"= inside the value", "root = /a=b\n", "[root|/a=b]"},
      {"quotes keep blanks and #", "root = \" /a # b \" # c\n",
       "[root| /a # b ]"},
      {"escapes inside quotes", R"(root = "/a\"b\\c")", R"([root|/a"b\c])"},
      {"a backslash outside quotes", R"(root = /a\b)", R"([root|/a\b])"},
      {"quotes inside a bare value", "root = /a\"b\"\n", "[root|/a\"b\"]"},
      {"an empty quoted value", "listen = \"\"\n", "[listen|]"},
      {"two lines", "a = 1\nb = 2\n", "[a|1][b|2]"},
      {"bytes above 127", "root = /srv/\xc3\xa9\n", "[root|/srv/\xc3\xa9]"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(lexed(row.text), row.entries) << row.why;
}

TEST(Lexer, ReadsAnArgumentBeforeTheEqualsSign) {
  struct {
    const char* why;
    std::string_view text;
    const char* entries;
  } rows[] = {
      {"a word", "error_page 404 = /404.html", "[error_page|404|/404.html]"},
      {"no blanks", "redirect /a=/b", "[redirect|/a|/b]"},
      {"many blanks", "redirect\t /a \t = /b", "[redirect|/a|/b]"},
      {"in quotes", "redirect \"/a b=c\" = /b", "[redirect|/a b=c|/b]"},
      {"an escape in quotes", R"(redirect "/\"\\" = /b)",
       R"([redirect|/"\|/b])"},
      {"the first = ends it", "redirect /a = /b=c", "[redirect|/a|/b=c]"},
      {"# inside a word", "redirect /a#b = /c", "[redirect|/a#b|/c]"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(lexed(row.text), row.entries) << row.why;
}

TEST(Lexer, ReadsSections) {
  struct {
    const char* why;
    std::string_view text;
    const char* entries;
  } rows[] = {
      {"one word", "[host a]", "<host|a>"},
      {"several words", "[host a b.c]", "<host|a b.c>"},
      {"blanks", " \t[ host  a  b\t] ", "<host|a  b>"},
      {"a comment", "[host a] # b]", "<host|a>"},
      {"brackets inside", "[host [::1] [::2]]", "<host|[::1] [::2]>"},
      {"no word", "[host]", "<host|>"},
      {"blanks alone", "[host  ]", "<host|>"},
      {"then a key", "[host a]\nb = c", "<host|a>[b|c]"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(lexed(row.text), row.entries) << row.why;
}

TEST(Lexer, SaysWhereAMistakeIs) {
  using namespace std::string_view_literals;
  struct {
    std::string_view text;
    const char* message;
  } rows[] = {
      {"\nport 80\n",
       "f:2:6: no '=' after the key\n  port 80\n       ^\n"
       "  expected key = value"},
      {"port\n",
       "f:1:5: no '=' after the key\n  port\n      ^\n"
       "  expected key = value"},
      {"redirect /a /b = 80\n",
       "f:1:13: no '=' after the argument\n  redirect /a /b = 80\n"
       "              ^\n"
       "  expected key argument = value, the argument one word or in quotes"},
      {"redirect \"\" = 80\n",
       "f:1:10: an empty argument\n  redirect \"\" = 80\n"
       "           ^\n"
       "  expected a word between key and ="},
      {"redirect \"/a = 80\n",
       "f:1:10: the quote is not closed\n  redirect \"/a = 80\n"
       "           ^\n"
       "  expected a closing \""},
      {"[host a # ]\n",
       "f:1:8: the section is not closed\n  [host a # ]\n         ^\n"
       "  expected a ] at the end of the line"},
      {"[\n",
       "f:1:2: the section is not closed\n  [\n   ^\n"
       "  expected a ] at the end of the line"},
      {"[host a] b\n",
       "f:1:11: the section is not closed\n  [host a] b\n            ^\n"
       "  expected a ] at the end of the line"},
      {"[ ]\n",
       "f:1:3: no name of the section\n  [ ]\n    ^\n"
       "  expected [name value]"},
      {"[host*]\n",
       "f:1:6: no blank after the section's name\n  [host*]\n       ^\n"
       "  expected [name value]"},
      {"= 80\n",
       "f:1:1: no key at the start of the line\n  = 80\n  ^\n"
       "  expected key = value, or # and a comment"},
      {"root = \"/a\n",
       "f:1:8: the quote is not closed\n  root = \"/a\n         ^\n"
       "  expected a closing \""},
      {"root = \"/a\\n\"\n",
       "f:1:11: unknown escape\n  root = \"/a\\n\"\n            ^\n"
       "  expected \\\" or \\\\"},
      {"root = \"/a\\",
       "f:1:11: unknown escape\n  root = \"/a\\\n            ^\n"
       "  expected \\\" or \\\\"},
      {"root = \"/a\" b\n",
       "f:1:13: text after the closing quote\n  root = \"/a\" b\n"
       "              ^\n"
       "  expected the end of the line, or # and a comment"},
      {"port = 8\0001\n"sv,
       "f:1:9: NUL byte\n  port = 8?1\n          ^\n  expected text"},
      {"# \0\n"sv, "f:1:3: NUL byte\n  # ?\n    ^\n  expected text"},
      {"port = 80\r\n",
       "f:1:10: carriage return\n  port = 80?\n           ^\n"
       "  expected lines that end in a newline alone"},
      {"\tport = \x1b[0m\n",
       "f:1:9: control character 0x1b\n   port = ?[0m\n          ^\n"
       "  expected text"},
      {"root = /\xc3\xa9\x07\n",
       "f:1:11: control character 0x07\n  root = /\xc3\xa9?\n"
       "           ^\n  expected text"},
  };
  for (const auto& row : rows) EXPECT_EQ(lexed(row.text), row.message);
}

TEST(Lexer, ReadsALineAsLongAsAllowedAndRefusesOneByteMore) {
  std::string line = "# " + std::string(kMaxLineBytes - 2, 'x');
  EXPECT_EQ(lexed(line), "");
  line += 'x';
  std::string excerpt(100, 'x');
  EXPECT_EQ(lexed(line), "f:1:4097: line is longer than 4096 bytes\n  " +
                             excerpt + "\n  " + std::string(100, ' ') + "^");
}

TEST(Lexer, GoesOnAfterAMistake) {
  LexResult out = lex("a\nb = 1\nc\n");
  EXPECT_EQ(out.errors.size(), 2u);
  ASSERT_EQ(out.entries.size(), 1u);
  EXPECT_EQ(out.entries[0].line, 2u);
}

TEST(Lexer, KnowsTheColumnOfEachByteOfAQuotedValue) {
  LexResult out = lex(R"(k = "a\"b")");
  ASSERT_EQ(out.entries.size(), 1u);
  EXPECT_EQ(out.entries[0].key_column, 1u);
  EXPECT_EQ(out.entries[0].value_columns, (std::vector<size_t>{6, 8, 9, 10}));
}

TEST(Lexer, TakesAnyBytesWithoutFault) {
  uint32_t state = 20261123;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525 + 1013904223;
      text += "ab=#\"\\ \t\n\r\0\x80[]"[(state >> 20) % 14];
    }
    LexResult out = lex(text);
    for (const Entry& entry : out.entries) {
      ASSERT_EQ(entry.value_columns.size(), entry.value.size() + 1) << text;
      size_t columns = entry.argument.empty() ? 0 : entry.argument.size() + 1;
      ASSERT_EQ(entry.argument_columns.size(), columns) << text;
    }
    for (const Diagnostic& error : out.errors)
      ASSERT_FALSE(format_diagnostic("f", error).empty());
  }
}

}  // namespace
}  // namespace khttpd::ctl
