// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/value.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

// The value, or "offset: what".
std::string parsed(std::string_view key, std::string_view text) {
  ValueResult out = parse_value(*find_option(key), text, known_accounts());
  if (auto* error = std::get_if<ValueError>(&out))
    return fmt::format("{}: {}", error->offset, error->what);
  return std::get<std::string>(out);
}

struct ParsedRow {
  const char* key;
  std::string text;
  std::string result;
};

void expect_parsed(const std::vector<ParsedRow>& rows) {
  for (const ParsedRow& row : rows)
    EXPECT_EQ(parsed(row.key, row.text), row.result)
        << row.key << " = " << row.text;
}

TEST(Value, TakesNumbersInTheirRange) {
  expect_parsed({
      {"port", "1", "1"},
      {"port", "65535", "65535"},
      {"port", "0080", "80"},
      {"keepalive_requests", "0", "0"},
      {"keepalive_requests", "1000000000", "1000000000"},
      {"port", "0", "0: 0 is out of range"},
      {"port", "65536", "0: 65536 is out of range"},
      {"port", "18446744073709551617",
       "0: 18446744073709551617 is out of range"},
      {"port", "-1", "0: '-1' is not a number"},
      {"port", "+1", "0: '+1' is not a number"},
      {"port", "0x50", "1: '0x50' is not a number"},
      {"port", "80 81", "2: '80 81' is not a number"},
      {"port", "1k", "1: '1k' is not a number"},
      {"port", "", "0: the value is missing"},
  });
}

TEST(Value, TakesSizesWithASuffix) {
  expect_parsed({
      {"cache_size", "0", "0"},
      {"cache_size", "4096", "4096"},
      {"cache_size", "1K", "1024"},
      {"cache_size", "64M", "67108864"},
      {"cache_size", "64m", "67108864"},
      {"cache_size", "1024G", "1099511627776"},
      {"cache_size", "1099511627776", "1099511627776"},
      {"cache_size", "1099511627777", "0: 1099511627777 is out of range"},
      {"cache_size", "1025G", "0: 1025G is out of range"},
      {"cache_size", "17179869184G", "0: 17179869184G is out of range"},
      {"cache_max_file", "16M", "16777216"},
      {"cache_max_file", "17M", "0: 17M is out of range"},
      {"cache_size", "M", "0: 'M' is not a number"},
      {"cache_size", "1MB", "1: '1MB' is not a number"},
      {"cache_size", "1s", "1: '1s' is not a number"},
      {"cache_size", "1 M", "1: '1 M' is not a number"},
  });
}

TEST(Value, TakesTimesInSecondsAndMinutes) {
  expect_parsed({
      {"header_timeout", "15", "15"},
      {"header_timeout", "15s", "15"},
      {"header_timeout", "60m", "3600"},
      {"header_timeout", "61m", "0: 61m is out of range"},
      {"header_timeout", "0", "0: 0 is out of range"},
      {"header_timeout", "1h", "1: '1h' is not a number"},
      {"header_timeout", "100ms", "3: '100ms' is not a number"},
  });
}

TEST(Value, TakesAbsolutePathsThatTheModuleCanBeGiven) {
  expect_parsed({
      {"root", "/", "/"},
      {"root", "/srv/my www", "/srv/my www"},
      {"root", "/srv/\xc3\xa9", "/srv/\xc3\xa9"},
      {"root", "/" + std::string(1022, 'x'), "/" + std::string(1022, 'x')},
      {"root", "/" + std::string(1023, 'x'),
       "1023: the path is 1024 bytes long"},
      {"root", "srv", "0: 'srv' is not an absolute path"},
      {"root", "/a\"b", "2: a double quote cannot be given to the module"},
      {"root", "", "0: the value is missing"},
  });
}

TEST(Value, TakesIndexNames) {
  expect_parsed({
      {"index", "index.html", "index.html"},
      {"index", "a.html , b.html,c d", "a.html,b.html,c d"},
      {"index", "1,2,3,4,5,6,7,8", "1,2,3,4,5,6,7,8"},
      {"index", "1,2,3,4,5,6,7,8,9", "16: 9 names"},
      {"index", "a,,b", "2: an empty name"},
      {"index", "a,", "2: an empty name"},
      {"index", "a, b/c", "4: 'b/c' holds a slash"},
      {"index", "..", "0: '..' is a directory"},
      {"index", "a\"", "1: a double quote cannot be given to the module"},
      {"index", std::string(255, 'n'), std::string(255, 'n')},
      {"index", std::string(256, 'n'), "0: a name longer than 255 bytes"},
      {"index", fmt::format("{0},{0},{0},{0}", std::string(255, 'n')),
       fmt::format("{0},{0},{0},{0}", std::string(255, 'n'))},
      {"index", fmt::format("{0},{0},{0},{0},n", std::string(255, 'n')),
       "0: the list is 1025 bytes long"},
  });
}

TEST(Value, TakesUsersAndGroupsByNameAndNumber) {
  expect_parsed({
      {"user", "www-data", "33:33"},
      {"user", "alice", "1000:100"},
      {"user", "alice:staff", "1000:50"},
      {"user", "alice:7", "1000:7"},
      {"user", "65534:65534", "65534:65534"},
      {"user", "1000", "1000:100"},
      {"user", "4242", "4242:4242"},
      {"user", "4294967294", "4294967294:4294967294"},
      {"user", "4294967295", "0: 4294967295 is out of range"},
      {"user", "5:4294967295", "2: 4294967295 is out of range"},
      {"user", "bob", "0: there is no user 'bob'"},
      {"user", "alice:wheel", "6: there is no group 'wheel'"},
      {"user", "alice:", "6: there is no group ''"},
      {"user", ":staff", "0: there is no user ''"},
      {"user", "root", "0: files are never opened as root"},
      {"user", "0:33", "0: files are never opened as root"},
  });
}

TEST(Value, TakesListenAddresses) {
  std::string sixteen = "127.0.0.1";
  for (int i = 2; i <= 16; ++i) sixteen += fmt::format(",127.0.0.{}", i);
  expect_parsed({
      {"listen", "", ""},
      {"listen", "192.0.2.1", "192.0.2.1"},
      {"listen", "192.0.2.1:80 ,[::1]:8080", "192.0.2.1:80,[::1]:8080"},
      {"listen", "0.0.0.0:80,[::]", "0.0.0.0:80,[::]"},
      {"listen", sixteen, sixteen},
      {"listen", sixteen + ",127.0.0.17",
       fmt::format("{}: 17 addresses", sixteen.size() + 1)},
      {"listen", "80", "0: '80' is not an address"},
      {"listen", ":80", "0: ':80' is not an address"},
      {"listen", "::1", "0: '::1' is not an address"},
      {"listen", "[::1", "0: '[::1' is not an address"},
      {"listen", "[::1]80", "0: '[::1]80' is not an address"},
      {"listen", "[1.2.3.4]", "0: '[1.2.3.4]' is not an address"},
      {"listen", "[fe80::1%eth0]", "0: '[fe80::1%eth0]' is not an address"},
      {"listen", "1.2.3.4:0", "0: '1.2.3.4:0' is not an address"},
      {"listen", "1.2.3.4:65536", "0: '1.2.3.4:65536' is not an address"},
      {"listen", "1.2.3.4:", "0: '1.2.3.4:' is not an address"},
      {"listen", "1.2.3", "0: '1.2.3' is not an address"},
      {"listen", "localhost:80", "0: 'localhost:80' is not an address"},
      {"listen", "1.2.3.4,", "8: '' is not an address"},
      {"listen", "1.2.3.4:80, 1.2.3.4:80", "12: 1.2.3.4:80 is listed twice"},
      {"listen", "[::1],[0:0::1]", "6: [0:0::1] is listed twice"},
  });
}

}  // namespace
}  // namespace khttpd::ctl
