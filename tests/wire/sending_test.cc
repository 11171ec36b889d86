// SPDX-License-Identifier: GPL-2.0-only
// Large answers: slow readers, many at once, and files that change under way.
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "root.h"

namespace wire {
namespace {

// A window this small keeps nearly all of a large file unsent.
constexpr int kSmallWindow = 16384;

// Counts bytes and the pieces that are not the pattern's.
struct Checker {
  uint64_t seed;
  uint64_t seen = 0;
  uint64_t wrong = 0;
  void operator()(uint64_t at, std::string_view piece) {
    wrong += piece != pattern(seed, at, piece.size());
    seen += piece.size();
  }
};

// Reads what comes of a body until it is complete or the connection ends.
// True when it was complete.
bool read_what_comes(Client& client, uint64_t length, Checker* checker) {
  try {
    client.read_body(length, [&](uint64_t at, std::string_view piece) {
      (*checker)(at, piece);
    });
    return true;
  } catch (const std::runtime_error&) {
    EXPECT_NE(client.wait_end(options().patience), Ending::kOpen)
        << "hangs after " << checker->seen << " bytes";
    return false;
  }
}

// Asks for a large file and takes its head only.
std::unique_ptr<Client> begin(const std::string& path, uint64_t size) {
  auto client = std::make_unique<Client>(kSmallWindow);
  client->send(get("/" + path));
  const auto r = client->read_head();
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.content_length(), size);
  return client;
}

TEST(Sending, ALargeFileArrivesByteForByte) {
  Client client;
  client.send(get("/sizes/big"));
  expect_file_head(client.read_head(), "sizes/big");
  Checker checker{3};
  EXPECT_TRUE(read_what_comes(client, kBigSize, &checker));
  EXPECT_EQ(checker.wrong, 0u);
  expect_usable(client);
}

TEST(Sending, ASlowReaderGetsEveryByte) {
  auto client = begin("sizes/middle", kMiddleSize);
  Checker checker{2};
  client->read_body(kMiddleSize, [&](uint64_t at, std::string_view piece) {
    checker(at, piece);
    // Pacing: the window closes while we look away.
    if (checker.seen < 200000) usleep(20000);
  });
  EXPECT_EQ(checker.seen, kMiddleSize);
  EXPECT_EQ(checker.wrong, 0u);
  expect_usable(*client);
}

TEST(Sending, ManyAtOnceEachGetTheirOwnBytes) {
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<Checker> checkers;
  for (int i = 0; i < 16; i++) {
    clients.push_back(i % 4 == 0 ? begin("sizes/middle", kMiddleSize)
                                 : begin("sizes/1m", 1u << 20));
    checkers.push_back(Checker{i % 4 == 0 ? 2u : 1u});
  }
  // Turn by turn, so that all of them are under way at the same time.
  std::vector<uint64_t> at(clients.size());
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < clients.size(); i++) {
      const uint64_t size = i % 4 == 0 ? kMiddleSize : 1u << 20;
      const uint64_t step = std::min<uint64_t>(65536, size - at[i]);
      clients[i]->read_body(step, [&](uint64_t off, std::string_view piece) {
        checkers[i](at[i] + off, piece);
      });
      at[i] += step;
      more |= at[i] < size;
    }
  }
  for (size_t i = 0; i < clients.size(); i++) {
    EXPECT_EQ(checkers[i].wrong, 0u) << "client " << i;
    expect_usable(*clients[i]);
  }
}

TEST(Sending, OthersAreServedWhileAReaderStandsStill) {
  auto still = begin("sizes/big", kBigSize);
  expect_alive();
  expect_file(fetch("/sizes/1m"), "sizes/1m");
  Checker checker{3};
  EXPECT_TRUE(read_what_comes(*still, kBigSize, &checker));
  EXPECT_EQ(checker.wrong, 0u);
}

// What was sent before may be in flight for as much as the socket buffers
// hold; the cut is far beyond it and in the middle of a page.
TEST(Sending, AFileCutShortUnderWayEndsTheConnectionWithoutWrongBytes) {
  constexpr uint64_t kCut = kBigSize - 300001;
  write_pattern("scratch/cut", 11, kBigSize);
  auto client = begin("scratch/cut", kBigSize);
  ASSERT_EQ(truncate(under_root("scratch/cut").c_str(), kCut), 0);
  Checker checker{11};
  EXPECT_FALSE(read_what_comes(*client, kBigSize, &checker));
  EXPECT_EQ(checker.wrong, 0u);
  EXPECT_LE(checker.seen, kCut);
  expect_alive();
}

TEST(Sending, AFileEmptiedUnderWayEndsTheConnectionWithoutWrongBytes) {
  write_pattern("scratch/emptied", 12, kBigSize);
  auto client = begin("scratch/emptied", kBigSize);
  ASSERT_EQ(truncate(under_root("scratch/emptied").c_str(), 0), 0);
  Checker checker{12};
  EXPECT_FALSE(read_what_comes(*client, kBigSize, &checker));
  EXPECT_EQ(checker.wrong, 0u);
  expect_file(fetch("/scratch/emptied"), "scratch/emptied");
}

TEST(Sending, AFileReplacedUnderWayIsCompleteInItsOldBytesOrEnded) {
  write_pattern("scratch/replaced", 13, kBigSize);
  auto client = begin("scratch/replaced", kBigSize);
  replace_file("scratch/replaced", "new\n");
  Checker checker{13};
  read_what_comes(*client, kBigSize, &checker);
  EXPECT_EQ(checker.wrong, 0u);
  expect_file(fetch("/scratch/replaced"), "scratch/replaced");
}

TEST(Sending, AFileRemovedUnderWayIsCompleteInItsOldBytesOrEnded) {
  write_pattern("scratch/removed", 14, kBigSize);
  auto client = begin("scratch/removed", kBigSize);
  remove_path("scratch/removed");
  Checker checker{14};
  read_what_comes(*client, kBigSize, &checker);
  EXPECT_EQ(checker.wrong, 0u);
  expect_status(fetch("/scratch/removed"), 404);
}

TEST(Sending, AFileThatGrowsUnderWayKeepsItsLength) {
  write_pattern("scratch/grown", 15, kMiddleSize);
  auto client = begin("scratch/grown", kMiddleSize);
  ASSERT_EQ(truncate(under_root("scratch/grown").c_str(), kBigSize), 0);
  Checker checker{15};
  const bool complete = read_what_comes(*client, kMiddleSize, &checker);
  EXPECT_EQ(checker.wrong, 0u);
  if (complete) expect_usable(*client);
}

TEST(Sending, AReaderThatResetsUnderWayHurtsNobody) {
  for (int i = 0; i < 10; i++) begin("sizes/big", kBigSize)->reset();
  expect_alive();
}

}  // namespace
}  // namespace wire
