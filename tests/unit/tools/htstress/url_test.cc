// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/url.h"

#include <gtest/gtest.h>

namespace htstress {
namespace {

struct GoodCase {
  const char* text;
  const char* host;
  uint16_t port;
  const char* authority;
  const char* target;
};

TEST(ParseUrl, AcceptsHttpUrls) {
  const GoodCase kCases[] = {
      {"http://localhost:8081/", "localhost", 8081, "localhost:8081", "/"},
      {"http://localhost", "localhost", 80, "localhost", "/"},
      {"localhost", "localhost", 80, "localhost", "/"},
      {"localhost:8081/a/b?c=d", "localhost", 8081, "localhost:8081",
       "/a/b?c=d"},
      {"HTTP://h/", "h", 80, "h", "/"},
      {"http://h?q", "h", 80, "h", "/?q"},
      {"http://h/a#part", "h", 80, "h", "/a"},
      {"http://h#part", "h", 80, "h", "/"},
      {"http://h/http://x", "h", 80, "h", "/http://x"},
      {"http://[::1]:99/x", "::1", 99, "[::1]:99", "/x"},
      {"http://[::1]/", "::1", 80, "[::1]", "/"},
      {"http://h:/", "h", 80, "h:", "/"},
      {"http://1.2.3.4:65535/%20", "1.2.3.4", 65535, "1.2.3.4:65535",
       "/%20"},
      {"http://h/@x", "h", 80, "h", "/@x"},
  };
  for (const GoodCase& good : kCases) {
    auto url = parse_url(good.text);
    ASSERT_TRUE(url) << good.text << ": " << url.error().text;
    EXPECT_EQ(url->peer, (HostPort{good.host, good.port})) << good.text;
    EXPECT_EQ(url->authority, good.authority) << good.text;
    EXPECT_EQ(url->target, good.target) << good.text;
  }
}

struct BadUrl {
  const char* text;
  const char* error;
};

TEST(ParseUrl, SaysWhatIsWrong) {
  const BadUrl kCases[] = {
      {"https://h/", "https://h/: only http:// is supported"},
      {"ftp://h/", "ftp://h/: only http:// is supported"},
      {"http:///x", "http:///x: '' has no usable host name"},
      {"", ": '' has no usable host name"},
      {"http://h:0/",
       "http://h:0/: port '0' is out of range, expected 1 to 65535"},
      {"http://h:65536/",
       "http://h:65536/: port '65536' is out of range, expected 1 to 65535"},
      {"http://h:8x/",
       "http://h:8x/: port '8x' is out of range, expected 1 to 65535"},
      {"http://::1/",
       "http://::1/: '::1' is not host:port (write IPv6 addresses as "
       "[::1]:80)"},
      {"http://[::1/",
       "http://[::1/: '[::1' is not host:port (write IPv6 addresses as "
       "[::1]:80)"},
      {"http://[::1]x/",
       "http://[::1]x/: '[::1]x' is not host:port (write IPv6 addresses as "
       "[::1]:80)"},
      {"http://a b/", "http://a b/: 'a b' has no usable host name"},
      {"http://h/a b",
       "http://h/a b: blanks and bytes outside ASCII must be "
       "percent-encoded"},
      {"http://h/\xc3\xa4",
       "http://h/\xc3\xa4: blanks and bytes outside ASCII must be "
       "percent-encoded"},
      {"http://h/a\r\nX: y",
       "http://h/a\r\nX: y: blanks and bytes outside ASCII must be "
       "percent-encoded"},
      {"http://me:pw@h/",
       "http://me:pw@h/: user information is not supported, use -H "
       "'Authorization: ...'"},
  };
  for (const BadUrl& bad : kCases) {
    auto url = parse_url(bad.text);
    ASSERT_FALSE(url) << bad.text;
    EXPECT_EQ(url.error().text, bad.error);
  }
}

}  // namespace
}  // namespace htstress
