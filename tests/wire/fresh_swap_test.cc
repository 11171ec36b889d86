// SPDX-License-Identifier: GPL-2.0-only
// Changes above a file: its directories and links.  They are seen at once or
// within a second.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"
#include "root.h"

namespace wire {
namespace {

void make_version(const std::string& dir, const std::string& text) {
  make_dir(dir + "/sub");
  write_file(dir + "/sub/file.txt", text);
}

void heat(const std::string& target, const std::string& body) {
  Client client;
  for (int i = 0; i < 3; i++)
    EXPECT_EQ(client.ask(get(target)).body, body) << target;
}

void expect_body_soon(const std::string& target, const std::string& body) {
  expect_soon(target, show(body), [&](const Response& r) {
    return r.status == 200 && r.body == body;
  });
}

void expect_status_soon(const std::string& target, int status) {
  expect_soon(target, std::to_string(status),
              [&](const Response& r) { return r.status == status; });
}

class FreshSwap : public testing::Test {
 protected:
  void SetUp() override {
    remove_path("scratch/swap");
    make_version("scratch/swap/live", "version one");
    make_version("scratch/swap/next", "version two");
  }
};

TEST_F(FreshSwap, ADirectorySwappedByRename) {
  heat("/scratch/swap/live/sub/file.txt", "version one");
  rename_path("scratch/swap/live", "scratch/swap/old");
  expect_status_soon("/scratch/swap/live/sub/file.txt", 404);
  rename_path("scratch/swap/next", "scratch/swap/live");
  expect_body_soon("/scratch/swap/live/sub/file.txt", "version two");
  expect_body_soon("/scratch/swap/old/sub/file.txt", "version one");
}

TEST_F(FreshSwap, ADirectoryReplacedWithoutAMomentOfAbsence) {
  set_link("live", "scratch/swap/link");
  heat("/scratch/swap/link/sub/file.txt", "version one");
  set_link("next", "scratch/swap/link");
  expect_body_soon("/scratch/swap/link/sub/file.txt", "version two");
  set_link("live", "scratch/swap/link");
  expect_body_soon("/scratch/swap/link/sub/file.txt", "version one");
}

TEST_F(FreshSwap, ALinkToAFile) {
  set_link("live/sub/file.txt", "scratch/swap/current");
  heat("/scratch/swap/current", "version one");
  set_link("next/sub/file.txt", "scratch/swap/current");
  expect_body_soon("/scratch/swap/current", "version two");
}

TEST_F(FreshSwap, TheFileBehindALinkIsRewritten) {
  set_link("live/sub/file.txt", "scratch/swap/current");
  heat("/scratch/swap/current", "version one");
  write_file("scratch/swap/live/sub/file.txt", "version 1.1");
  EXPECT_EQ(fetch("/scratch/swap/current").body, "version 1.1");
}

TEST_F(FreshSwap, AFileReplacedByALink) {
  heat("/scratch/swap/live/sub/file.txt", "version one");
  set_link("../../next/sub/file.txt", "scratch/swap/live/sub/file.txt");
  expect_body_soon("/scratch/swap/live/sub/file.txt", "version two");
}

TEST_F(FreshSwap, ADirectoryClosedByItsModeAndOpenedAgain) {
  heat("/scratch/swap/live/sub/file.txt", "version one");
  set_mode("scratch/swap/live", 0700);
  expect_status_soon("/scratch/swap/live/sub/file.txt", 403);
  set_mode("scratch/swap/live", 0755);
  expect_body_soon("/scratch/swap/live/sub/file.txt", "version one");
}

TEST_F(FreshSwap, ADirectoryRemovedAndMadeAgain) {
  heat("/scratch/swap/live/sub/file.txt", "version one");
  remove_path("scratch/swap/live");
  expect_status_soon("/scratch/swap/live/sub/file.txt", 404);
  make_version("scratch/swap/live", "version three");
  expect_body_soon("/scratch/swap/live/sub/file.txt", "version three");
}

TEST_F(FreshSwap, ADirectoryReplacedByAFileOfItsName) {
  heat("/scratch/swap/live/sub/file.txt", "version one");
  remove_path("scratch/swap/live");
  write_file("scratch/swap/live", "a file now");
  expect_status_soon("/scratch/swap/live/sub/file.txt", 404);
  expect_body_soon("/scratch/swap/live", "a file now");
}

}  // namespace
}  // namespace wire
