// SPDX-License-Identifier: GPL-2.0-only
// The limits that the administrator sets at run time.
#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "client.h"
#include "expect.h"
#include "options.h"
#include "parameter.h"
#include "root.h"

namespace wire {
namespace {

using Clients = std::vector<std::unique_ptr<Client>>;

// Connections that earlier tests closed leave the server's count a moment
// later than they leave us: wait until a probe is served.
void wait_until_served() {
  const auto deadline = patience_from_now();
  for (;;) {
    try {
      Client client;
      client.try_send(get("/small.txt", "Connection: close\r\n"));
      if (client.read().status == 200) return;
    } catch (const std::runtime_error&) {
      // Reset: refused like with 503; it may even meet the connect.
    }
    ASSERT_LT(Clock::now(), deadline) << "no connection is served any more";
  }
}

// No connection of earlier tests, nor of this one, counts any more.
void wait_until_none_counts() {
  const Parameter limit("max_connections_per_address", "1");
  wait_until_served();
}

// This many that are served: one that is not is tried again, for what others
// left counts until it is gone.
void open_idle(Clients* clients, std::size_t count) {
  const auto deadline = patience_from_now();
  while (clients->size() < count) {
    ASSERT_LT(Clock::now(), deadline) << count << " connections never fit";
    try {
      auto client = std::make_unique<Client>();
      client->try_send(get("/small.txt"));
      if (client->read().status == 200) clients->push_back(std::move(client));
    } catch (const std::runtime_error&) {
      // Reset: refused like with 503.
    }
  }
}

TEST(Limit, TheRequestThatReachesKeepaliveRequestsIsTheLast) {
  const Parameter limit("keepalive_requests", "3");
  Client client;
  client.send(get("/small.txt") + get("/sizes/1") + get("/sizes/4097") +
              get("/small.txt"));
  EXPECT_FALSE(client.read().says_close());
  EXPECT_FALSE(client.read().says_close());
  const auto last = client.read();
  expect_file(last, "sizes/4097");
  EXPECT_TRUE(last.says_close()) << show(last.head);
  expect_closed(client);
}

TEST(Limit, OneRequestPerConnectionIsPossible) {
  const Parameter limit("keepalive_requests", "1");
  for (int i = 0; i < 3; i++) {
    Client client;
    const auto r = client.ask(get("/small.txt"));
    expect_file(r, "small.txt");
    EXPECT_TRUE(r.says_close());
    expect_closed(client);
  }
}

TEST(Limit, ZeroKeepaliveRequestsMeansNoLimit) {
  const Parameter limit("keepalive_requests", "0");
  Client client;
  std::string many;
  for (int i = 0; i < 300; i++) many += get("/sizes/1");
  client.send(many);
  for (int i = 0; i < 300; i++) ASSERT_EQ(client.read().status, 200) << i;
  expect_usable(client);
}

// Either of two ways is right: the new one is refused with 503, or it is
// served and the oldest idle one has ended for it.
TEST(Limit, AboveMaxConnectionsOneIsRefusedOrTheOldestIdleOneMakesRoom) {
  Clients clients;
  const Parameter limit("max_connections", "8");
  open_idle(&clients, 8);
  Client ninth;
  ninth.try_send(get("/small.txt"));
  const auto r = ninth.read();
  if (r.status == 200) {
    expect_file(r, "small.txt");
    expect_closed(*clients.front());
    clients.erase(clients.begin());
  } else {
    expect_status(r, 503);
    EXPECT_TRUE(r.says_close());
    expect_closed(ninth);
  }
  for (auto& client : clients) expect_usable(*client);
}

struct Ends {
  int served = 0, refused = 0, reset = 0;
};

// What becomes of this many connections that stay open.  Far above a limit a
// reset is enough; it may even meet the connect.
Ends ends_of(int count) {
  Clients clients;
  Ends ends;
  for (int i = 0; i < count; i++) {
    try {
      clients.push_back(std::make_unique<Client>());
      // A reset that the send has met is told once; a read then sees an end.
      if (!clients.back()->try_send(get("/small.txt"))) {
        ends.reset++;
        continue;
      }
      const auto status = clients.back()->read().status;
      ends.served += status == 200;
      ends.refused += status == 503;
    } catch (const std::runtime_error& e) {
      EXPECT_NE(std::string(e.what()).find("reset"), std::string::npos)
          << e.what();
      ends.reset++;
    }
  }
  return ends;
}

TEST(Limit, WhenOneEndsThereIsRoomAgain) {
  const Parameter limit("max_connections", "4");
  ends_of(20);
  wait_until_served();
}

TEST(Limit, AboveMaxConnectionsEveryOneGetsADefiniteEnd) {
  const Parameter limit("max_connections", "4");
  const auto ends = ends_of(40);
  EXPECT_EQ(ends.served + ends.refused + ends.reset, 40);
  EXPECT_GT(ends.served, 0);
  EXPECT_GE(ends.refused + ends.served, 20) << "hardly anyone is told why";
}

constexpr const char* kOthersAddress = "127.0.0.2";

bool is_ipv4() { return options().peer.ss_family == AF_INET; }

TEST(Limit, AnAddressAtItsLimitIsRefusedWhileAnotherIsServed) {
  if (!is_ipv4()) GTEST_SKIP() << "needs an address beside the server's";
  Clients clients;
  const Parameter limit("max_connections_per_address", "3");
  open_idle(&clients, 3);
  Client fourth;
  fourth.try_send(get("/small.txt"));
  expect_refusal(fourth, 503);
  Client other(kOthersAddress);
  expect_usable(other);
  for (auto& client : clients) expect_usable(*client);
}

TEST(Limit, WhenAConnectionOfAnAddressEndsItsNextIsServed) {
  const Parameter limit("max_connections_per_address", "3");
  for (int i = 0; i < 3; i++) {
    Clients clients;
    open_idle(&clients, 3);
  }
  wait_until_served();
}

// A server may release what has ended when it suits it; it counts no more.
TEST(Limit, ConnectionsThatEndedTakeNoRoom) {
  const Parameter limit("max_connections_per_address", "3");
  {
    Clients clients;
    open_idle(&clients, 3);
  }
  wait_until_none_counts();
  for (int i = 0; i < 100; i++) {
    Client client;
    client.try_send(get("/small.txt", "Connection: close\r\n"));
    ASSERT_EQ(client.read().status, 200) << i;
    expect_closed(client);
  }
}

TEST(Limit, ConnectionsFromBeforeALimitCountToo) {
  wait_until_none_counts();
  Clients clients;
  open_idle(&clients, 3);
  const Parameter limit("max_connections_per_address", "3");
  Client fourth;
  fourth.try_send(get("/small.txt"));
  expect_refusal(fourth, 503);
  for (auto& client : clients) expect_usable(*client);
}

TEST(Limit, FarAboveTheLimitAnAddressIsReset) {
  const Parameter limit("max_connections_per_address", "1");
  const auto ends = ends_of(40);
  EXPECT_EQ(ends.served + ends.refused + ends.reset, 40);
  EXPECT_GE(ends.served + ends.refused, 10) << "hardly anyone is told why";
}

TEST(Limit, ValuesOutOfRangeAreNotTaken) {
  const std::pair<const char*, const char*> wrong[] = {
      {"max_connections", "0"},      {"max_connections", "1000001"},
      {"max_connections_per_address", "-1"},
      {"max_connections_per_address", "1000001"},
      {"header_timeout", "0"},       {"header_timeout", "3601"},
      {"keepalive_timeout", "0"},    {"keepalive_timeout", "x"},
      {"send_timeout", "-1"},        {"keepalive_requests", "-1"},
      {"min_send_rate", "-1"},       {"min_send_rate", "1073741825"},
      {"keepalive_requests", "1000000001"},
      {"cache_max_file", "16777217"},
      {"index", "a/b"},              {"root", "relative"},
      {"root", "/does/not/exist"},   {"user", "nobody"},
  };
  for (const auto& [name, value] : wrong)
    EXPECT_THROW(Parameter(name, value), std::runtime_error)
        << name << " took " << value;
  expect_alive();
}

TEST(Limit, AnotherIndexNameIsUsedFromTheNextRequestOn) {
  write_file("plain/start.txt", "start\n");
  {
    const Parameter index("index", "missing.html,start.txt");
    expect_file(fetch("/plain/"), "plain/start.txt");
    expect_status(fetch("/indexed/"), no_index_status());
  }
  expect_status(fetch("/plain/"), no_index_status());
  expect_file(fetch("/indexed/"), "indexed/index.html");
}

TEST(Limit, AnotherRootIsUsedFromTheNextRequestOn) {
  Client client;
  expect_status(client.ask(get("/deep.txt")), 404);
  {
    const Parameter root("root", options().root + "/nested/a/b/c/d");
    expect_file(client.ask(get("/deep.txt")), "nested/a/b/c/d/deep.txt");
    expect_status(client.ask(get("/small.txt")), 404);
  }
  expect_usable(client);
}

TEST(Limit, WithoutACacheEverythingIsServedAllTheSame) {
  const Parameter cache("cache_size", "0");
  Client client;
  for (int i = 0; i < 3; i++)
    for (const char* path : {"small.txt", "sizes/0", "sizes/4097", "sizes/1m"})
      expect_file(client.ask(get(std::string("/") + path)), path);
}

TEST(Limit, ACacheTooSmallForAllStillServesAll) {
  const Parameter cache("cache_size", "16384");
  Client client;
  for (int i = 0; i < 3; i++)
    for (const char* path : {"small.txt", "sizes/4096", "sizes/4097",
                             "sizes/65536", "sizes/1024", "index.html"})
      expect_file(client.ask(get(std::string("/") + path)), path);
}

}  // namespace
}  // namespace wire
