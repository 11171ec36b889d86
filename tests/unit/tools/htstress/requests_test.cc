// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/requests.h"

#include <gtest/gtest.h>

namespace htstress {
namespace {

Url url_of(const char* text) { return *parse_url(text); }

TEST(Requests, SayNothingThatWasNotAskedFor) {
  EXPECT_EQ(make_request(Options(), url_of("http://h:81/a?b"), ""),
            "GET /a?b HTTP/1.1\r\nHost: h:81\r\n\r\n");
}

TEST(Requests, OnePerConnectionAsksToClose) {
  Options options;
  options.keep_alive = false;
  EXPECT_EQ(make_request(options, url_of("h"), ""),
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
}

TEST(Requests, HeadersFollowAndReplaceOurs) {
  Options options;
  options.keep_alive = false;
  options.host = "ignored";
  options.headers = {"host: mine", "CONNECTION: x", "A: b"};
  EXPECT_EQ(make_request(options, url_of("h"), ""),
            "GET / HTTP/1.1\r\nhost: mine\r\nCONNECTION: x\r\nA: b\r\n\r\n");
}

TEST(Requests, HostOptionReplacesTheAuthority) {
  Options options;
  options.host = "example.org";
  EXPECT_EQ(make_request(options, url_of("http://127.0.0.1:81/"), ""),
            "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
}

TEST(Requests, ContentHasItsLength) {
  Options options;
  options.method = "PUT";
  EXPECT_EQ(make_request(options, url_of("h"), "abc"),
            "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
}

TEST(Requests, MethodsThatMayCarryContentSayThatThereIsNone) {
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    Options options;
    options.method = method;
    EXPECT_NE(make_request(options, url_of("h"), "")
                  .find("Content-Length: 0\r\n"),
              std::string::npos)
        << method;
  }
}

TEST(Requests, APipelineIsOneBatch) {
  Options options;
  options.pipeline = 3;
  auto origins = group_by_peer(options, {url_of("h")}, "");
  ASSERT_EQ(origins.size(), 1u);
  std::string one = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_EQ(origins[0].batch, one + one + one);
}

TEST(Requests, ServersAreKeptApartUnlessAllGoToOneAddress) {
  std::vector<Url> urls = {url_of("http://a/1"), url_of("http://b/2"),
                           url_of("http://a/3")};
  Options options;
  auto origins = group_by_peer(options, urls, "");
  ASSERT_EQ(origins.size(), 2u);
  EXPECT_EQ(origins[0].requests.size(), 2u);
  EXPECT_EQ(origins[0].peer.host, "a");
  EXPECT_TRUE(origins[0].batch.empty());
  EXPECT_EQ(origins[1].requests.size(), 1u);
  options.connect_to = HostPort{"c", 1};
  EXPECT_EQ(group_by_peer(options, urls, "").size(), 1u);
  options.connect_to.reset();
  options.unix_path = "/x";
  EXPECT_EQ(group_by_peer(options, urls, "").size(), 1u);
}

TEST(PathFile, HoldsPathsUrlsAndComments) {
  auto urls = parse_path_file("f", "# list\n/a\n\n/b?c\r\nhttp://x:9/y",
                              url_of("http://h/base"));
  ASSERT_TRUE(urls) << urls.error().text;
  ASSERT_EQ(urls->size(), 3u);
  EXPECT_EQ((*urls)[0].target, "/a");
  EXPECT_EQ((*urls)[0].authority, "h");
  EXPECT_EQ((*urls)[1].target, "/b?c");
  EXPECT_EQ((*urls)[2].peer, (HostPort{"x", 9}));
}

TEST(PathFile, ErrorsNameTheLine) {
  Url base = url_of("h");
  EXPECT_EQ(parse_path_file("f", "/ok\n/a b\n", base).error().text,
            "f:2: blanks and bytes outside ASCII must be percent-encoded");
  EXPECT_EQ(parse_path_file("f", "\n\nhttps://x/", base).error().text,
            "f:3: https://x/: only http:// is supported");
  EXPECT_EQ(parse_path_file("f", "# nothing\n", base).error().text,
            "f: no path in it");
}

TEST(PrepareRequests, SaysWhichFileIsMissing) {
  Options options;
  options.urls = {url_of("h")};
  options.body_file = "/nonexistent/body";
  EXPECT_EQ(prepare_requests(options).error().text,
            "cannot read /nonexistent/body: No such file or directory");
  options.body_file.clear();
  options.path_file = "/nonexistent/paths";
  EXPECT_EQ(prepare_requests(options).error().text,
            "cannot read /nonexistent/paths: No such file or directory");
}

TEST(PrepareRequests, EveryServerNeedsAConnection) {
  Options options;
  options.urls = {url_of("a"), url_of("b")};
  EXPECT_EQ(prepare_requests(options).error().text,
            "2 servers need at least 2 connections (-c)");
}

}  // namespace
}  // namespace htstress
