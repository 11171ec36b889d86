// SPDX-License-Identifier: GPL-2.0-only
// Deadlines of the server, made short through its parameters.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <memory>
#include <vector>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "parameter.h"
#include "root.h"

namespace wire {
namespace {

using std::chrono::seconds;

// A deadline of one second may be kept this late: coarse timers in the
// server, and a machine that emulates another.
constexpr milliseconds kEarliest{900};
constexpr milliseconds kLatest{6000};

class Stopwatch {
 public:
  void expect_about_a_second() const {
    const auto took = Clock::now() - begin_;
    EXPECT_GE(took, kEarliest);
    EXPECT_LE(took, kLatest);
  }

 private:
  Clock::time_point begin_ = Clock::now();
};

TEST(Timeout, AHeadThatDoesNotEndIsARequestTimeout) {
  const Parameter header("header_timeout", "1");
  for (const char* part : {"G", "GET /small.txt HTTP/1.1\r\nHost: x\r\n"}) {
    Client client;
    const Stopwatch watch;
    client.send(part);
    expect_refusal(client, 408);
    watch.expect_about_a_second();
  }
}

TEST(Timeout, AHeadThatComesInDripsDoesNotRenewItsDeadline) {
  const Parameter header("header_timeout", "1");
  Client client;
  const Stopwatch watch;
  client.send("GET /small.txt HTTP/1.1\r\nHost: x\r\nDrip: ");
  const auto limit = after(kLatest);
  // A byte whenever a tenth of a second passes without an answer.
  while (!client.poll_for(POLLIN, after(milliseconds(100)), nullptr) &&
         Clock::now() < limit)
    client.try_send("d");
  expect_refusal(client, 408);
  watch.expect_about_a_second();
}

TEST(Timeout, AHeadOnAConnectionInUseHasItsDeadlineToo) {
  const Parameter header("header_timeout", "1");
  Client client;
  expect_usable(client);
  client.send("GET /small");
  expect_refusal(client, 408);
}

TEST(Timeout, AConnectionWithoutAByteIsEnded) {
  const Parameter header("header_timeout", "1");
  const Parameter keepalive("keepalive_timeout", "1");
  Client client;
  std::string got;
  EXPECT_EQ(client.wait_end(kLatest, &got), Ending::kEof);
  EXPECT_TRUE(got.empty() || got.starts_with("HTTP/1.1 408 ")) << show(got);
}

TEST(Timeout, AnIdleConnectionIsEndedWithoutAWord) {
  const Parameter keepalive("keepalive_timeout", "1");
  Client client;
  expect_usable(client);
  const Stopwatch watch;
  expect_closed(client);
  watch.expect_about_a_second();
}

TEST(Timeout, AConnectionInUseIsNotIdle) {
  const Parameter keepalive("keepalive_timeout", "1");
  Client client;
  const auto end = after(seconds(3));
  while (Clock::now() < end) {
    expect_usable(client);
    // Pacing, not waiting: nothing may come in this time.
    EXPECT_FALSE(client.poll_for(POLLIN, after(milliseconds(300)), nullptr));
  }
}

TEST(Timeout, ABodyThatDoesNotComeEndsTheConnection) {
  const Parameter header("header_timeout", "1");
  const Parameter keepalive("keepalive_timeout", "1");
  Client client;
  client.send(get("/small.txt", "Content-Length: 10\r\n") + "half");
  std::string got;
  EXPECT_EQ(client.wait_end(kLatest, &got), Ending::kEof);
  // The file before the body was awaited, or that it did not come.
  EXPECT_TRUE(got.starts_with("HTTP/1.1 200 ") ||
              got.starts_with("HTTP/1.1 408 "))
      << show(got);
}

TEST(Timeout, AClientThatNeverReadsIsLetGo) {
  const Parameter send("send_timeout", "1");
  Client client(4096);
  client.send(get("/sizes/big"));
  // Without reading: only the server's end of the connection shows here.
  short got = 0;
  EXPECT_TRUE(client.poll_for(POLLRDHUP, after(kLatest + seconds(4)), &got))
      << "the server holds an answer for ever";
  EXPECT_NE(got & (POLLERR | POLLHUP | POLLRDHUP), 0);
  expect_alive();
}

TEST(Timeout, AClientThatNeverReadsIsLetGoThoughItSends) {
  const Parameter send("send_timeout", "1");
  Client client(4096);
  client.send(get("/sizes/big"));
  const auto limit = after(kLatest);
  bool open = true;
  // A byte whenever a while passes without an end.
  while (open && Clock::now() < limit &&
         !client.poll_for(POLLRDHUP, after(milliseconds(20)), nullptr))
    open = client.try_send("G");
  EXPECT_LT(Clock::now(), limit) << "bytes from the client keep it for ever";
  expect_alive();
}

// It reads all the time, so there is progress in every second.
TEST(Timeout, AClientThatReadsTooLittleIsLetGo) {
  const Parameter send("send_timeout", "1");
  const Parameter rate("min_send_rate", "1000000");
  Client client(32768);
  client.send(get("/sizes/big"));
  const auto limit = after(kLatest);
  char piece[2000];
  // Pacing: some 100 KB a second.
  while (Clock::now() < limit &&
         !client.poll_for(POLLRDHUP, after(milliseconds(20)), nullptr))
    if (recv(client.fd(), piece, sizeof(piece), MSG_DONTWAIT) == 0) break;
  EXPECT_LT(Clock::now(), limit) << "the server goes at any pace";
  expect_alive();
}

TEST(Timeout, AClientThatReadsSlowlyIsNotCut) {
  const Parameter send("send_timeout", "1");
  Client client(32768);
  client.send(get("/sizes/middle"));
  auto r = client.read_head();
  expect_file_head(r, "sizes/middle");
  uint64_t wrong = 0, seen = 0;
  auto next_pause = after(milliseconds(0));
  client.read_body(kMiddleSize, [&](uint64_t at, std::string_view piece) {
    wrong += piece != pattern(2, at, piece.size());
    seen += piece.size();
    // Pacing: some 3 seconds for the first 256 KiB, then as it comes.
    if (seen > 262144 || Clock::now() < next_pause) return;
    poll(nullptr, 0, 300);
    next_pause = Clock::now();
  });
  EXPECT_EQ(wrong, 0u);
  expect_usable(client);
}

bool is_over(const Client& client) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  getsockopt(client.fd(), IPPROTO_TCP, TCP_INFO, &info, &size);
  return info.tcpi_state == TCP_CLOSE;
}

// Urgent data is never read, so there always is input left; the end of the drain
// shows as a reset.
TEST(Timeout, AnUrgentByteBehindTheLastRequestKeepsNothing) {
  for (const char* path : {"small.txt", "sizes/middle"}) {
    SCOPED_TRACE(path);
    const auto bytes =
        get(std::string("/") + path, "Connection: close\r\n") + "!";
    Client client;
    ASSERT_EQ(::send(client.fd(), bytes.data(), bytes.size(), MSG_OOB),
              static_cast<ssize_t>(bytes.size()));
    expect_file(client.read(), path);
    const auto limit = after(kLatest);
    while (!is_over(client) && Clock::now() < limit) poll(nullptr, 0, 100);
    EXPECT_TRUE(is_over(client)) << "the connection is kept";
  }
}

TEST(Timeout, ManyAtOnceAreAllKept) {
  const Parameter header("header_timeout", "1");
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 100; i++) {
    clients.push_back(std::make_unique<Client>());
    clients.back()->send("GET /small.txt HTTP/1.1\r\n");
  }
  for (auto& client : clients) expect_refusal(*client, 408);
}

}  // namespace
}  // namespace wire
