// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/rule.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace khttpd::ctl {
namespace {

// "kind status match value", or "argument|value offset: what".
std::string parsed(std::string_view key, std::string_view argument,
                   std::string_view value) {
  RuleResult out = parse_rule(*find_option(key), argument, value);
  if (auto* error = std::get_if<RuleError>(&out))
    return fmt::format("{} {}: {}", error->in_argument ? "argument" : "value",
                       error->error.offset, error->error.what);
  const Rule& rule = std::get<Rule>(out);
  return fmt::format("{} {} {} {}", static_cast<int>(rule.kind), rule.status,
                     rule.match, rule.value);
}

Rule rule_of(std::string_view key, std::string_view argument,
             std::string_view value, size_t line = 0) {
  Rule rule = std::get<Rule>(parse_rule(*find_option(key), argument, value));
  rule.line = line;
  return rule;
}

TEST(Rule, NamesAnErrorPage) {
  EXPECT_EQ(parsed("error_page", "404", "/404.html"), "5 404  /404.html");
  EXPECT_EQ(parsed("error_page", "599", "/e"), "5 599  /e");
  for (const char* status : {"399", "600", "x", "4 04", "40"})
    EXPECT_EQ(parsed("error_page", status, "/e"),
              fmt::format("argument 0: '{}' is no status of an error", status));
  EXPECT_EQ(parsed("error_page", "404", ""), "value 0: the value is missing");
  EXPECT_EQ(parsed("error_page", "404", "e"),
            "value 0: 'e' does not begin with a slash");
}

TEST(Rule, Redirects) {
  EXPECT_EQ(parsed("redirect", "/a", "/b"), "3 302 /a /b");
  EXPECT_EQ(parsed("redirect", "/a", "301 /b"), "3 301 /a /b");
  EXPECT_EQ(parsed("redirect", "/a", "308 \t https://b"), "3 308 /a https://b");
  EXPECT_EQ(parsed("redirect", "/a/*", "307 /b/"), "4 307 /a/ /b/");
  EXPECT_EQ(parsed("redirect", "/*", "https://b/"), "4 302 / https://b/");
  EXPECT_EQ(parsed("redirect", "/a", "303 /b"),
            "value 0: 303 is no status of a redirect");
  EXPECT_EQ(parsed("redirect", "/a", "301"), "value 3: the target is missing");
  EXPECT_EQ(parsed("redirect", "/a", "301 b"),
            "value 4: 'b' is no path and no http or https URL");
  EXPECT_EQ(parsed("redirect", "/a", ""), "value 0: the target is missing");
  EXPECT_EQ(parsed("redirect", "a", "/b"),
            "argument 0: 'a' does not begin with a slash");
  EXPECT_EQ(parsed("redirect", "/*/a", "/b"),
            "argument 1: a * stands only at the end");
  EXPECT_EQ(parsed("redirect", "/a/*", "https://b"),
            "value 9: no slash after the host, where the rest is appended");
  EXPECT_EQ(parsed("redirect", "/a/*", "https://b?c"),
            "value 11: no slash after the host, where the rest is appended");
}

TEST(Rule, AddsAField) {
  EXPECT_EQ(parsed("header", "/a/*", "X-A: b"), "1 0 /a/ X-A: b");
  EXPECT_EQ(parsed("header", "Text/HTML", "X-A:b"), "2 0 text/html X-A: b");
  EXPECT_EQ(parsed("header", "text/*", "X-A: b"), "2 0 text/ X-A: b");
  EXPECT_EQ(parsed("header", "/a", "X-A: b"), "argument 2: no * at the end");
  EXPECT_EQ(parsed("header", "a", "X-A: b"),
            "argument 0: 'a' is not a media type");
  EXPECT_EQ(parsed("header", "/*", ""), "value 0: the value is missing");
  EXPECT_EQ(parsed("header", "/*", "Date: b"),
            "value 0: Date is decided by the server itself");
}

TEST(Rule, KnowsExtensions) {
  EXPECT_EQ(std::get<std::string>(parse_extension(".WASM")), "wasm");
  struct {
    std::string text;
    size_t offset;
  } rows[] = {{"wasm", 0},    {".", 0},    {"", 0},
              {".tar.gz", 4}, {".a/b", 2}, {"." + std::string(256, 'a'), 255}};
  for (const auto& row : rows)
    EXPECT_EQ(std::get<ValueError>(parse_extension(row.text)).offset,
              row.offset)
        << row.text;
}

TEST(Rule, CannotBeGivenTwice) {
  std::vector<Rule> before = {rule_of("redirect", "/a", "/b", 3),
                              rule_of("error_page", "404", "/e", 4),
                              rule_of("header", "/a*", "X-A: b", 5)};
  EXPECT_EQ(rule_conflict(before, rule_of("redirect", "/a", "/c")),
            "set already in line 3");
  EXPECT_EQ(rule_conflict(before, rule_of("error_page", "404", "/f")),
            "set already in line 4");
  EXPECT_EQ(rule_conflict(before, rule_of("header", "/a*", "x-a: c")),
            "set already in line 5");
  EXPECT_EQ(rule_conflict(before, rule_of("header", "/a*", "X-B: c")), "");
  EXPECT_EQ(rule_conflict(before, rule_of("error_page", "500", "/e")), "");
  EXPECT_EQ(rule_conflict(before, rule_of("redirect", "/a*", "/x")), "");
}

TEST(Rule, CannotStandBehindARedirectThatTakesAll) {
  std::vector<Rule> before = {rule_of("redirect", "/a*", "/x", 3)};
  for (const char* path : {"/a", "/ab", "/a/b*"})
    EXPECT_EQ(rule_conflict(before, rule_of("redirect", path, "/y")),
              "never reached, line 3 redirects all of /a*")
        << path;
  EXPECT_EQ(rule_conflict(before, rule_of("redirect", "/b", "/y")), "");
  EXPECT_EQ(rule_conflict(before, rule_of("header", "/ab*", "X-A: b")), "");
}

TEST(Rule, CannotLeadToItself) {
  const char* loop = "this leads to itself, without end";
  EXPECT_EQ(rule_conflict({}, rule_of("redirect", "/a", "/a?b")), loop);
  EXPECT_EQ(rule_conflict({}, rule_of("redirect", "/a/*", "/a/b/")), loop);
  EXPECT_EQ(rule_conflict({}, rule_of("redirect", "/*", "/b/")), loop);
  EXPECT_EQ(rule_conflict({}, rule_of("redirect", "/a", "/a/")), "");
  EXPECT_EQ(rule_conflict({}, rule_of("redirect", "/a/*", "/ab/")), "");
  EXPECT_EQ(rule_conflict({}, rule_of("redirect", "/a", "https://b/a")), "");
}

}  // namespace
}  // namespace khttpd::ctl
