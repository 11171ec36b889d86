// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace khttpd::ctl {
namespace {

constexpr uint64_t kKiB = 1024;
constexpr uint64_t kGiB = kKiB * kKiB * kKiB;

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t replace = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

std::string size_text(uint64_t bytes) {
  static constexpr std::string_view kSuffix[] = {"", "K", "M", "G"};
  size_t step = 0;
  while (step < 3 && bytes != 0 && bytes % kKiB == 0) {
    bytes /= kKiB;
    ++step;
  }
  return fmt::format("{}{}", bytes, kSuffix[step]);
}

}  // namespace

const std::vector<Option>& options() {
  static const std::vector<Option> table = {
      {"port", Type::kInteger, 1, 65535, "8081", "8081", Applies::kRestart,
       "TCP port, used by every address of listen that names none."},
      {"listen", Type::kListen, 0, 0, "", "", Applies::kRestart,
       "Addresses to listen on. Empty: every address of the machine, IPv4 and "
       "IPv6, on port."},
      {"backlog", Type::kInteger, 1, 65535, "4096", "4096", Applies::kRestart,
       "Connections that may wait to be accepted, for each listening address."},
      {"root", Type::kPath, 0, 0, "/usr/share/khttpd/www",
       "/usr/share/khttpd/www", Applies::kReload,
       "Directory whose files are served. Nothing outside it ever is."},
      {"index", Type::kNames, 0, 0, "index.html", "index.html",
       Applies::kReload,
       "Names tried in this order when a directory is asked for."},
      {"user", Type::kUser, 0, 4294967294, "65534:65534", "nobody:nogroup",
       Applies::kReload,
       "User (and group) whose permissions files are opened with. Without a "
       "group: the user's own."},
      {"max_connections", Type::kInteger, 1, 1000000, "65536", "65536",
       Applies::kReload,
       "Connections open at one time; at the limit, new ones are turned away."},
      {"header_timeout", Type::kSeconds, 1, 3600, "15", "15s", Applies::kReload,
       "How long a client may take to send the head of a request."},
      {"keepalive_timeout", Type::kSeconds, 1, 3600, "60", "60s",
       Applies::kReload,
       "How long a connection may stay idle between two requests."},
      {"send_timeout", Type::kSeconds, 1, 3600, "30", "30s", Applies::kReload,
       "How long a response may wait for a client that reads nothing."},
      {"keepalive_requests", Type::kInteger, 0, 1000000000, "0", "0",
       Applies::kReload,
       "Requests answered on one connection before it is closed. 0: no limit."},
      {"cache_size", Type::kSize, 0, 1024 * kGiB, "67108864", "64M",
       Applies::kReload, "Memory for cached responses. 0: no cache."},
      {"cache_max_file", Type::kSize, 0, 16 * kKiB * kKiB, "262144", "256K",
       Applies::kReload, "Largest file that is kept in the cache."},
  };
  return table;
}

const Option* find_option(std::string_view name) {
  const auto& all = options();
  auto it = std::find_if(all.begin(), all.end(),
                         [&](const Option& o) { return o.name == name; });
  return it == all.end() ? nullptr : &*it;
}

std::string_view nearest_option(std::string_view name) {
  std::string_view best;
  size_t best_distance = 3;  // more edits than two are another word
  for (const Option& option : options()) {
    size_t distance = edit_distance(name, option.name);
    if (distance < best_distance && distance < option.name.size() / 2 + 1) {
      best = option.name;
      best_distance = distance;
    }
  }
  return best;
}

std::string expected_text(const Option& option) {
  switch (option.type) {
    case Type::kInteger:
      return fmt::format("a whole number from {} to {}", option.min,
                         option.max);
    case Type::kSize:
      return fmt::format(
          "a size from {} to {}: bytes, or a number with K, M or G",
          size_text(option.min), size_text(option.max));
    case Type::kSeconds:
      return fmt::format(
          "a time from {} to {} seconds: a number, or one with s or m",
          option.min, option.max);
    case Type::kPath:
      return fmt::format("an absolute path of at most {} bytes", kMaxRootBytes);
    case Type::kNames:
      return fmt::format(
          "1 to {} file names separated by commas, without a slash",
          kMaxIndexNames);
    case Type::kUser:
      return "a user, or user:group, by name or by number, and not root";
    case Type::kListen:
      return fmt::format(
          "at most {} addresses separated by commas, like 192.0.2.1:80, "
          "192.0.2.1, [2001:db8::1]:80 or [2001:db8::1]",
          kMaxListen);
  }
  return {};
}

std::string_view applies_text(Applies applies) {
  return applies == Applies::kReload ? "reload" : "restart";
}

}  // namespace khttpd::ctl
