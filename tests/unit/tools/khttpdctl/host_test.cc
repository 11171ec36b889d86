// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/host.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace khttpd::ctl {
namespace {

// The host, or "offset: what".
std::string parsed(std::string_view text) {
  ValueResult out = parse_host(text);
  if (auto* error = std::get_if<ValueError>(&out))
    return fmt::format("{}: {}", error->offset, error->what);
  return std::get<std::string>(out);
}

// RFC 9110 4.2.3: hosts are compared without case.
TEST(Host, IsBroughtIntoTheFormThatIsCompared) {
  struct {
    const char* text;
    const char* host;
  } rows[] = {
      {"example.org", "example.org"},
      {"WWW.Example.ORG", "www.example.org"},
      {"example.org.", "example.org"},
      {"localhost", "localhost"},
      {"a_b-c.d", "a_b-c.d"},
      {"xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"*.Example.net.", "*.example.net"},
      {"*", "*"},
      {"192.0.2.1", "192.0.2.1"},
      {"[2001:DB8:0:0::1]", "[2001:db8::1]"},
      {"[::1]", "[::1]"},
  };
  for (const auto& row : rows) EXPECT_EQ(parsed(row.text), row.host);
}

TEST(Host, ShowsWhatIsNoHost) {
  struct {
    std::string text;
    const char* error;
  } rows[] = {
      {"example.org:80", "11: a host has no port here"},
      {"[::1]:80", "5: a host has no port here"},
      {"[::g]", "0: '[::g]' is not an IPv6 address"},
      {"[::1", "0: '[::1' is not an IPv6 address"},
      {"a..b", "2: an empty part between two dots"},
      {".a", "0: an empty part between two dots"},
      {"*.", "0: a * stands alone or as the first part"},
      {"a.*", "2: a * stands alone or as the first part"},
      {"*a.b", "0: a * stands alone or as the first part"},
      {"*.*.b", "2: a * stands alone or as the first part"},
      {"-a.b", "0: a part that begins or ends with '-'"},
      {"a.b-", "2: a part that begins or ends with '-'"},
      {"a/b", "1: '/' is in no host's name"},
      {"b\xc3\xbc"
       "cher.example",
       "1: the name is not in ASCII: give its xn-- form"},
      {std::string(64, 'a'), "0: a part of 64 bytes, where 63 are the most"},
  };
  for (const auto& row : rows) EXPECT_EQ(parsed(row.text), row.error);
}

TEST(Host, HasAtMost253Bytes) {
  std::string label(62, 'a');
  std::string name = label + "." + label + "." + label + "." + label + ".b";
  ASSERT_EQ(name.size(), 253u);
  EXPECT_EQ(parsed(name), name);
  EXPECT_EQ(parsed("*." + name), "*." + name);
  EXPECT_EQ(parsed(name + "b"),
            "0: the name has 254 bytes, where 253 are the "
            "most");
}

}  // namespace
}  // namespace khttpd::ctl
