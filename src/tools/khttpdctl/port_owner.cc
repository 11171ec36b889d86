// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/port_owner.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "tools/common/file.h"
#include "tools/khttpdctl/diagnostic.h"
#include "tools/khttpdctl/number.h"

namespace khttpd::ctl {
namespace {

namespace fs = std::filesystem;

// About 150 bytes a socket: room for a hundred thousand.
constexpr size_t kMaxTableBytes = 16 << 20;
constexpr std::string_view kListen = "0A";  // TCP_LISTEN

bool read_hex(std::string_view text, uint32_t* out) {
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, *out, 16).ptr == end;
}

// Words of the address are printed as the machine's own integers, so copying
// the integer gives network order back.
bool read_local(std::string_view text, bool v6, Endpoint* out) {
  size_t words = v6 ? 4 : 1;
  if (text.size() != words * 8 + 5 || text[words * 8] != ':') return false;
  for (size_t i = 0; i < words; ++i) {
    uint32_t word = 0;
    if (!read_hex(text.substr(i * 8, 8), &word)) return false;
    std::memcpy(out->address.data() + i * 4, &word, 4);
  }
  uint32_t port = 0;
  if (!read_hex(text.substr(words * 8 + 1), &port)) return false;
  out->v6 = v6;
  out->port = static_cast<uint16_t>(port);
  return true;
}

bool parse_row(const std::string& row, bool v6, Listener* out) {
  std::istringstream in(row);
  std::string slot, local, remote, state, queues, timer, retries, uid, timeout;
  in >> slot >> local >> remote >> state >> queues >> timer >> retries >> uid >>
      timeout >> out->inode;
  return in && state == kListen && read_local(local, v6, &out->endpoint);
}

bool holds_socket(const fs::path& descriptors, const std::string& target) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(descriptors, error))
    if (fs::read_symlink(entry.path(), error) == target) return true;
  return false;
}

}  // namespace

std::vector<Listener> parse_listeners(std::string_view table, bool v6) {
  std::vector<Listener> out;
  std::istringstream in{std::string(table)};
  std::string row;
  while (std::getline(in, row)) {
    Listener listener;
    if (parse_row(row, v6, &listener)) out.push_back(std::move(listener));
  }
  return out;
}

std::vector<Listener> read_listeners(const std::string& proc) {
  std::vector<Listener> out;
  for (bool v6 : {false, true}) {
    auto table =
        read_file(proc + (v6 ? "/net/tcp6" : "/net/tcp"), kMaxTableBytes);
    if (!table) continue;
    for (Listener& listener : parse_listeners(*table, v6))
      out.push_back(std::move(listener));
  }
  return out;
}

std::string socket_owner(const std::string& proc, const std::string& inode) {
  std::string target = fmt::format("socket:[{}]", inode);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(proc, error)) {
    std::string pid = entry.path().filename();
    if (!is_all_digits(pid)) continue;
    if (!holds_socket(entry.path() / "fd", target)) continue;
    auto name = read_file(entry.path() / "comm", 4096);
    std::string text = name ? name->substr(0, name->find('\n')) : "?";
    return fmt::format("{} (pid {})", printable(text), pid);
  }
  return {};
}

}  // namespace khttpd::ctl
