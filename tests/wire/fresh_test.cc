// SPDX-License-Identifier: GPL-2.0-only
// A completed local change is seen by the next request, however hot the file
// was: one connection that stays and one that is new must both see it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

// A file that has been served often enough to be in any cache.
class Fresh : public testing::Test {
 protected:
  void SetUp() override {
    remove_path(kPath);
    write_file(kPath, "first version\n");
    heat();
  }
  void heat() {
    for (int i = 0; i < 3; i++) expect_now_file();
  }
  void expect_now_file() {
    expect_file(kept_.ask(get(kTarget)), kPath);
    expect_file(fetch(kTarget), kPath);
  }
  void expect_now(int status) {
    expect_status(kept_.ask(get(kTarget)), status);
    expect_status(fetch(kTarget), status);
  }

  static constexpr const char* kPath = "scratch/fresh.txt";
  static constexpr const char* kTarget = "/scratch/fresh.txt";
  Client kept_;
};

TEST_F(Fresh, RewrittenInPlaceWithAnotherLength) {
  for (int i = 0; i < 20; i++) {
    write_file(kPath, "version " + std::string(static_cast<size_t>(i), 'i'));
    expect_now_file();
  }
}

TEST_F(Fresh, RewrittenInPlaceWithTheSameLengthInTheSameSecond) {
  for (int i = 10; i < 40; i++) {
    write_file(kPath, "the version " + std::to_string(i) + "\n");
    expect_now_file();
  }
}

TEST_F(Fresh, RewrittenWithTheSameLengthAndTheSameTimeSet) {
  for (int i = 10; i < 20; i++) {
    write_file(kPath, "the version " + std::to_string(i) + "\n");
    set_mtime(kPath, 1000000000);
    expect_now_file();
  }
}

TEST_F(Fresh, AppendedTo) {
  for (int i = 0; i < 10; i++) {
    std::ofstream(under_root(kPath), std::ios::app) << "more " << i << '\n';
    expect_now_file();
  }
}

TEST_F(Fresh, TruncatedInPlace) {
  for (const int size : {9, 4, 0}) {
    ASSERT_EQ(truncate(under_root(kPath).c_str(), size), 0);
    expect_now_file();
  }
}

TEST_F(Fresh, GrownAcrossAPageAndBack) {
  for (const size_t size : {size_t{4095}, size_t{4097}, size_t{1}, size_t{70000}, size_t{2049},
                            size_t{2048}, size_t{4096}, size_t{0}, size_t{300000}}) {
    write_pattern(kPath, size, size);
    expect_now_file();
  }
}

TEST_F(Fresh, ReplacedByRename) {
  for (int i = 10; i < 40; i++) {
    replace_file(kPath, "renamed version " + std::to_string(i) + "\n");
    expect_now_file();
  }
}

TEST_F(Fresh, ReplacedByRenameWithTheSameLengthAndTime) {
  for (int i = 10; i < 20; i++) {
    write_file("scratch/next", "renamed version " + std::to_string(i) + "\n");
    set_mtime("scratch/next", 1000000000);
    rename_path("scratch/next", kPath);
    expect_now_file();
  }
}

TEST_F(Fresh, RemovedAndMadeAgain) {
  for (int i = 0; i < 5; i++) {
    remove_path(kPath);
    expect_now(404);
    write_file(kPath, "again " + std::to_string(i) + "\n");
    expect_now_file();
  }
}

TEST_F(Fresh, MadeAfterItWasAskedForInVain) {
  remove_path(kPath);
  for (int i = 0; i < 5; i++) expect_now(404);
  write_file(kPath, "now\n");
  expect_now_file();
}

TEST_F(Fresh, ForbiddenByItsModeAndAllowedAgain) {
  for (int i = 0; i < 5; i++) {
    set_mode(kPath, 0);
    expect_now(403);
    set_mode(kPath, 0644);
    expect_now_file();
  }
}

TEST_F(Fresh, GivenToAnotherOwnerWithoutRightsForOthers) {
  set_mode(kPath, 0640);
  expect_now(403);
  ASSERT_EQ(chown(under_root(kPath).c_str(), 65534, 65534), 0);
  if (!options().other_server) expect_now_file();
  ASSERT_EQ(chown(under_root(kPath).c_str(), 0, 0), 0);
  expect_now(403);
}

TEST_F(Fresh, TouchedOnlyItsTimeChanges) {
  for (const int64_t sec : {1000000000, 1100000000, 1200000000}) {
    set_mtime(kPath, sec);
    expect_now_file();
  }
}

TEST_F(Fresh, RenamedAway) {
  rename_path(kPath, "scratch/away.txt");
  expect_now(404);
  expect_file(fetch("/scratch/away.txt"), "scratch/away.txt");
}

TEST_F(Fresh, ReplacedByADirectory) {
  remove_path(kPath);
  make_dir(kPath);
  expect_redirect(kept_.ask(get(kTarget)), std::string(kTarget) + "/");
}

TEST_F(Fresh, WrittenThroughAnotherNameOfTheSameFile) {
  remove_path("scratch/other-name.txt");
  ASSERT_EQ(link(under_root(kPath).c_str(),
                 under_root("scratch/other-name.txt").c_str()), 0);
  write_file("scratch/other-name.txt", "through the other name\n");
  expect_now_file();
}

TEST(FreshIndex, AppearsAndVanishes) {
  remove_path("scratch/fresh-index");
  make_dir("scratch/fresh-index");
  Client client;
  for (int i = 0; i < 5; i++) {
    expect_status(client.ask(get("/scratch/fresh-index/")),
                  no_index_status());
    write_file("scratch/fresh-index/index.html", "index\n");
    expect_file(client.ask(get("/scratch/fresh-index/")),
                "scratch/fresh-index/index.html");
    write_file("scratch/fresh-index/index.html", "changed index\n");
    expect_file(client.ask(get("/scratch/fresh-index/")),
                "scratch/fresh-index/index.html");
    remove_path("scratch/fresh-index/index.html");
  }
}

}  // namespace
}  // namespace wire
