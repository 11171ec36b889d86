// SPDX-License-Identifier: GPL-2.0-only
// Directories, and files that are not there or not for everyone.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

TEST(Directory, TheRootAndADirectoryAnswerWithTheirIndexFile) {
  expect_file(fetch("/"), "index.html");
  expect_file(fetch("/?query"), "index.html");
  expect_file(fetch("/indexed/"), "indexed/index.html");
  expect_file(fetch("/indexed/."), "indexed/index.html");
  expect_file(fetch("/indexed/index.html"), "indexed/index.html");
}

TEST(Directory, WithoutTheSlashItIsRedirectedToTheSlash) {
  Client client;
  expect_redirect(client.ask(get("/indexed")), "/indexed/");
  expect_redirect(client.ask(get("/plain")), "/plain/");
  expect_redirect(client.ask(get("/nested/a/b")), "/nested/a/b/");
  expect_usable(client);
}

TEST(Directory, TheRedirectKeepsTheQuery) {
  Client client;
  expect_redirect(client.ask(get("/indexed?a=1&b=%20")),
                  "/indexed/?a=1&b=%20");
  expect_redirect(client.ask(get("/indexed?")), "/indexed/?");
}

TEST(Directory, TheRedirectEscapesOddNamesAndLeadsToThem) {
  Client client;
  expect_redirect(client.ask(get("/odd%20dir?x")), "/odd%20dir/?x");
  const auto r = client.ask(get("/odd%20dir/100%25/%C3%BC%3F%23+"));
  expect_redirect(r, "/odd%20dir/100%25/%C3%BC%3F%23+/");
  expect_file(client.ask(get(*r.field("Location"))),
              "odd dir/100%/\xc3\xbc?#+/index.html");
}

TEST(Directory, TheRedirectNeverNamesAnotherHost) {
  make_dir("scratch/evil.example");
  for (const char* target : {"//indexed", "///indexed", "/.//indexed",
                             "/nested/..//indexed", "/%2e//indexed"})
    expect_redirect(fetch(target), "/indexed/");
  expect_redirect(fetch("/scratch//evil.example"), "/scratch/evil.example/");
}

TEST(Directory, HeadIsRedirectedWithoutABody) {
  Client client;
  const auto r = client.ask(request("HEAD", "/indexed"), true);
  expect_status(r, 301, true);
  EXPECT_EQ(r.field("Location"), "/indexed/");
  expect_usable(client);
}

TEST(Directory, WithoutAnIndexFileThereIsNothing) {
  Client client;
  expect_status(client.ask(get("/plain/")), no_index_status());
  expect_status(client.ask(get("/nested/a/")), no_index_status());
  expect_usable(client);
}

TEST(Directory, AnIndexThatIsADirectoryItselfIsNotServed) {
  expect_status(fetch("/index-is-directory/"), no_index_status());
}

TEST(Directory, AFileWithASlashBehindItIsNotFound) {
  Client client;
  expect_status(client.ask(get("/small.txt/")), 404);
  expect_status(client.ask(get("/small.txt/more")), 404);
  expect_usable(client);
}

TEST(Missing, IsNotFoundAndTheConnectionStays) {
  Client client;
  for (const char* target : {"/missing", "/missing/", "/nested/missing",
                             "/missing/deep/down", "/small.tx"})
    expect_status(client.ask(get(target)), 404);
  expect_usable(client);
}

TEST(Forbidden, FilesThatTheServersUserMayNotRead) {
  Client client;
  for (const char* target :
       {"/private/secret.txt", "/private/group.txt",
        "/private/closed/inside.txt", "/private/no-index-for-you/"}) {
    SCOPED_TRACE(target);
    expect_status(client.ask(get(target)), 403);
  }
  expect_usable(client);
}

TEST(Forbidden, WhatIsInAClosedDirectoryIsNotTold) {
  // Whether the name exists there must make no difference.
  const auto there = fetch("/private/closed/inside.txt");
  const auto absent = fetch("/private/closed/absent.txt");
  EXPECT_EQ(there.status, absent.status);
}

TEST(Forbidden, NoKindOfSpecialFileIsReadOrHangsTheServer) {
  Client client;
  for (const char* target : {"/special/fifo", "/special/socket",
                             "/special/device", "/links/device"}) {
    SCOPED_TRACE(target);
    expect_status(client.ask(get(target)), 403);
    expect_status(client.ask(request("HEAD", target), true), 403, true);
  }
  expect_usable(client);
}

TEST(Links, InsideTheRootAreFollowed) {
  expect_file(fetch("/links/inside"), "small.txt");
  expect_file(fetch("/links/directory/a/b/c/d/deep.txt"),
              "nested/a/b/c/d/deep.txt");
  expect_redirect(fetch("/links/directory"), "/links/directory/");
}

TEST(Links, ToNowhereAreNotFound) {
  expect_status(fetch("/links/dangling"), 404);
}

TEST(Links, ThatLoopAreNotFoundOrForbidden) {
  Client client;
  const auto r = client.ask(get("/links/loop1"));
  expect_status(r, r.status == 403 ? 403 : 404);
  expect_usable(client);
}

}  // namespace
}  // namespace wire
