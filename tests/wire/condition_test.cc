// SPDX-License-Identifier: GPL-2.0-only
// Conditional requests (RFC 9110 13) for hot and cold files.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

constexpr char kPast[] = "Thu, 01 Jan 1970 00:00:01 GMT";
constexpr char kFuture[] = "Fri, 31 Dec 2100 23:59:59 GMT";

class Condition : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto r = client_.ask(get(target()));
    tag_ = r.field("ETag").value_or("");
    date_ = r.field("Last-Modified").value_or("");
  }
  std::string path() const { return GetParam(); }
  std::string target() const { return "/" + path(); }
  Response ask(const std::string& fields) {
    return client_.ask(get(target(), fields));
  }
  void expect_whole(const std::string& fields) {
    SCOPED_TRACE(fields);
    expect_file(ask(fields), path());
  }
  void expect_unchanged(const std::string& fields) {
    SCOPED_TRACE(fields);
    const auto r = ask(fields);
    expect_not_modified(r, path());
    EXPECT_EQ(r.field("ETag"), tag_);
  }
  void expect_failed(const std::string& fields) {
    SCOPED_TRACE(fields);
    expect_status(ask(fields), 412);
  }

  Client client_;
  std::string tag_;
  std::string date_;
};

TEST_P(Condition, ATagIsStrongAndTheSameForTheSameFile) {
  ASSERT_GE(tag_.size(), 3u);
  EXPECT_EQ(tag_.front(), '"');
  EXPECT_EQ(tag_.back(), '"');
  EXPECT_EQ(client_.ask(get(target())).field("ETag"), tag_);
  EXPECT_EQ(client_.ask(request("HEAD", target()), true).field("ETag"), tag_);
}

TEST_P(Condition, IfNoneMatchWithTheTagIsNotModified) {
  for (const auto& value :
       {tag_, "W/" + tag_, "\"x\", " + tag_, "\"x\",W/\"y\", " + tag_ + ",\"z\"",
        std::string("*")})
    expect_unchanged("If-None-Match: " + value + "\r\n");
  expect_unchanged("If-None-Match: \"x\"\r\nIf-None-Match: " + tag_ + "\r\n");
  for (const auto& value : {std::string("\"x\""), std::string("\"x\", \"y\"")})
    expect_whole("If-None-Match: " + value + "\r\n");
  expect_usable(client_);
}

TEST_P(Condition, IfModifiedSinceIsNotModifiedUpToTheSameSecond) {
  expect_unchanged("If-Modified-Since: " + date_ + "\r\n");
  expect_unchanged(std::string("If-Modified-Since: ") + kFuture + "\r\n");
  expect_whole(std::string("If-Modified-Since: ") + kPast + "\r\n");
  for (const char* bad : {"yesterday", "", "0", "Thu, 01 Jan 1970"})
    expect_whole(std::string("If-Modified-Since: ") + bad + "\r\n");
  expect_usable(client_);
}

TEST_P(Condition, IfNoneMatchTakesPlaceOfIfModifiedSince) {
  expect_whole("If-None-Match: \"x\"\r\nIf-Modified-Since: " + date_ + "\r\n");
  expect_unchanged("If-None-Match: " + tag_ + "\r\nIf-Modified-Since: " + kPast +
                   "\r\n");
  expect_usable(client_);
}

TEST_P(Condition, IfMatchFailsWithoutTheStrongTag) {
  expect_whole("If-Match: " + tag_ + "\r\n");
  expect_whole("If-Match: \"x\", " + tag_ + "\r\n");
  expect_whole("If-Match: *\r\n");
  expect_failed("If-Match: \"x\"\r\n");
  expect_failed("If-Match: W/" + tag_ + "\r\n");
  expect_usable(client_);
}

TEST_P(Condition, IfUnmodifiedSinceFailsForANewerFile) {
  expect_whole("If-Unmodified-Since: " + date_ + "\r\n");
  expect_whole(std::string("If-Unmodified-Since: ") + kFuture + "\r\n");
  expect_failed(std::string("If-Unmodified-Since: ") + kPast + "\r\n");
  expect_whole("If-Match: " + tag_ + "\r\nIf-Unmodified-Since: " + kPast +
               "\r\n");
  expect_usable(client_);
}

TEST_P(Condition, OfHeadIsAnsweredLikeGets) {
  auto r = client_.ask(
      request("HEAD", target(), "If-None-Match: " + tag_ + "\r\n"), true);
  expect_not_modified(r, path());
  r = client_.ask(request("HEAD", target(), "If-Match: \"x\"\r\n"), true);
  expect_status(r, 412, true);
  expect_usable(client_);
}

TEST_P(Condition, ComesBeforeTheRange) {
  expect_unchanged("Range: bytes=0-0\r\nIf-None-Match: " + tag_ + "\r\n");
  expect_failed("Range: bytes=0-0\r\nIf-Match: \"x\"\r\n");
  EXPECT_EQ(ask("Range: bytes=0-0\r\nIf-Match: " + tag_ + "\r\n").status, 206);
  expect_usable(client_);
}

INSTANTIATE_TEST_SUITE_P(Files, Condition,
                         testing::Values("small.txt", "sizes/65536",
                                         "sizes/middle"),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (auto& c : name)
                             if (!isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

// A file system's clock stands still for milliseconds.
TEST(ConditionChange, ATagDiffersWhenTheFileDoesEvenWithinATickOfTheClock) {
  std::map<std::string, std::string> body_of;  // by tag
  for (int i = 100; i < 200; i++) {
    const auto body = std::to_string(i);
    write_file("scratch/tagged.txt", body);
    const auto r = fetch("/scratch/tagged.txt");
    EXPECT_EQ(r.body, body);
    const auto tag = r.field("ETag");
    if (tag) EXPECT_EQ(body_of.emplace(*tag, body).first->second, body) << *tag;
  }
}

TEST(ConditionChange, AChangedFileHasATagWithinASecondAndThenAnother) {
  write_file("scratch/tagged.txt", "one");
  std::optional<std::string> tag;
  expect_soon("/scratch/tagged.txt", "a tag", [&](const Response& r) {
    tag = r.field("ETag");
    return tag.has_value();
  });
  ASSERT_TRUE(tag);
  const auto request =
      get("/scratch/tagged.txt", "If-None-Match: " + *tag + "\r\n");
  EXPECT_EQ(Client().ask(request).status, 304);
  write_file("scratch/tagged.txt", "two");
  const auto r = Client().ask(request);
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.body, "two");
}

TEST(ConditionChange, AFileThatIsGoneIsNotFoundWhateverTheCondition) {
  Client client;
  expect_status(client.ask(get("/missing", "If-None-Match: *\r\n")), 404);
  expect_status(client.ask(get("/missing", "If-Match: *\r\n")), 404);
  expect_usable(client);
}

}  // namespace
}  // namespace wire
