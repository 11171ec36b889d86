// SPDX-License-Identifier: GPL-2.0-only
// Requests sent without waiting for answers: all are answered, in order.
#include <gtest/gtest.h>

#include <vector>

#include "client.h"
#include "expect.h"
#include "root.h"

namespace wire {
namespace {

// One request of a mix, and the check of its answer.
struct Step {
  const char* method;
  const char* target;
  int status;
  const char* path;  // of the file, with status 200
};

// Hot and cold, with and without body, errors that keep the connection.
constexpr Step kMix[] = {
    {"GET", "/small.txt", 200, "small.txt"},
    {"HEAD", "/small.txt", 200, "small.txt"},
    {"GET", "/missing", 404, nullptr},
    {"GET", "/sizes/4097", 200, "sizes/4097"},
    {"HEAD", "/missing", 404, nullptr},
    {"GET", "/sizes/0", 200, "sizes/0"},
    {"GET", "/indexed", 301, nullptr},
    {"GET", "/private/secret.txt", 403, nullptr},
    {"HEAD", "/sizes/1m", 200, "sizes/1m"},
    {"GET", "/", 200, "index.html"},
    {"GET", "/sizes/1", 200, "sizes/1"},
};

const Step& step(size_t i) { return kMix[i % std::size(kMix)]; }

void send_mix(Client& client, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; i++)
    all += request(step(i).method, step(i).target);
  client.send(all);
}

void read_mix(Client& client, size_t count) {
  for (size_t i = 0; i < count && !testing::Test::HasFailure(); i++) {
    SCOPED_TRACE("answer " + std::to_string(i));
    const auto& s = step(i);
    const bool to_head = std::string(s.method) == "HEAD";
    const auto r = client.read(to_head);
    if (s.path == nullptr) expect_status(r, s.status, to_head);
    else if (to_head) expect_file_head(r, s.path);
    else expect_file(r, s.path);
  }
}

class Pipeline : public testing::TestWithParam<size_t> {};

TEST_P(Pipeline, AMixIsAnsweredInOrder) {
  Client client;
  send_mix(client, GetParam());
  read_mix(client, GetParam());
  expect_usable(client);
}

TEST_P(Pipeline, TheSameHotFileIsAnsweredEveryTime) {
  Client client;
  std::string all;
  for (size_t i = 0; i < GetParam(); i++) all += get("/sizes/1024");
  client.send(all);
  const auto want = read_file("sizes/1024");
  for (size_t i = 0; i < GetParam(); i++) {
    const auto r = client.read();
    ASSERT_EQ(r.status, 200) << "answer " << i;
    ASSERT_TRUE(r.body == want) << "answer " << i;
  }
  expect_usable(client);
}

INSTANTIATE_TEST_SUITE_P(Of, Pipeline, testing::Values(2, 16, 1000),
                         testing::PrintToStringParamName());

TEST(PipelineOrder, SmallOnesWaitForTheLargeOneBeforeThem) {
  Client client;
  client.send(get("/sizes/middle") + get("/small.txt") + get("/sizes/1m") +
              get("/missing") + get("/sizes/middle") + get("/small.txt"));
  expect_file(client.read(), "sizes/middle");
  expect_file(client.read(), "small.txt");
  expect_file(client.read(), "sizes/1m");
  expect_status(client.read(), 404);
  expect_file(client.read(), "sizes/middle");
  expect_file(client.read(), "small.txt");
}

TEST(PipelineOrder, ABadRequestIsAnsweredAfterTheGoodOnesAndEndsIt) {
  Client client;
  client.send(get("/small.txt") + get("/sizes/1m") +
              "GET /small.txt HTTP/1.1\r\nHost : bad\r\n\r\n" +
              get("/index.html"));
  expect_file(client.read(), "small.txt");
  expect_file(client.read(), "sizes/1m");
  expect_refusal(client, 400);
}

TEST(PipelineOrder, TwoConnectionsDoNotMixTheirAnswers) {
  Client first, second;
  send_mix(first, 100);
  second.send(get("/sizes/4096") + get("/sizes/4095"));
  expect_file(second.read(), "sizes/4096");
  expect_file(second.read(), "sizes/4095");
  read_mix(first, 100);
}

}  // namespace
}  // namespace wire
