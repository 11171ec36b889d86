// SPDX-License-Identifier: GPL-2.0-only
// Parts of files (RFC 9110 14): every form of a range, for files in the cache,
// above its limit and above 4 GiB.
#include <gtest/gtest.h>

#include <string>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

// That may be asked for with max_ranges as it is, 16.
constexpr int kRangesAsked = 16 + 64;

std::string range(const std::string& value) { return "Range: " + value + "\r\n"; }

std::string content_range(uint64_t first, uint64_t last, uint64_t size) {
  return "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
         std::to_string(size);
}

struct Case {
  const char* value;
  uint64_t first;  // of a file of 4097 bytes
  uint64_t last;
};

constexpr Case kCases[] = {
    {"bytes=0-0", 0, 0},
    {"bytes=0-4096", 0, 4096},
    {"bytes=1-2", 1, 2},
    {"bytes=4095-4096", 4095, 4096},
    {"bytes=4096-", 4096, 4096},
    {"bytes=100-", 100, 4096},
    {"bytes=0-18446744073709551615", 0, 4096},
    {"bytes=4096-99999999999999999999", 4096, 4096},
    {"bytes=-1", 4096, 4096},
    {"bytes=-4097", 0, 4096},
    {"bytes=-5000", 0, 4096},
    {"bytes= 1-2", 1, 2},
    {"BYTES=1-2", 1, 2},
};

void expect_part(const Response& r, const std::string& path, uint64_t first,
                 uint64_t last) {
  const auto bytes = read_file(path);
  expect_partial_head(r, path);
  EXPECT_EQ(r.field("Content-Range"), content_range(first, last, bytes.size()));
  EXPECT_EQ(r.content_length(), last - first + 1);
  EXPECT_TRUE(r.body == bytes.substr(first, last - first + 1))
      << "got " << show(r.body);
}

TEST(Range, EveryFormGetsItsBytesFromAColdAndFromAHotFile) {
  write_pattern("scratch/part", 4097, 4097);
  Client client;
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.value);
    for (int again = 0; again < 3; again++)
      expect_part(client.ask(get("/scratch/part", range(c.value))),
                  "scratch/part", c.first, c.last);
  }
  expect_usable(client);
}

TEST(Range, OfAFileInPagesCrossesThem) {
  Client client;
  for (int again = 0; again < 2; again++) {
    for (const auto& [first, last] :
         {std::pair<uint64_t, uint64_t>{4000, 4200}, {4096, 8191}, {1, 65535},
          {65535, 65535}, {8191, 8192}}) {
      const auto value =
          "bytes=" + std::to_string(first) + "-" + std::to_string(last);
      SCOPED_TRACE(value);
      expect_part(client.ask(get("/sizes/65536", range(value))), "sizes/65536",
                  first, last);
    }
  }
  expect_usable(client);
}

TEST(Range, OfAFileAboveTheCacheLimitIsStreamedFromItsPlace) {
  Client client;
  for (const auto& [first, last] :
       {std::pair<uint64_t, uint64_t>{0, 0}, {kMiddleSize - 1, kMiddleSize - 1},
        {12345, 2345678}, {4096, 8191}, {1, kMiddleSize - 1}}) {
    const auto value =
        "bytes=" + std::to_string(first) + "-" + std::to_string(last);
    SCOPED_TRACE(value);
    expect_part(client.ask(get("/sizes/middle", range(value))), "sizes/middle",
                first, last);
  }
  expect_usable(client);
}

TEST(Range, ReachesBeyondFourGiB) {
  Client client;
  const uint64_t at = (4ull << 30) + 5;
  const auto r = client.ask(
      get("/sizes/huge", range("bytes=" + std::to_string(at) + "-" +
                               std::to_string(at + 4095))));
  EXPECT_EQ(r.status, 206);
  EXPECT_EQ(r.field("Content-Range"), content_range(at, at + 4095, kHugeSize));
  EXPECT_TRUE(r.body == pattern(7, at, 4096));
  const auto tail = client.ask(get("/sizes/huge", range("bytes=-10")));
  EXPECT_EQ(tail.field("Content-Range"),
            content_range(kHugeSize - 10, kHugeSize - 1, kHugeSize));
  EXPECT_TRUE(tail.body == pattern(7, kHugeSize - 4096, 4096).substr(4086));
  expect_usable(client);
}

TEST(Range, BeyondTheEndIsNotSatisfiableAndNamesTheSize) {
  Client client;
  for (const char* path : {"sizes/4097", "sizes/4097", "sizes/middle"}) {
    const auto size = stat_of(path).st_size;
    for (const auto& value :
         {"bytes=" + std::to_string(size) + "-", std::string("bytes=-0"),
          "bytes=" + std::to_string(size) + "-" + std::to_string(size + 5),
          std::string("bytes=9223372036854775807-"),
          std::string("bytes=18446744073709551615-")}) {
      SCOPED_TRACE(value);
      const auto r = client.ask(get(std::string("/") + path, range(value)));
      expect_status(r, 416);
      EXPECT_EQ(r.field("Content-Range"), "bytes */" + std::to_string(size));
    }
  }
  expect_usable(client);
}

TEST(Range, OfAnEmptyFileIsNeverSatisfiable) {
  Client client;
  const auto r = client.ask(get("/sizes/0", range("bytes=0-")));
  EXPECT_EQ(r.status, 416);
  EXPECT_EQ(r.field("Content-Range"), "bytes */0");
  expect_usable(client);
}

TEST(Range, OfAnotherUnitOrWithoutSenseIsIgnored) {
  Client client;
  for (const char* value :
       {"lines=1-2", "bytes=2-1", "bytes=a-b", "bytes=1-2-3", "bytes=",
        "bytes=--1", "bytes=1", "bytes", "bytes=0x1-2", "bytes=1-2 3-4",
        "bytes=+1-2", "bytes=,"}) {
    SCOPED_TRACE(value);
    expect_file(client.ask(get("/sizes/4097", range(value))), "sizes/4097");
  }
  expect_usable(client);
}

TEST(Range, OfHeadIsIgnored) {
  Client client;
  const auto r =
      client.ask(request("HEAD", "/sizes/4097", range("bytes=1-2")), true);
  expect_file_head(r, "sizes/4097");
  expect_usable(client);
}

TEST(Range, IsAnsweredOnlyIfIfRangeAgrees) {
  Client client;
  const auto whole = client.ask(get("/sizes/4097"));
  const auto tag = *whole.field("ETag");
  const auto date = *whole.field("Last-Modified");
  for (const auto& value : {tag, date})
    expect_part(client.ask(get("/sizes/4097", range("bytes=1-2") +
                                                  "If-Range: " + value +
                                                  "\r\n")),
                "sizes/4097", 1, 2);
  for (const auto& value : {std::string("\"another\""), "W/" + tag,
                            std::string("Thu, 01 Jan 1970 00:00:01 GMT"),
                            std::string("nonsense")}) {
    SCOPED_TRACE(value);
    expect_file(client.ask(get("/sizes/4097", range("bytes=1-2") +
                                                  "If-Range: " + value +
                                                  "\r\n")),
                "sizes/4097");
  }
  expect_usable(client);
}

// One part of a multipart/byteranges body at `at`; moves `at` behind it.
void expect_next_part(const std::string& body, const std::string& boundary,
                      const std::string& file, uint64_t first, uint64_t last,
                      size_t* at) {
  const auto delimiter = "\r\n--" + boundary + "\r\n";
  ASSERT_EQ(body.substr(*at, delimiter.size()), delimiter);
  *at += delimiter.size();
  const auto end = body.find("\r\n\r\n", *at);
  ASSERT_NE(end, std::string::npos);
  const auto head = body.substr(*at, end + 2 - *at);
  EXPECT_NE(head.find("Content-Range: " +
                      content_range(first, last, file.size()) + "\r\n"),
            std::string::npos)
      << head;
  EXPECT_NE(head.find("Content-Type: "), std::string::npos) << head;
  *at = end + 4;
  EXPECT_TRUE(body.substr(*at, last - first + 1) ==
              file.substr(first, last - first + 1));
  *at += last - first + 1;
}

void expect_parts(const Response& r, const std::string& path,
                  const std::vector<std::pair<uint64_t, uint64_t>>& parts) {
  const auto file = read_file(path);
  const std::string prefix = "multipart/byteranges; boundary=";
  ASSERT_EQ(r.status, 206) << show(r.head);
  const auto type = r.field("Content-Type").value_or("");
  ASSERT_EQ(type.substr(0, prefix.size()), prefix);
  EXPECT_FALSE(r.field("Content-Range")) << show(r.head);
  const auto boundary = type.substr(prefix.size());
  size_t at = 0;
  for (const auto& [first, last] : parts) {
    ASSERT_NO_FATAL_FAILURE(
        expect_next_part(r.body, boundary, file, first, last, &at));
  }
  EXPECT_EQ(r.body.substr(at), "\r\n--" + boundary + "--\r\n");
}

TEST(Range, SeveralComeAsPartsInTheOrderAsked) {
  Client client;
  for (const char* path : {"sizes/4097", "sizes/65536", "sizes/middle"}) {
    SCOPED_TRACE(path);
    const auto target = std::string("/") + path;
    for (int again = 0; again < 2; again++) {
      expect_parts(client.ask(get(target, range("bytes=0-0,100-199,-1"))), path,
                   {{0, 0},
                    {100, 199},
                    {stat_of(path).st_size - 1, stat_of(path).st_size - 1}});
      expect_parts(client.ask(get(target, range("bytes=3000-3999, 5-9"))), path,
                   {{3000, 3999}, {5, 9}});
    }
  }
  expect_usable(client);
}

TEST(Range, LargePartsOfALargeFileArriveWhole) {
  Client client;
  expect_parts(client.ask(get("/sizes/big",
                              range("bytes=8000000-12000000,0-5000000"))),
               "sizes/big", {{8000000, 12000000}, {0, 5000000}});
  expect_usable(client);
}

TEST(Range, ThatOverlapAreMerged) {
  if (options().other_server) GTEST_SKIP();
  Client client;
  expect_part(client.ask(get("/sizes/4097", range("bytes=0-99,50-149,150-199"))),
              "sizes/4097", 0, 199);
  std::string many = "bytes=0-0";
  for (int i = 1; i < kRangesAsked; i++)
    many += "," + std::to_string(i) + "-" + std::to_string(i);
  expect_part(client.ask(get("/sizes/4097", range(many))), "sizes/4097", 0,
              kRangesAsked - 1);
  expect_usable(client);
}

TEST(Range, WithoutEndIsIgnored) {
  if (options().other_server) GTEST_SKIP();
  Client client;
  std::string many = "bytes=0-0";
  for (int i = 0; i < kRangesAsked; i++) many += ",0-0";
  expect_file(client.ask(get("/sizes/4097", range(many))), "sizes/4097");
  expect_usable(client);
}

TEST(Range, MoreThanAreAllowedGetTheWhole) {
  if (options().other_server) GTEST_SKIP();
  Client client;
  std::string many = "bytes=0-0";
  for (int i = 1; i < 17; i++)
    many += "," + std::to_string(i * 10) + "-" + std::to_string(i * 10);
  expect_file(client.ask(get("/sizes/4097", range(many))), "sizes/4097");
  expect_usable(client);
}

TEST(Range, AnswersArePipelinedInOrder) {
  Client client;
  client.send(get("/sizes/4097", range("bytes=0-0,9-9")) +
              get("/sizes/4097", range("bytes=5-6")) + get("/small.txt") +
              get("/sizes/middle", range("bytes=7-8")) + get("/sizes/1"));
  expect_parts(client.read(), "sizes/4097", {{0, 0}, {9, 9}});
  expect_part(client.read(), "sizes/4097", 5, 6);
  expect_file(client.read(), "small.txt");
  expect_part(client.read(), "sizes/middle", 7, 8);
  expect_file(client.read(), "sizes/1");
  expect_usable(client);
}

}  // namespace
}  // namespace wire
