// SPDX-License-Identifier: GPL-2.0-only
// Bodies that come with GET and HEAD: skipped within a bound so that the
// request behind them is found, refused beyond it.
#include <gtest/gtest.h>

#include <cstdio>

#include "client.h"
#include "expect.h"

namespace wire {
namespace {

constexpr size_t kBodyMost = 65536;  // bytes that are skipped

std::string with_length(size_t length) {
  return get("/small.txt",
             "Content-Length: " + std::to_string(length) + "\r\n");
}

std::string chunk(size_t size) {
  char head[32];
  std::snprintf(head, sizeof(head), "%zx\r\n", size);
  return head + std::string(size, 'c') + "\r\n";
}

std::string chunked(const std::string& chunks) {
  return get("/small.txt", "Transfer-Encoding: chunked\r\n") + chunks +
         "0\r\n\r\n";
}

void expect_skipped(const std::string& request_with_body) {
  Client client;
  client.send(request_with_body + get("/sizes/4097"));
  expect_file(client.read(), "small.txt");
  expect_file(client.read(), "sizes/4097");
  expect_usable(client);
}

TEST(Body, OfAnyLengthWithinTheBoundIsSkipped) {
  for (const size_t length : {size_t{0}, size_t{1}, size_t{1000},
                              size_t{20000}, kBodyMost}) {
    SCOPED_TRACE(length);
    expect_skipped(with_length(length) + std::string(length, 'b'));
  }
}

TEST(Body, ThatLooksLikeARequestIsSkipped) {
  const auto inner = get("/index.html");
  expect_skipped(with_length(inner.size()) + inner);
}

TEST(Body, InChunksIsSkipped) {
  expect_skipped(chunked(""));
  expect_skipped(chunked("5\r\nhello\r\n"));
  expect_skipped(chunked(chunk(1) + chunk(1000) + chunk(20000)));
}

TEST(Body, InChunksMayHaveExtensionsAndTrailers) {
  expect_skipped(get("/small.txt", "Transfer-Encoding: Chunked\r\n") +
                 "005;name=value;q=\"a b\"\r\nhello\r\n000\r\n"
                 "Trailer-One: 1\r\nTrailer-Two: 2\r\n\r\n");
}

TEST(Body, OfAHeadRequestIsSkippedToo) {
  Client client;
  client.send(request("HEAD", "/small.txt", "Content-Length: 5\r\n") +
              "hello" + get("/sizes/1"));
  expect_file_head(client.read(true), "small.txt");
  expect_file(client.read(), "sizes/1");
}

TEST(Body, ThatComesLaterThanItsHeadIsSkipped) {
  Client client;
  client.send(with_length(10) + "01234");
  // The answer may come before or after the rest of the body.
  client.send("56789" + get("/sizes/1"));
  expect_file(client.read(), "small.txt");
  expect_file(client.read(), "sizes/1");
}

TEST(Body, WithConnectionCloseIsSkippedAndTheAnswerArrives) {
  Client client;
  client.send(get("/small.txt",
                  "Content-Length: 20000\r\nConnection: close\r\n") +
              std::string(20000, 'b'));
  expect_file(client.read(), "small.txt");
  expect_closed(client);
}

TEST(Body, OneByteLargerThanTheBoundIsTooLarge) {
  Client client;
  client.send(with_length(kBodyMost + 1));
  expect_refusal(client, 413);
}

TEST(Body, OfAbsurdLengthIsRefusedBeforeItComes) {
  Client client;
  client.send(with_length(size_t{1} << 62));
  expect_refusal(client, 413);
}

TEST(Body, TooLargeAndSentAllTheSameStillGetsItsAnswer) {
  Client client;
  client.try_send(with_length(1u << 20) + std::string(1u << 20, 'b'));
  expect_refusal(client, 413);
}

// A server may begin to answer before it knows how long a chunked body is;
// then the end of the connection is the refusal.
void expect_ended_by_chunks(Client& client) {
  const auto r = client.read();
  if (r.status == 200) expect_file(r, "small.txt");
  else expect_status(r, r.status == 400 ? 400 : 413);
  expect_closed(client);
}

TEST(Body, InChunksBeyondTheBoundEndsTheConnection) {
  Client client;
  std::string chunks;
  for (size_t sent = 0; sent <= kBodyMost; sent += 8192) chunks += chunk(8192);
  client.try_send(chunked(chunks) + get("/index.html"));
  expect_ended_by_chunks(client);
}

TEST(Body, InOneChunkBeyondTheBoundEndsTheConnection) {
  Client client;
  client.try_send(chunked(chunk(kBodyMost + 1)) + get("/index.html"));
  expect_ended_by_chunks(client);
}

TEST(Body, OfManyTinyChunksIsBoundedByWhatItCostsToRead) {
  // Ten bytes of frame for one of data: either bound may strike first.
  Client client;
  std::string chunks;
  for (int i = 0; i < 60000; i++) chunks += "1;xxxxx\r\nc\r\n";
  client.try_send(chunked(chunks) + get("/index.html"));
  expect_ended_by_chunks(client);
}

TEST(Body, ExpectedByTheClientGetsAContinueOrTheAnswerAtOnce) {
  Client client;
  client.send(get("/small.txt",
                  "Content-Length: 5\r\nExpect: 100-continue\r\n"));
  // Whichever comes, something must come before the body does.
  ASSERT_TRUE(client.fill(patience_from_now()));
  client.try_send("hello");
  const auto r = client.read();
  expect_file(r, "small.txt");
  expect_as_said(client, r);
}

TEST(Body, ExpectedButTooLargeIsRefusedAtOnce) {
  Client client;
  client.send(get("/small.txt",
                  "Content-Length: 70000\r\nExpect: 100-continue\r\n"));
  expect_refusal(client, 413);
}

}  // namespace
}  // namespace wire
