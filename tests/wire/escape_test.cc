// SPDX-License-Identifier: GPL-2.0-only
// Attempts to reach what is not below the document root.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

struct Attempt {
  const char* what;
  std::string target;
  int status;
};

std::string outside_name() {
  const auto& root = options().root;
  return root.substr(root.rfind('/') + 1) + "-outside/secret.txt";
}

void expect_nothing_told(const Attempt& attempt) {
  SCOPED_TRACE(attempt.what);
  Client client;
  const auto r = client.ask(get(attempt.target));
  expect_status(r, attempt.status);
  EXPECT_EQ(r.body.find(kSecret), std::string::npos);
  if (attempt.status == 400) {
    EXPECT_TRUE(r.says_close());
  }
  expect_as_said(client, r);
}

TEST(Escape, DotsThatLeadAboveTheRootAreBadRequests) {
  const auto name = outside_name();
  const Attempt attempts[] = {
      {"plain", "/../" + name, 400},
      {"at the end", "/..", 400},
      {"with a slash at the end", "/../", 400},
      {"from below, one too many", "/nested/../../" + name, 400},
      {"from far below", "/nested/a/b/../../../../" + name, 400},
      {"through a name that does not exist", "/x/../../" + name, 400},
      {"behind a dot segment", "/./../" + name, 400},
      {"behind double slashes", "//../" + name, 400},
      {"encoded", "/%2e%2e/" + name, 400},
      {"encoded in capitals", "/%2E%2E/" + name, 400},
      {"half encoded", "/.%2e/" + name, 400},
      {"half encoded the other way", "/%2e./" + name, 400},
      {"with an encoded slash", "/..%2f" + name, 400},
      {"all encoded", "/%2e%2e%2f" + name, 400},
      {"in absolute form", "http://wire.test/../" + name, 400},
      {"back into the root by its name", "/../wire/small.txt", 400},
  };
  for (const auto& attempt : attempts) expect_nothing_told(attempt);
}

TEST(Escape, WhatOnlyLooksLikeDotsIsAName) {
  const auto name = outside_name();
  const Attempt attempts[] = {
      {"encoded twice", "/%252e%252e/" + name, 404},
      {"encoded twice with its slash", "/%252e%252e%252f" + name, 404},
      {"overlong UTF-8", "/%c0%ae%c0%ae/" + name, 404},
      {"full-width dots", "/%ef%bc%8e%ef%bc%8e/" + name, 404},
      {"three dots", "/.../" + name, 404},
      {"dots and a space", "/..%20/" + name, 404},
      {"raw backslashes", "/..\\..\\etc\\passwd", 404},
      {"encoded backslashes", "/..%5c..%5c" + name, 404},
      {"an absolute path of the machine", "/etc/passwd", 404},
      {"the same behind two slashes", "//etc/passwd", 404},
      {"the process file system", "/proc/self/environ", 404},
  };
  for (const auto& attempt : attempts) expect_nothing_told(attempt);
}

TEST(Escape, BytesThatEndOrSplitAPathElsewhereAreBadRequests) {
  const Attempt attempts[] = {
      {"NUL at the end", "/small.txt%00", 400},
      {"NUL before an extension", "/private/secret.txt%00.html", 400},
      {"NUL in a dot segment", "/..%00/", 400},
      {"line feed", "/small.txt%0a", 400},
      {"carriage return and line feed", "/small.txt%0d%0aX:%20y", 400},
      {"delete", "/small.txt%7f", 400},
      {"encoded slash", "/nested%2fa", 400},
  };
  for (const auto& attempt : attempts) expect_nothing_told(attempt);
}

TEST(Escape, LinksThatLeaveTheRootAreForbidden) {
  const Attempt attempts[] = {
      {"absolute", "/links/outside-absolute", 403},
      {"relative", "/links/outside-relative", 403},
      {"a directory", "/links/outside-directory", 403},
      {"a directory with its slash", "/links/outside-directory/", 403},
      {"below a directory", "/links/outside-directory/secret.txt", 403},
      {"absent below a directory", "/links/outside-directory/absent", 403},
  };
  for (const auto& attempt : attempts) expect_nothing_told(attempt);
}

TEST(Escape, ALinkChangedToLeadOutIsForbiddenWhileItsFileIsHot) {
  set_link("../small.txt", "scratch/turning");
  Client client;
  for (int i = 0; i < 3; i++)
    expect_file(client.ask(get("/scratch/turning")), "small.txt");
  set_link(options().root + "-outside/secret.txt", "scratch/turning");
  expect_soon("/scratch/turning", "refusal of the link",
              [](const Response& r) { return r.status == 403; });
}

}  // namespace
}  // namespace wire
