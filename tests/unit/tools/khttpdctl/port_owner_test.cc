// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/port_owner.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

// As a little-endian machine prints them: 127.0.0.1:80 listening, an
// established connection, and [::]:8081 listening.
constexpr std::string_view kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrns"
    "mt   uid  timeout inode\n"
    "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 000000"
    "00     0        0 4242 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0100007F:0050 0100007F:C0DE 01 00000000:00000000 00:00000000 000000"
    "00     0        0 4243 1 0000000000000000 20 4 30 10 -1\n";
constexpr std::string_view kTcp6 =
    "  sl  local_address                         remote_address               "
    "         st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000000000000000000000000000:1F91 "
    "00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "
    "00000000     0        0 77 1 0000000000000000 100 0 0 10 0\n"
    "   1: 00000000000000000000000001000000:1F90 "
    "00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "
    "00000000     0        0 78 1 0000000000000000 100 0 0 10 0\n";

TEST(PortOwner, FindsListeningSocketsOnly) {
  auto v4 = parse_listeners(kTcp, false);
  ASSERT_EQ(v4.size(), 1u);
  EXPECT_EQ(endpoint_text(v4[0].endpoint), "127.0.0.1:80");
  EXPECT_EQ(v4[0].inode, "4242");
  auto v6 = parse_listeners(kTcp6, true);
  ASSERT_EQ(v6.size(), 2u);
  EXPECT_EQ(endpoint_text(v6[0].endpoint), "[::]:8081");
  EXPECT_EQ(endpoint_text(v6[1].endpoint), "[::1]:8080");
}

TEST(PortOwner, PassesOverLinesOfAnotherForm) {
  EXPECT_TRUE(parse_listeners("", false).empty());
  EXPECT_TRUE(parse_listeners("a b c d e f g h i j\n", false).empty());
  EXPECT_TRUE(
      parse_listeners("0: 0100007F:0050 0 0A 0 0 0 0 0\n", false).empty());
  EXPECT_TRUE(parse_listeners(kTcp, true).empty());
}

TEST(PortOwner, NamesTheProcessThatHoldsTheSocket) {
  Scratch scratch;
  scratch.write("12/comm", "bash\n");
  scratch.write("123/comm", "nginx\n");
  std::filesystem::create_directories(scratch.path("12/fd"));
  std::filesystem::create_directories(scratch.path("123/fd"));
  std::filesystem::create_symlink("socket:[999]", scratch.path("12/fd/3"));
  std::filesystem::create_symlink("socket:[4242]", scratch.path("123/fd/6"));
  EXPECT_EQ(socket_owner(scratch.path("."), "4242"), "nginx (pid 123)");
  EXPECT_EQ(socket_owner(scratch.path("."), "4243"), "");
}

}  // namespace
}  // namespace khttpd::ctl
