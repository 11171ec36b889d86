// SPDX-License-Identifier: GPL-2.0-only
// Encoded forms that stand ready beside a file (RFC 9110 12.5.3).  Their bytes
// here are no real compression: nothing may look into them.
#include <gtest/gtest.h>

#include <string>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

constexpr char kPlain[] = "scratch/coded/page.html";

class Coding : public testing::Test {
 protected:
  void SetUp() override {
    remove_path("scratch/coded");
    make_dir("scratch/coded");
    write_file(kPlain, "<!doctype html><title>plain</title>\n");
    write_file(std::string(kPlain) + ".gz", "the gzip form");
    write_file(std::string(kPlain) + ".br", "the br form");
    write_file(std::string(kPlain) + ".zst", "the zstd form");
  }
  Response ask(const std::string& accept, const std::string& more = "") {
    return client_.ask(get(std::string("/") + kPlain,
                           (accept.empty() ? "" : "Accept-Encoding: " + accept +
                                                      "\r\n") +
                               more));
  }
  void expect_form(const std::string& accept, const std::string& coding) {
    SCOPED_TRACE(accept);
    for (int again = 0; again < 3; again++)
      expect_coded(ask(accept), kPlain, coding);
  }

  // A form that was of no use becomes so: seen within a second.
  void expect_soon_coded(const std::string& coding) {
    expect_soon([&] { return ask(coding); }, coding, [&](const Response& r) {
      return r.field("Content-Encoding") == coding;
    });
  }

  // A file that was written just now has none yet.
  std::string tag_of(const std::string& coding) {
    std::string tag;
    expect_soon([&] { return ask(coding); }, "a tag", [&](const Response& r) {
      tag = r.field("ETag").value_or("");
      return !tag.empty();
    });
    return tag;
  }

  Client client_;
};

TEST_F(Coding, TheFormIsTheBestThatTheClientAccepts) {
  expect_form("", "");
  expect_form("gzip", "gzip");
  expect_form("gzip, deflate", "gzip");
  expect_form("gzip, deflate, br", "br");
  expect_form("gzip, deflate, br, zstd", "zstd");
  expect_form("zstd", "zstd");
  expect_form("*", "zstd");
  expect_form("deflate", "");
  expect_form("identity", "");
  expect_form("x-gzip", "gzip");
  expect_form("GZIP", "gzip");
  expect_usable(client_);
}

TEST_F(Coding, WeightsDecide) {
  expect_form("gzip;q=1, br;q=0.5, zstd;q=0.1", "gzip");
  expect_form("gzip;q=0.2, br;q=0.20, zstd;q=0.200", "zstd");
  expect_form("gzip;q=0, *", "zstd");
  expect_form("zstd;q=0, br;q=0, gzip", "gzip");
  expect_form("identity;q=1, gzip;q=0.5", "");
  expect_form("gzip;q=0", "");
  expect_usable(client_);
}

TEST_F(Coding, FieldsOnSeveralLinesAreOneList) {
  const auto r = client_.ask(
      get(std::string("/") + kPlain,
          "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n"));
  expect_coded(r, kPlain, "br");
}

TEST_F(Coding, EachFormHasATagOfItsOwn) {
  const auto plain = tag_of("");
  const auto gzip = tag_of("gzip");
  const auto br = tag_of("br");
  EXPECT_NE(plain, gzip);
  EXPECT_NE(gzip, br);
  EXPECT_EQ(ask("gzip", "If-None-Match: " + gzip + "\r\n").status, 304);
  EXPECT_EQ(ask("gzip", "If-None-Match: " + gzip + "\r\n").field("Vary"),
            "Accept-Encoding");
  EXPECT_EQ(ask("gzip", "If-None-Match: " + plain + "\r\n").status, 200);
  EXPECT_EQ(ask("", "If-None-Match: " + gzip + "\r\n").status, 200);
}

TEST_F(Coding, RangesAreOfTheForm) {
  for (int again = 0; again < 2; again++) {
    const auto r = ask("gzip", "Range: bytes=4-7\r\n");
    EXPECT_EQ(r.status, 206);
    EXPECT_EQ(r.body, "gzip");
    EXPECT_EQ(r.field("Content-Range"), "bytes 4-7/13");
    EXPECT_EQ(r.field("Content-Encoding"), "gzip");
    EXPECT_EQ(r.field("Vary"), "Accept-Encoding");
    EXPECT_EQ(r.field("Content-Type"), "text/html; charset=utf-8");
  }
}

TEST_F(Coding, AFormOlderThanItsFileIsNotUsed) {
  expect_form("gzip", "gzip");
  set_mtime(std::string(kPlain) + ".gz", 1000000000);
  for (int again = 0; again < 3; again++)
    EXPECT_FALSE(ask("gzip").field("Content-Encoding"));
  set_mtime(std::string(kPlain) + ".gz", 4000000000);
  expect_soon_coded("gzip");
}

TEST_F(Coding, AFileChangedAfterItsFormsIsServedItself) {
  expect_form("br", "br");
  set_mtime(std::string(kPlain) + ".br", stat_of(kPlain).st_mtim.tv_sec - 10);
  set_mtime(std::string(kPlain) + ".gz", stat_of(kPlain).st_mtim.tv_sec - 10);
  set_mtime(std::string(kPlain) + ".zst", stat_of(kPlain).st_mtim.tv_sec - 10);
  write_file(kPlain, "<!doctype html><title>newer</title>\n");
  for (int again = 0; again < 3; again++)
    EXPECT_EQ(ask("br").body, "<!doctype html><title>newer</title>\n");
}

TEST_F(Coding, AFormThatAppearsOrGoesIsSeenAtOnce) {
  remove_path(std::string(kPlain) + ".zst");
  remove_path(std::string(kPlain) + ".br");
  expect_form("gzip, br, zstd", "gzip");
  write_file(std::string(kPlain) + ".br", "a br form, later");
  expect_form("gzip, br, zstd", "br");
  remove_path(std::string(kPlain) + ".br");
  expect_form("gzip, br, zstd", "gzip");
  remove_path(std::string(kPlain) + ".gz");
  for (int again = 0; again < 3; again++)
    expect_file(ask("gzip, br, zstd"), kPlain);
  write_file(std::string(kPlain) + ".gz", "back again");
  expect_form("gzip", "gzip");
}

TEST_F(Coding, AFormRewrittenIsFresh) {
  expect_form("gzip", "gzip");
  write_file(std::string(kPlain) + ".gz", "another gzip form");
  expect_form("gzip", "gzip");
  EXPECT_EQ(ask("gzip").body, "another gzip form");
}

TEST_F(Coding, AFormThatMayNotBeReadIsNotUsed) {
  set_mode(std::string(kPlain) + ".zst", 0600);
  set_mode(std::string(kPlain) + ".br", 0600);
  expect_form("gzip, br, zstd", "gzip");
  set_mode(std::string(kPlain) + ".br", 0644);
  expect_soon_coded("br");
}

TEST_F(Coding, AnIndexHasFormsToo) {
  rename_path(kPlain, "scratch/coded/index.html");
  rename_path(std::string(kPlain) + ".gz", "scratch/coded/index.html.gz");
  for (int again = 0; again < 3; again++) {
    const auto r = client_.ask(
        get("/scratch/coded/", "Accept-Encoding: gzip\r\n"));
    EXPECT_EQ(r.field("Content-Encoding"), "gzip");
    EXPECT_EQ(r.field("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(r.body, "the gzip form");
  }
}

TEST_F(Coding, LargeFormsAreStreamed) {
  write_pattern(std::string(kPlain) + ".gz", 11, kMiddleSize);
  expect_form("gzip", "gzip");
  write_pattern(kPlain, 12, kMiddleSize);
  write_file(std::string(kPlain) + ".gz", "small again");
  expect_form("gzip", "gzip");
  expect_form("", "");
}

TEST_F(Coding, AskedForByNameAFormIsAFileLikeOthers) {
  const auto r =
      client_.ask(get(std::string("/") + kPlain + ".gz",
                      "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(r.body, "the gzip form");
  EXPECT_FALSE(r.field("Content-Encoding")) << show(r.head);
  EXPECT_EQ(r.field("Content-Type"), "application/gzip");
}

}  // namespace
}  // namespace wire
