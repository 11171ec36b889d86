// SPDX-License-Identifier: GPL-2.0-only
// Plain files by GET and HEAD.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"
#include "names.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

TEST(File, EverySizeArrivesByteForByteOnOneConnection) {
  Client client;
  for (const char* size :
       {"0", "1", "1023", "1024", "2048", "2049", "4095", "4096", "4097", "65536", "1m"}) {
    SCOPED_TRACE(size);
    const std::string path = std::string("sizes/") + size;
    expect_file(client.ask(get("/" + path)), path);
  }
  expect_usable(client);
}

TEST(File, EverySizeArrivesByteForByteOnConnectionsOfTheirOwn) {
  for (const char* size : {"0", "1", "2048", "2049", "4095", "4096", "4097", "65536", "1m"}) {
    SCOPED_TRACE(size);
    const std::string path = std::string("sizes/") + size;
    expect_file(fetch("/" + path), path);
  }
}

TEST(File, AFileAboveTheCacheLimitArrivesByteForByte) {
  Client client;
  for (int again = 0; again < 2; again++)
    expect_file(client.ask(get("/sizes/middle")), "sizes/middle");
  expect_usable(client);
}

TEST(File, HeadGivesTheFieldsOfGetWithoutTheBody) {
  Client client;
  for (const char* path : {"small.txt", "sizes/0", "sizes/4097", "sizes/1m",
                           "sizes/big", "index.html"}) {
    SCOPED_TRACE(path);
    const auto target = std::string("/") + path;
    const auto r = client.ask(request("HEAD", target), true);
    expect_file_head(r, path);
    EXPECT_EQ(client.pending(), "");
    Client other;
    other.send(get(target));
    auto full = other.read_head();
    ASSERT_EQ(full.fields.size(), r.fields.size());
    for (size_t i = 0; i < r.fields.size(); i++) {
      EXPECT_EQ(full.fields[i].first, r.fields[i].first);
      if (r.fields[i].first != "Date") {
        EXPECT_EQ(full.fields[i].second, r.fields[i].second);
      }
    }
  }
  expect_usable(client);
}

TEST(File, HeadOfWhatIsNotThereHasTheFieldsOfTheErrorAndNoBody) {
  Client client;
  const auto r = client.ask(request("HEAD", "/missing"), true);
  expect_status(r, 404, true);
  expect_usable(client);
}

TEST(File, ADeepPathIsFound) {
  expect_file(fetch("/nested/a/b/c/d/deep.txt"), "nested/a/b/c/d/deep.txt");
}

TEST(File, NamesThatBeginWithADotAreHiddenButForWellKnown) {
  if (options().other_server) GTEST_SKIP();
  expect_file(fetch("/.well-known/hidden.txt"), ".well-known/hidden.txt");
  for (const char* target :
       {"/.dotfile", "/%2Edotfile", "/nested/../.dotfile", "/.missing",
        "/nested/.well-known/x", "/.git/", "/.git"})
    expect_status(fetch(target), 404);
}

TEST(File, AQueryDoesNotChangeWhichFileIsMeant) {
  for (const char* target : {"/small.txt?", "/small.txt?a=b&c=%zz",
                             "/small.txt?../../x", "/small.txt?a?b/c",
                             "/small.txt?{a}|b^c\\d`e"})
    expect_file(fetch(target), "small.txt");
}

TEST(File, TheAbsoluteFormOfATargetIsTaken) {
  expect_file(fetch("http://wire.test/small.txt"), "small.txt");
  expect_file(fetch("HTTP://wire.test:80/small.txt?q"), "small.txt");
  expect_file(fetch("http://wire.test"), "index.html");
}

TEST(File, LastModifiedIsTheFilesTimeFarBackToo) {
  // the epoch, a leap day, the last second of a year, a leap day again
  for (const int64_t sec : {0, 951782400, 1483228799, 1709208000}) {
    write_file("scratch/dated.txt", "dated\n");
    set_mtime("scratch/dated.txt", sec, 999999999);
    expect_file(fetch("/scratch/dated.txt"), "scratch/dated.txt");
  }
}

TEST(File, DateGoesOnWhileAFileIsHot) {
  Client client;
  const auto deadline = patience_from_now();
  const auto first = client.ask(get("/small.txt")).field("Date");
  for (;;) {
    const auto r = client.ask(get("/small.txt"));
    expect_file_head(r, "small.txt");
    if (r.field("Date") != first) break;
    ASSERT_LT(Clock::now(), deadline) << "Date stands still";
  }
}

TEST(Names, EveryOddNameIsFoundByItsEncodedForm) {
  Client client;
  for (const auto& odd : kOddNames) {
    SCOPED_TRACE(odd.what);
    const auto r = client.ask(get(std::string("/names/") + odd.encoded));
    expect_file(r, std::string("names/") + odd.name);
    EXPECT_EQ(r.body, odd.what);
  }
}

TEST(Names, TheLongestNameIsFoundAlsoWhenEveryByteIsEscaped) {
  write_file("scratch/" + std::string(255, 'n'), "long");
  std::string encoded;
  for (int i = 0; i < 255; i++) encoded += "%6E";
  EXPECT_EQ(fetch("/scratch/" + std::string(255, 'n')).body, "long");
  EXPECT_EQ(fetch("/scratch/" + encoded).body, "long");
}

TEST(Names, ANameLongerThanAnyFileIsNotFound) {
  Client client;
  expect_status(client.ask(get("/scratch/" + std::string(256, 'n'))), 404);
  expect_status(client.ask(get("/" + std::string(4000, 'n'))), 404);
  expect_usable(client);
}

TEST(Names, UpperAndLowerCaseAreDifferentNames) {
  expect_status(fetch("/SMALL.TXT"), 404);
}

TEST(Names, DotSegmentsAndDoubleSlashesInsideTheRootAreResolved) {
  for (const char* target :
       {"/./small.txt", "//small.txt", "/nested/../small.txt",
        "/nested/a/../../small.txt", "/nested/%2e%2E/small.txt",
        "/missing/../small.txt", "/nested//a/.././../small.txt"})
    expect_file(fetch(target), "small.txt");
  expect_file(fetch("/nested/.."), "index.html");
}

}  // namespace
}  // namespace wire
