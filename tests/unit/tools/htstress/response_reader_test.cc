// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/response_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/guarded_buf.h"
#include "support/random.h"
#include "support/split_feed.h"

namespace htstress {
namespace {

using khttpd::test::GuardedBuf;
using khttpd::test::Random;
using khttpd::test::split_feed;

// What came out of a stream: statuses of whole responses, and how it ended.
struct Outcome {
  std::vector<int> statuses;
  size_t used = 0;
  std::string error;
  bool is_inside = false;
  bool whole_at_eof = false;

  bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& o) {
  out << "statuses";
  for (int status : o.statuses) out << ' ' << status;
  return out << ", used " << o.used << ", error '" << o.error << "', inside "
             << o.is_inside << ", whole at eof " << o.whole_at_eof;
}

// Hands the parts to a reader; each ends at an unreadable page.
class Feeder {
 public:
  Feeder(std::string_view text, bool to_head) : text_(text), reader_(to_head) {}

  Outcome feed(const std::vector<size_t>& ends) {
    size_t from = 0;
    for (size_t end : ends) {
      if (!feed_part(text_.substr(from, end - from))) break;
      from = end;
    }
    outcome_.is_inside = reader_.is_inside();
    outcome_.whole_at_eof = reader_.is_whole_at_eof();
    return outcome_;
  }

 private:
  bool feed_part(std::string_view part) {
    GuardedBuf buf(part.size() + 1);
    std::string_view data(buf.hold(part), part.size());
    while (!data.empty()) {
      ResponseReader::Step step = reader_.feed(data, memo_);
      data.remove_prefix(step.used);
      outcome_.used += step.used;
      if (step.status == ReadStatus::kDone)
        outcome_.statuses.push_back(reader_.head().status);
      if (step.status == ReadStatus::kError) {
        outcome_.error = reader_.error();
        outcome_.used = 0;  // where an error is noticed depends on the cut
        return false;
      }
      if (step.status == ReadStatus::kNeedMore) {
        EXPECT_TRUE(data.empty());
      }
    }
    return true;
  }

  std::string_view text_;
  ResponseReader reader_;
  HeadMemo memo_;
  Outcome outcome_;
};

Outcome read_all(std::string_view text, bool to_head = false) {
  return split_feed<Outcome>(text.size(), [&](const auto& ends) {
    return Feeder(text, to_head).feed(ends);
  });
}

Outcome whole(std::vector<int> statuses, std::string_view text) {
  return {std::move(statuses), text.size(), "", false, false};
}

constexpr std::string_view kSimple =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

TEST(ResponseReader, FindsTheEndOfEveryKindOfResponse) {
  const std::pair<std::string_view, std::vector<int>> kCases[] = {
      {kSimple, {200}},
      {"HTTP/1.1 200 OK\r\ncontent-LENGTH:5\r\n\r\nhello", {200}},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {200}},
      {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", {200}},
      {"HTTP/1.0 404 Not Found\r\nContent-Length: 2\r\n\r\nno", {404}},
      {"HTTP/1.1 204 No Content\r\n\r\n", {204}},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", {304}},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
       {200}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
       "5\r\nhello\r\n0\r\n\r\n",
       {200}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"
       "A;name=\"v\"\r\n0123456789\r\n00\r\nTrailer: x\r\n\r\n",
       {200}},
      {"HTTP/1.1 100 Continue\r\n\r\n"
       "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
       {200}},
      {"HTTP/1.1 500 Oops\r\nContent-Length: 1\r\n\r\nx"
       "HTTP/1.1 500 Oops\r\nContent-Length: 1\r\n\r\ny"
       "HTTP/1.1 204 None\r\n\r\n",
       {500, 500, 204}},
      {"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", {999}},
  };
  for (const auto& [text, statuses] : kCases)
    EXPECT_EQ(read_all(text), whole(statuses, text)) << text;
}

TEST(ResponseReader, ExpectsNoBodyInAnswerToHead) {
  std::string_view text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(read_all(text, true), whole({200}, text));
  std::string_view chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read_all(chunked, true), whole({200}, chunked));
  std::string_view plain = "HTTP/1.1 200 OK\r\n\r\n";
  EXPECT_EQ(read_all(plain, true), whole({200}, plain));
}

TEST(ResponseReader, ABodyWithoutLengthEndsWithTheConnection) {
  for (std::string_view text :
       {"HTTP/1.1 200 OK\r\n\r\nsome", "HTTP/1.0 200 OK\r\n\r\nsome",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nsome"}) {
    Outcome outcome = read_all(text);
    EXPECT_TRUE(outcome.statuses.empty());
    EXPECT_TRUE(outcome.whole_at_eof) << text;
  }
}

TEST(ResponseReader, KnowsWhenEofCutsAResponseShort) {
  for (size_t cut = 1; cut < kSimple.size(); ++cut) {
    Outcome outcome = Feeder(kSimple.substr(0, cut), false).feed({cut});
    EXPECT_TRUE(outcome.is_inside) << cut;
    EXPECT_FALSE(outcome.whole_at_eof) << cut;
    EXPECT_TRUE(outcome.statuses.empty()) << cut;
  }
  EXPECT_FALSE(Feeder("", false).feed({}).is_inside);
}

TEST(ResponseReader, AnInterimResponseAloneIsAnUnfinishedOne) {
  Outcome outcome = read_all("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(outcome.is_inside);
  EXPECT_TRUE(outcome.statuses.empty());
}

struct BadResponse {
  std::string_view text;
  const char* error;
};

TEST(ResponseReader, RefusesWhatIsNotHttpAndSaysWhy) {
  const BadResponse kCases[] = {
      {"garbage", "not an HTTP/1 response"},
      {"\r\nHTTP/1.1 200 OK\r\n\r\n", "not an HTTP/1 response"},
      {"HTTP/2 200\r\n\r\n", "not an HTTP/1 response"},
      {"http/1.1 200 OK\r\n\r\n", "not an HTTP/1 response"},
      {"HTTP/1.1 20 OK\r\n\r\n", "malformed status line"},
      {"HTTP/1.1 099 OK\r\n\r\n", "malformed status line"},
      {"HTTP/1.1 2000 OK\r\n\r\n", "malformed status line"},
      {"HTTP/1.1  200 OK\r\n\r\n", "malformed status line"},
      {"HTTP/1.x 200 OK\r\n\r\n", "malformed status line"},
      {"HTTP/1.1 200 OK\nA: b\r\n\r\n", "line does not end in CRLF"},
      {"HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", "CR or NUL inside a line"},
      {{"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", 26}, "CR or NUL inside a line"},
      {"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "malformed header field"},
      {"HTTP/1.1 200 OK\r\n: b\r\n\r\n", "malformed header field"},
      {"HTTP/1.1 200 OK\r\nnocolon\r\n\r\n", "malformed header field"},
      {"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", "malformed header field"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
       "Content-Length is not a number"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n",
       "Content-Length is not a number"},
      {"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "empty Content-Length"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n",
       "Content-Length is too large"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
       "two different Content-Length fields"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
       "Transfer-Encoding: chunked\r\n\r\n",
       "both Transfer-Encoding and Content-Length"},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
       "Transfer-Encoding in HTTP/1.0"},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n",
       "101 Switching Protocols was not asked for"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
       "malformed chunk size"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
       "malformed chunk size"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx",
       "malformed chunk size"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
       "11111111111111111\r\n",
       "chunk size is too large"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy",
       "chunk data is longer than its size"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\rz",
       "chunk data does not end in CRLF"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\n",
       "malformed trailer"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA\n",
       "malformed trailer"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\rx",
       "malformed trailer"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;\n",
       "malformed chunk extension"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\rx",
       "chunk size line does not end in CRLF"},
  };
  for (const BadResponse& bad : kCases)
    EXPECT_EQ(read_all(bad.text).error, bad.error) << bad.text;
}

TEST(ResponseReader, StaysBrokenAfterAnError) {
  ResponseReader reader;
  HeadMemo memo;
  EXPECT_EQ(reader.feed("x", memo).status, ReadStatus::kError);
  EXPECT_EQ(reader.feed(kSimple, memo).status, ReadStatus::kError);
  reader.reset();
  EXPECT_EQ(reader.feed(kSimple, memo).status, ReadStatus::kDone);
}

TEST(ResponseReader, KeepAliveFollowsVersionAndConnectionField) {
  const std::pair<std::string, bool> kCases[] = {
      {"HTTP/1.1 204 x\r\n\r\n", true},
      {"HTTP/1.1 204 x\r\nConnection: close\r\n\r\n", false},
      {"HTTP/1.1 204 x\r\nConnection: x, CLOSE\r\n\r\n", false},
      {"HTTP/1.1 204 x\r\nConnection: closed\r\n\r\n", true},
      {"HTTP/1.0 204 x\r\n\r\n", false},
      {"HTTP/1.0 204 x\r\nConnection: Keep-Alive\r\n\r\n", true},
      {"HTTP/1.0 204 x\r\nConnection: keep-alive, close\r\n\r\n", false},
  };
  for (const auto& [text, keeps] : kCases) {
    ResponseReader reader;
    HeadMemo memo;
    ASSERT_EQ(reader.feed(text, memo).status, ReadStatus::kDone);
    EXPECT_EQ(reader.head().keep_alive, keeps) << text;
  }
}

TEST(ResponseReader, RefusesAHeadWithoutEnd) {
  std::string text = "HTTP/1.1 200 OK\r\nA: ";
  text.append(ResponseReader::kMaxHead, 'x');
  ResponseReader reader;
  HeadMemo memo;
  auto step = reader.feed(text, memo);
  EXPECT_EQ(step.status, ReadStatus::kError);
  EXPECT_STREQ(reader.error(), "head is larger than 64 KiB");
  // The same in small parts: memory is bounded on the way.
  reader.reset();
  step.status = ReadStatus::kNeedMore;
  for (size_t at = 0; at < text.size() &&
                      step.status == ReadStatus::kNeedMore;
       at += 1000)
    step = reader.feed(std::string_view(text).substr(at, 1000), memo);
  EXPECT_EQ(step.status, ReadStatus::kError);
}

TEST(ResponseReader, TheLargestHeadIsRead) {
  std::string text = "HTTP/1.1 204 OK\r\nA: ";
  text.append(ResponseReader::kMaxHead - text.size() - 4, 'x');
  text += "\r\n\r\n";
  ResponseReader reader;
  HeadMemo memo;
  EXPECT_EQ(reader.feed(text, memo).status, ReadStatus::kDone);
  reader.reset();
  std::string_view view = text;
  EXPECT_EQ(reader.feed(view.substr(0, 65535), memo).status,
            ReadStatus::kNeedMore);
  EXPECT_EQ(reader.feed(view.substr(65535), memo).status, ReadStatus::kDone);
}

TEST(ResponseReader, DroppedBytesCountLikeReadOnes) {
  ResponseReader reader;
  HeadMemo memo;
  EXPECT_EQ(reader.droppable(), 0u);
  reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", memo);
  EXPECT_EQ(reader.droppable(), 97u);
  EXPECT_FALSE(reader.drop(96));
  EXPECT_TRUE(reader.is_inside());
  EXPECT_TRUE(reader.drop(1));
  EXPECT_FALSE(reader.is_inside());
  EXPECT_EQ(reader.feed(kSimple, memo).status, ReadStatus::kDone);
}

TEST(HeadMemo, AHeadThatOnlyBeginsAlikeIsNotTakenForIt) {
  ResponseReader reader;
  HeadMemo memo;
  reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", memo);
  std::string_view other = "HTTP/1.1 404 OK\r\nContent-Length: 1\r\n\r\nx";
  EXPECT_EQ(reader.feed(other, memo).used, other.size());
  EXPECT_EQ(reader.head().status, 404);
}

// The memo against a reader that never has one, on streams of responses that
// often share a head.
TEST(HeadMemo, ChangesNoResult) {
  Random random;
  const std::vector<std::string> kPieces = {
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxyz",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
      "HTTP/1.1 204 OK\r\n\r\n",
      "HTTP/1.1 100 Go\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
      "\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
  };
  for (int round = 0; round < 2000; ++round) {
    std::string text = random.text_of(kPieces, 6);
    size_t cut = random.up_to(text.size());
    ResponseReader with, without;
    HeadMemo memo;
    for (std::string_view part :
         {std::string_view(text).substr(0, cut),
          std::string_view(text).substr(cut)}) {
      while (!part.empty()) {
        HeadMemo fresh;
        auto a = with.feed(part, memo);
        auto b = without.feed(part, fresh);
        ASSERT_EQ(a.used, b.used) << text << " seed " << random.seed();
        ASSERT_EQ(a.status, b.status);
        ASSERT_EQ(with.head(), without.head());
        ASSERT_EQ(with.is_inside(), without.is_inside());
        if (a.status == ReadStatus::kError) break;
        part.remove_prefix(a.used);
      }
      if (with.error()) break;
    }
  }
}

}  // namespace
}  // namespace htstress
