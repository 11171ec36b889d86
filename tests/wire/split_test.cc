// SPDX-License-Identifier: GPL-2.0-only
// The same bytes in other packets give the same answers.  TCP may still join
// two sends; on loopback the receiver normally runs before the second.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"

namespace wire {
namespace {

const std::string kFull = get(
    "/small.txt?query",
    "User-Agent: split\r\nAccept: */*\r\nConnection: keep-alive\r\n");

void send_split(Client& client, const std::string& bytes, size_t cut) {
  client.send(bytes.substr(0, cut));
  client.send(bytes.substr(cut));
}

void send_bytewise(Client& client, const std::string& bytes) {
  for (const char& c : bytes) client.send(std::string_view(&c, 1));
}

TEST(Split, ARequestCutAnywhereIsAnswered) {
  Client client;
  for (size_t cut = 1; cut < kFull.size(); cut++) {
    SCOPED_TRACE("cut at " + std::to_string(cut));
    send_split(client, kFull, cut);
    const auto r = client.read();
    ASSERT_EQ(r.status, 200);
    ASSERT_EQ(r.body, "a small file\n");
  }
  expect_usable(client);
}

TEST(Split, ANewConnectionsFirstRequestMayBeCutToo) {
  for (size_t cut = 1; cut < kFull.size(); cut += 7) {
    Client client;
    send_split(client, kFull, cut);
    expect_file(client.read(), "small.txt");
  }
}

TEST(Split, ARequestByteByByteIsAnswered) {
  Client client;
  send_bytewise(client, kFull);
  expect_file(client.read(), "small.txt");
  send_bytewise(client, request("HEAD", "/sizes/4096"));
  expect_file_head(client.read(true), "sizes/4096");
  expect_usable(client);
}

TEST(Split, APipelinedPairCutAnywhereGivesBothAnswers) {
  const auto pair = get("/small.txt") + request("HEAD", "/missing");
  Client client;
  for (size_t cut = 1; cut < pair.size(); cut++) {
    SCOPED_TRACE("cut at " + std::to_string(cut));
    send_split(client, pair, cut);
    ASSERT_EQ(client.read().body, "a small file\n");
    ASSERT_EQ(client.read(true).status, 404);
  }
  expect_usable(client);
}

TEST(Split, ABodyCutAnywhereIsSkipped) {
  for (const auto& body :
       {get("/small.txt", "Content-Length: 11\r\n") + "GET / HTTP/",
        get("/small.txt", "Transfer-Encoding: chunked\r\n") +
            "5;a=\"b\"\r\nGET /\r\n0a\r\n0123456789\r\n0\r\nT: v\r\n\r\n"}) {
    Client client;
    const auto both = body + get("/sizes/1");
    for (size_t cut = 1; cut < both.size(); cut++) {
      SCOPED_TRACE("cut at " + std::to_string(cut));
      send_split(client, both, cut);
      ASSERT_EQ(client.read().body, "a small file\n");
      ASSERT_EQ(client.read().body.size(), 1u);
    }
    send_bytewise(client, both);
    expect_file(client.read(), "small.txt");
    expect_file(client.read(), "sizes/1");
  }
}

TEST(Split, ABadRequestCutAnywhereIsRefusedTheSameWay) {
  const std::string bad = "GET /small.txt HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n";
  for (size_t cut = 1; cut < bad.size(); cut++) {
    SCOPED_TRACE("cut at " + std::to_string(cut));
    Client client;
    client.send(bad.substr(0, cut));
    // The fault may be certain with the first part already.
    client.try_send(bad.substr(cut));
    expect_refusal(client, 400);
  }
}

TEST(Split, AHeadThatFillsManyPacketsIsAnswered) {
  Client client;
  std::string fields;
  for (int i = 0; i < 60; i++)
    fields += "Fill-" + std::to_string(i) + ": " + std::string(100, 'f') +
              "\r\n";
  const auto large = get("/small.txt", fields);
  for (size_t at = 0; at < large.size(); at += 97)
    client.send(std::string_view(large).substr(at, 97));
  expect_file(client.read(), "small.txt");
  expect_usable(client);
}

}  // namespace
}  // namespace wire
