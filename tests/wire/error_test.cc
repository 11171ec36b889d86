// SPDX-License-Identifier: GPL-2.0-only
// Well-formed requests that this server does not do, and its bounds.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"

namespace wire {
namespace {

// Bounds that the server documents.
constexpr size_t kTargetMost = 4096;   // bytes
constexpr size_t kHeadAllowed = 8192;  // bytes
constexpr int kFieldsMost = 100;
constexpr int kMembersMost = 64;

// A request whose head has exactly `size` bytes.
std::string request_of_size(size_t size) {
  const std::string frame = get("/small.txt", "Fill: \r\n");
  return get("/small.txt",
             "Fill: " + std::string(size - frame.size(), 'f') + "\r\n");
}

std::string fields(int count) {
  std::string out;
  for (int i = 0; i < count; i++) out += "F" + std::to_string(i) + ": v\r\n";
  return out;
}

TEST(Method, KnownOnesThatAreNotServedAreNotAllowedAndAllowSaysWhatIs) {
  for (const char* method : {"DELETE", "TRACE"}) {
    SCOPED_TRACE(method);
    Client client;
    const auto r = client.ask(request(method, "/small.txt"));
    expect_status(r, 405);
    expect_as_said(client, r);
  }
}

TEST(Method, WithABodyItIsNotAllowedAndTheBodyIsNotTakenForARequest) {
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    SCOPED_TRACE(method);
    Client client;
    const auto body = get("/index.html");
    client.send(request(method, "/small.txt",
                        "Content-Length: " + std::to_string(body.size()) +
                            "\r\n") + body);
    const auto r = client.read();
    expect_status(r, 405);
    expect_as_said(client, r);
  }
}

TEST(Method, WithoutALengthWhereABodyIsMeantIsLengthRequired) {
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    SCOPED_TRACE(method);
    Client client;
    const auto r = client.ask(request(method, "/small.txt"));
    expect_status(r, 411);
    expect_as_said(client, r);
  }
}

TEST(Method, ConnectGetsOneDefiniteAnswer) {
  Client client;
  const auto r = client.ask(request("CONNECT", "wire.test:80"));
  expect_status(r, 405);
  expect_as_said(client, r);
}

TEST(Method, OptionsAreToldForAFileAndForTheServer) {
  Client client;
  for (const char* target : {"*", "/small.txt", "/missing", "/"}) {
    SCOPED_TRACE(target);
    const auto r = client.ask(request("OPTIONS", target));
    EXPECT_EQ(r.status, 204) << show(r.head);
    EXPECT_EQ(r.field("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_FALSE(r.field("Content-Length")) << show(r.head);
    EXPECT_FALSE(r.field("Content-Type")) << show(r.head);
  }
  expect_usable(client);
}

TEST(Method, TheAsteriskIsForOptionsAlone) {
  for (const char* method : {"GET", "HEAD"}) {
    Client client;
    const auto r = client.ask(request(method, "*"), method[0] == 'H');
    expect_status(r, 400, method[0] == 'H');
    expect_closed(client);
  }
}

TEST(Method, UnknownOnesAreNotImplementedCaseMatters) {
  for (const char* method : {"get", "Get", "GETT", "GE", "BREW", "PROPFIND",
                             "!#$%&'*+-.^_`|~09"}) {
    SCOPED_TRACE(method);
    Client client;
    const auto r = client.ask(request(method, "/small.txt"));
    expect_status(r, 501);
    expect_as_said(client, r);
  }
}

TEST(Method, AnEndlessOneIsNotImplementedAndTheConnectionEnds) {
  Client client;
  client.send(std::string(200, 'M'));
  expect_refusal(client, 501);
}

TEST(Bounds, ATargetOfTheGreatestLengthIsRead) {
  Client client;
  const std::string query = "/small.txt?";
  expect_file(client.ask(get(query + std::string(kTargetMost - query.size(),
                                                 'q'))),
              "small.txt");
  expect_usable(client);
}

TEST(Bounds, AByteMoreIsTooLong) {
  Client client;
  client.send(get("/" + std::string(kTargetMost, 't')));
  expect_refusal(client, 414);
}

TEST(Bounds, ATargetWithoutEndIsAnsweredBeforeItEnds) {
  Client client;
  client.send("GET /" + std::string(2 * kTargetMost, 't'));
  expect_refusal(client, 414);
}

TEST(Bounds, AHeadOfTheGreatestSizeIsRead) {
  Client client;
  expect_file(client.ask(request_of_size(kHeadAllowed)), "small.txt");
  expect_usable(client);
}

TEST(Bounds, AHeadOneByteLargerIsTooLarge) {
  Client client;
  client.send(request_of_size(kHeadAllowed + 1));
  expect_refusal(client, 431);
}

TEST(Bounds, AFieldWithoutEndIsAnsweredBeforeItEnds) {
  Client client;
  // A server may stop reading long before all of it was sent.
  client.try_send("GET / HTTP/1.1\r\nHost: wire.test\r\nLong: " +
                  std::string(1u << 20, 'l'));
  expect_refusal(client, 431);
}

TEST(Bounds, AsManyFieldsAsAllowedAreRead) {
  Client client;
  expect_file(client.ask(get("/small.txt", fields(kFieldsMost - 1))),
              "small.txt");
  expect_usable(client);
}

TEST(Bounds, OneFieldMoreIsTooMany) {
  Client client;
  client.send(get("/small.txt", fields(kFieldsMost)));
  expect_refusal(client, 431);
}

// A list that matches nothing, or nothing that there is.
std::string list(const std::string& name, int members) {
  std::string value = "\"none\"";
  while (--members) value += ", \"none\"";
  return name + ": " + value + "\r\n";
}

TEST(Bounds, AsManyMembersOfAListAsAllowedAreRead) {
  Client client;
  for (const char* name : {"Accept-Encoding", "If-None-Match", "Accept"})
    expect_file(client.ask(get("/small.txt", list(name, kMembersMost))),
                "small.txt");
  expect_usable(client);
}

TEST(Bounds, AsManyTagsOfIfMatchAsAllowedAreRead) {
  if (options().other_server) GTEST_SKIP();  // nginx closes after 412
  Client client;
  EXPECT_EQ(client.ask(get("/small.txt", list("If-Match", kMembersMost))).status,
            412);
  expect_usable(client);
}

TEST(Bounds, OneMemberMoreIsTooMany) {
  if (options().other_server) GTEST_SKIP();
  for (const char* name : {"Accept-Encoding", "If-None-Match", "If-Match"}) {
    SCOPED_TRACE(name);
    Client client;
    client.send(get("/small.txt", list(name, kMembersMost + 1)));
    expect_refusal(client, 431);
  }
}

TEST(Expect, AnUnknownExpectationFails) {
  Client client;
  client.send(get("/small.txt", "Expect: the-unexpected\r\n"));
  expect_refusal(client, 417);
}

TEST(Version, AnotherMajorVersionIsNotSupported) {
  for (const char* version : {"HTTP/2.0", "HTTP/3.0", "HTTP/9.9"}) {
    SCOPED_TRACE(version);
    Client client;
    client.send(std::string("GET /small.txt ") + version +
                "\r\nHost: wire.test\r\n\r\n");
    expect_refusal(client, 505);
  }
}

TEST(Version, AHigherMinorVersionIsServedAsOneDotOne) {
  Client client;
  expect_file(
      client.ask("GET /small.txt HTTP/1.9\r\nHost: wire.test\r\n\r\n"),
      "small.txt");
  expect_usable(client);
}

}  // namespace
}  // namespace wire
