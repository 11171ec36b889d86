// SPDX-License-Identifier: GPL-2.0-only
// A sparse file of 5 GiB: beyond every 32-bit number.  A suite of its own
// because it takes minutes in an emulated guest; leave it out with
// --gtest_filter=-Large.*
#include <gtest/gtest.h>

#include <algorithm>

#include "client.h"
#include "expect.h"
#include "root.h"

namespace wire {
namespace {

constexpr uint64_t kPage = 4096;
// Where make_root wrote bytes; the rest are holes.
constexpr uint64_t kWritten[] = {0, (4ull << 30) + 5, kHugeSize - kPage};

// The number of pieces that differ from what the file holds at their place.
class HugeChecker {
 public:
  void operator()(uint64_t at, std::string_view piece) {
    seen_ += piece.size();
    for (const uint64_t place : kWritten)
      if (at < place + kPage && at + piece.size() > place)
        return compare(at, piece, place);
    // A piece in a hole: every byte equals its neighbour, and the first is 0.
    wrong_ += piece[0] != '\0' ||
              piece.substr(1) != piece.substr(0, piece.size() - 1);
  }
  uint64_t seen() const { return seen_; }
  uint64_t wrong() const { return wrong_; }

 private:
  void compare(uint64_t at, std::string_view piece, uint64_t place) {
    std::string want(piece.size(), '\0');
    const uint64_t from = std::max(at, place);
    const uint64_t to = std::min(at + piece.size(), place + kPage);
    want.replace(from - at, to - from, pattern(7, from, to - from));
    wrong_ += want != piece;
  }

  uint64_t seen_ = 0;
  uint64_t wrong_ = 0;
};

TEST(Huge, HeadTellsALengthBeyondThirtyTwoBits) {
  Client client;
  const auto r = client.ask(request("HEAD", "/sizes/huge"), true);
  expect_file_head(r, "sizes/huge");
  EXPECT_EQ(r.field("Content-Length"), "5368709120");
  expect_usable(client);
}

TEST(Huge, ItsFirstBytesArriveAndTheRestMayBeRefused) {
  Client client;
  client.send(get("/sizes/huge"));
  expect_file_head(client.read_head(), "sizes/huge");
  HugeChecker checker;
  client.read_body(1u << 20, std::ref(checker));
  EXPECT_EQ(checker.wrong(), 0u);
  client.reset();
  expect_alive();
}

TEST(Large, FiveGibibytesArriveByteForByteAndTheConnectionStays) {
  Client client;
  client.send(get("/sizes/huge"));
  expect_file_head(client.read_head(), "sizes/huge");
  HugeChecker checker;
  client.read_body(kHugeSize, std::ref(checker));
  EXPECT_EQ(checker.seen(), kHugeSize);
  EXPECT_EQ(checker.wrong(), 0u);
  expect_usable(client);
}

}  // namespace
}  // namespace wire
