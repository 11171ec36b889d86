// SPDX-License-Identifier: GPL-2.0-only
// When a connection stays and when it ends (RFC 9112 9).
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "client.h"
#include "expect.h"

namespace wire {
namespace {

std::string old_get(const std::string& fields) {
  return "GET /small.txt HTTP/1.0\r\n" + fields + "\r\n";
}

TEST(Connection, StaysInOneDotOneAndIsNotMentioned) {
  Client client;
  for (int i = 0; i < 5; i++) {
    const auto r = client.ask(get("/small.txt"));
    expect_file(r, "small.txt");
    EXPECT_FALSE(r.says_close());
  }
}

TEST(Connection, EndsInOneDotOneWhenTheClientSaysClose) {
  for (const char* field :
       {"Connection: close\r\n", "Connection: CLOSE\r\n",
        "Connection: x, close\r\n", "connection:close\r\n",
        "Connection: keep-alive\r\nConnection: close\r\n",
        "Connection: keep-alive, close\r\n"}) {
    SCOPED_TRACE(field);
    Client client;
    const auto r = client.ask(get("/small.txt", field));
    expect_file(r, "small.txt");
    EXPECT_TRUE(r.says_close()) << show(r.head);
    expect_closed(client);
  }
}

TEST(Connection, EndsInOneDotZeroUnlessTheClientAsksToKeepIt) {
  for (const char* fields : {"", "Host: wire.test\r\n", "Connection: x\r\n"}) {
    Client client;
    const auto r = client.ask(old_get(fields));
    expect_file(r, "small.txt");
    expect_closed(client);
  }
}

TEST(Connection, StaysInOneDotZeroWhenAskedAndSaysSo) {
  Client client;
  for (int i = 0; i < 3; i++) {
    const auto r = client.ask(old_get("Connection: Keep-Alive\r\n"));
    expect_file(r, "small.txt");
    EXPECT_EQ(r.field("Connection"), "keep-alive");
  }
  client.send(old_get(""));
  expect_file(client.read(), "small.txt");
  expect_closed(client);
}

TEST(Connection, CloseWinsOverKeepAliveInOneDotZero) {
  Client client;
  expect_file(client.ask(old_get("Connection: keep-alive, close\r\n")),
              "small.txt");
  expect_closed(client);
}

TEST(Connection, AHeadInOneDotZeroEndsItWithoutABody) {
  Client client;
  expect_file_head(client.ask("HEAD /sizes/1m HTTP/1.0\r\n\r\n", true),
                   "sizes/1m");
  expect_closed(client);
}

TEST(Connection, NothingAfterACloseIsAnswered) {
  Client client;
  client.send(get("/small.txt", "Connection: close\r\n") + get("/index.html") +
              get("/index.html"));
  expect_file(client.read(), "small.txt");
  expect_closed(client);
}

TEST(Connection, EmptyLinesBeforeARequestArePassedOver) {
  Client client;
  expect_file(client.ask("\r\n" + get("/small.txt")), "small.txt");
  expect_file(client.ask("\r\n\r\n" + get("/small.txt")), "small.txt");
  expect_usable(client);
}

TEST(Connection, AClientThatHasSentAllStillGetsItsAnswer) {
  for (const char* path : {"small.txt", "sizes/1m", "sizes/middle"}) {
    SCOPED_TRACE(path);
    Client client;
    client.send(get(std::string("/") + path));
    client.half_close();
    expect_file(client.read(), path);
    expect_closed(client);
  }
}

TEST(Connection, AClientThatHasSentAllGetsEveryPipelinedAnswer) {
  Client client;
  client.send(get("/small.txt") + get("/sizes/65536") + get("/missing"));
  client.half_close();
  expect_file(client.read(), "small.txt");
  expect_file(client.read(), "sizes/65536");
  expect_status(client.read(), 404);
  expect_closed(client);
}

TEST(Connection, AClientThatEndsWithoutARequestGetsNothing) {
  Client client;
  client.half_close();
  expect_closed(client);
}

TEST(Connection, AClientThatEndsInTheMiddleOfAHeadGetsNoFile) {
  const auto whole = get("/small.txt");
  for (const size_t cut : {size_t{1}, whole.size() / 2, whole.size() - 1}) {
    Client client;
    client.send(whole.substr(0, cut));
    client.half_close();
    std::string got;
    EXPECT_EQ(client.wait_end(std::chrono::seconds(10), &got), Ending::kEof);
    EXPECT_TRUE(got.empty() || got.starts_with("HTTP/1.1 400 ")) << show(got);
  }
}

TEST(Connection, AClientThatEndsAfterAnAnswerIsLetGo) {
  Client client;
  expect_usable(client);
  client.half_close();
  expect_closed(client);
}

TEST(Connection, ResetsAtAnyMomentDoNotHurtOthers) {
  Client witness;
  for (int i = 0; i < 20; i++) {
    Client().reset();
    Client head;
    head.send("GET /small.txt HT");
    head.reset();
    Client asked;
    asked.send(get("/sizes/1m"));
    asked.reset();
    Client sending;
    sending.send(get("/sizes/middle"));
    sending.fill(patience_from_now());
    sending.reset();
  }
  expect_usable(witness);
  expect_alive();
}

TEST(Connection, ManyIdleOnesAreKept) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; i++) {
    clients.push_back(std::make_unique<Client>());
    expect_usable(*clients.back());
  }
  for (auto& client : clients) expect_usable(*client);
}

}  // namespace
}  // namespace wire
