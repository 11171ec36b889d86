// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/http_words.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace khttpd::ctl {
namespace {

using Check = Fault (*)(std::string_view);

// Empty, or "offset: what".
std::string fault_text(const Fault& fault) {
  return fault ? fmt::format("{}: {}", fault->offset, fault->what) : "";
}

struct Row {
  std::string text;
  std::string fault;
};

void expect_rows(Check check, const std::vector<Row>& rows) {
  for (const Row& row : rows)
    EXPECT_EQ(fault_text(check(row.text)), row.fault) << row.text;
}

// RFC 9110 8.3.1
TEST(HttpWords, KnowMediaTypes) {
  expect_rows(check_media_type,
              {{"text/html", ""},
               {"image/svg+xml", ""},
               {"text/plain; charset=utf-8", ""},
               {"text/plain;charset=\"utf-8\" ; a=b", ""},
               {"text", "0: 'text' is not a media type"},
               {"/html", "0: '/html' is not a media type"},
               {"text/", "5: 'text/' is not a media type"},
               {"te xt/html", "2: 'te xt/html' is not a media type"},
               {"text/html x", "10: text after the media type"},
               {"text/html; x", "11: a parameter without name or value"},
               {"text/html; =x", "11: a parameter without name or value"},
               {"text/html; x=", "13: a parameter without a value"},
               {"text/html; x=\"y", "13: a parameter without a value"},
               {"text/" + std::string(124, 'x'), "128: 129 bytes"}});
}

TEST(HttpWords, KnowMediaRanges) {
  expect_rows(check_media_range,
              {{"text/html", ""},
               {"text/*", ""},
               {"text/html; a=b", "9: text after the media type"},
               {"*/*", "0: a * stands for a whole subtype, as in text/*"},
               {"text/h*", "6: a * stands for a whole subtype, as in text/*"},
               {"text", "0: 'text' is not a media type"}});
}

TEST(HttpWords, KnowPathsAsRequestsHaveThemAfterDecoding) {
  expect_rows(
      check_path,
      {{"/", ""},
       {"/a/b.c", ""},
       {"/a/", ""},
       {"/\xc3\xa9 =;", ""},
       {"/100%", ""},
       {"a", "0: 'a' does not begin with a slash"},
       {"", "0: '' does not begin with a slash"},
       {"/a?b", "2: a query is no part of a path"},
       {"/a%20b",
        "2: paths are compared decoded: write the character for "
        "'%20'"},
       {"/a/./b", "3: no request has '.' in its path, the server resolves it"},
       {"/..", "1: no request has '..' in its path, the server resolves it"},
       {"/a//b",
        "3: no request has '//' in its path, the server makes one "
        "slash of it"},
       {"/" + std::string(1023, 'a'), "1023: 1024 bytes"}});
}

// RFC 9110 10.2.4
TEST(HttpWords, KnowProducts) {
  expect_rows(check_products,
              {{"khttpd", ""},
               {"a/1.0 b c/2", ""},
               {"a/", "2: 'a/' is not the name of a server"},
               {"a  b", "2: 'a  b' is not the name of a server"},
               {"a ", "1: 'a ' is not the name of a server"},
               {"a (b)", "2: 'a (b)' is not the name of a server"},
               {"a\xc3\xa9", "1: 'a\xc3\xa9' is not the name of a server"},
               {std::string(65, 'a'), "64: 65 bytes"}});
}

// RFC 9110 10.2.2, RFC 3986 2
TEST(HttpWords, KnowLocations) {
  expect_rows(
      check_location,
      {{"/new", ""},
       {"/new?a=b#c", ""},
       {"/a%20b", ""},
       {"https://example.org", ""},
       {"HTTP://example.org:8080/a?b", ""},
       {"", "0: the target is missing"},
       {"new", "0: 'new' is no path and no http or https URL"},
       {"//example.org/",
        "0: '//example.org/' is no path and no http or "
        "https URL"},
       {"ftp://a/", "0: 'ftp://a/' is no path and no http or https URL"},
       {"https:///a", "0: 'https:///a' is no path and no http or https URL"},
       {"/a b", "2: this must be written as %20"},
       {"/\xc3\xa9", "1: this must be written as %C3"},
       {"/a\"b", "2: this must be written as %22"},
       {"/100%", "4: a % without two digits; itself it is %25"},
       {"/%zz", "1: a % without two digits; itself it is %25"},
       {"/" + std::string(2048, 'a'), "2048: 2049 bytes"}});
}

std::string field(std::string_view text) {
  ValueResult out = parse_field(text);
  if (auto* error = std::get_if<ValueError>(&out)) return fault_text(*error);
  return std::get<std::string>(out);
}

// RFC 9110 5.1, 5.5
TEST(HttpWords, KnowFields) {
  EXPECT_EQ(field("Cache-Control:no-cache"), "Cache-Control: no-cache");
  EXPECT_EQ(field("X-A:  a: b"), "X-A: a: b");
  EXPECT_EQ(field("X-A"), "3: no colon after the field's name");
  EXPECT_EQ(field("X A: b"), "1: 'X A' is not the name of a field");
  EXPECT_EQ(field("X-A : b"), "3: 'X-A ' is not the name of a field");
  EXPECT_EQ(field(": b"), "0: '' is not the name of a field");
  EXPECT_EQ(field("X-A:  "), "6: the value is missing");
  EXPECT_EQ(field("X-A: b "), "6: a blank at the end of the value");
  EXPECT_EQ(field("X-A: \xc3\xa9"),
            "5: a field's value is in ASCII, without tabs");
}

TEST(HttpWords, KeepTheServersOwnFields) {
  for (std::string name :
       {"Content-Length", "connection", "DATE", "Transfer-Encoding", "ETag"})
    EXPECT_EQ(field(name + ": x"),
              "0: " + name + " is decided by the server itself");
  EXPECT_EQ(field("content-type: x"), "0: content-type is set by the key type");
  EXPECT_EQ(field("Location: x"), "0: Location is set by the key redirect");
  EXPECT_EQ(field("Server: x"), "0: Server is set by the key server");
}

}  // namespace
}  // namespace khttpd::ctl
