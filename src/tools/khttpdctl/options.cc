// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "uapi/policy.h"

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

// "a,b,c" as "a, b or c".
std::string choice_text(std::string_view words) {
  std::string out;
  for (;;) {
    size_t comma = words.find(',');
    bool is_last = comma == words.npos;
    if (!out.empty()) out += is_last ? " or " : ", ";
    out += words.substr(0, comma);
    if (is_last) return out;
    words.remove_prefix(comma + 1);
  }
}

}  // namespace

const std::vector<Option>& options() {
  static const std::vector<Option> table = {
      {"port", Type::kInteger, 1, 65535, "8081", "8081", Applies::kRestart,
       "TCP port, used by every address of listen that names none.",
       "port = 80"},
      {"listen", Type::kListen, 0, 0, "", "", Applies::kRestart,
       "Addresses to listen on. Empty: every address of the machine, IPv4 and "
       "IPv6, on port.",
       "listen = 192.0.2.10, [2001:db8::10]:8080"},
      {"backlog", Type::kInteger, 1, 65535, "4096", "4096", Applies::kRestart,
       "Connections that may wait to be accepted, for each listening address.",
       "backlog = 16384"},
      {"root", Type::kPath, 0, 0, "/usr/share/khttpd/www",
       "/usr/share/khttpd/www", Applies::kReload,
       "Directory whose files are served. Nothing outside it ever is. In a "
       "section, {host} as its last part is the name that was asked for: a "
       "directory for each host.",
       "root = /srv/www", Scope::kSite},
      {"index", Type::kNames, 0, 0, "index.html", "index.html",
       Applies::kReload,
       "Names tried in this order when a directory is asked for.",
       "index = index.html, index.htm", Scope::kSite},
      {"user", Type::kUser, 0, 4294967294, "65534:65534", "nobody:nogroup",
       Applies::kReload,
       "User (and group) whose permissions files are opened with. Without a "
       "group: the user's own.",
       "user = www-data"},
      {"max_connections", Type::kInteger, 1, 1000000, "65536", "65536",
       Applies::kReload,
       "Connections open at one time; at the limit, new ones are turned away.",
       "max_connections = 10000"},
      {"max_connections_per_address", Type::kInteger, 0, 1000000, "0", "0",
       Applies::kReload,
       "Connections that one client may have open at one time: one IPv4 "
       "address, or one /64 of IPv6. At the limit, its new ones are turned "
       "away. 0: no limit, for behind one address may be a proxy or a whole "
       "company.",
       "max_connections_per_address = 200"},
      {"header_timeout", Type::kSeconds, 1, 3600, "15", "15s", Applies::kReload,
       "How long a client may take to send the head of a request.",
       "header_timeout = 5s"},
      {"keepalive_timeout", Type::kSeconds, 1, 3600, "60", "60s",
       Applies::kReload,
       "How long a connection may stay idle between two requests.",
       "keepalive_timeout = 2m"},
      {"send_timeout", Type::kSeconds, 1, 3600, "30", "30s", Applies::kReload,
       "How long a response may wait for a client that reads nothing.",
       "send_timeout = 10s"},
      {"min_send_rate", Type::kSize, 0, kGiB, "256", "256", Applies::kReload,
       "Bytes a second that a client has to take of a response while khttpd "
       "waits for it, on average over each send_timeout of waiting. A slower "
       "one is cut off. 0: one byte in send_timeout is enough.",
       "min_send_rate = 4K"},
      {"keepalive_requests", Type::kInteger, 0, 1000000000, "0", "0",
       Applies::kReload,
       "Requests answered on one connection before it is closed. 0: no limit.",
       "keepalive_requests = 1000"},
      {"cache_size", Type::kSize, 0, 1024 * kGiB, "67108864", "64M",
       Applies::kReload, "Memory for cached responses. 0: no cache.",
       "cache_size = 1G"},
      {"cache_max_file", Type::kSize, 0, 16 * kKiB * kKiB, "262144", "256K",
       Applies::kReload, "Largest file that is kept in the cache.",
       "cache_max_file = 1M"},
      {"server", Type::kServer, 0, 0, "khttpd", "khttpd", Applies::kReload,
       "Value of the Server field of every answer. Empty: no such field.",
       "server = Example/1.0", Scope::kServer, Carrier::kPolicy},
      {"unknown_host", Type::kChoice, 0, 0, "default", "default",
       Applies::kReload,
       "What a request gets whose host has no section: the site above the "
       "first section, or this status.",
       "unknown_host = 421", Scope::kServer, Carrier::kPolicy, Argument::kNone,
       "default,404,421"},
      {"types", Type::kFile, 0, 0, "", "", Applies::kReload,
       "File of media types and their extensions, in the form of "
       "/etc/mime.types, that comes before the built-in list. Text is said to "
       "be in UTF-8 where the file names no charset. It is read again at a "
       "reload. Empty: none.",
       "types = /etc/mime.types", Scope::kServer, Carrier::kPolicy},
      {"type", Type::kMediaType, 0, 0, "", "", Applies::kReload,
       "Media type, as it is to be sent, of the files with an extension. It "
       "comes before that of types and of the built-in list.",
       "type .gpx = application/gpx+xml", Scope::kServer, Carrier::kPolicy,
       Argument::kExtension},
      {"default_type", Type::kMediaType, 0, 0, "application/octet-stream",
       "application/octet-stream", Applies::kReload,
       "Media type of files whose extension has none.",
       "default_type = text/plain; charset=utf-8", Scope::kSite,
       Carrier::kPolicy},
      {"listing", Type::kSwitch, 0, 0, "off", "off", Applies::kReload,
       "Whether a directory without an index is listed, in HTML or, where the "
       "client prefers it, in JSON.",
       "listing = on", Scope::kSite, Carrier::kPolicy},
      {"hidden_files", Type::kSwitch, 0, 0, "off", "off", Applies::kReload,
       "Whether names that begin with a dot are served and listed. "
       "/.well-known/ always is.",
       "hidden_files = on", Scope::kSite, Carrier::kPolicy},
      {"encodings", Type::kEncodings, 0, 0, "zstd,br,gzip", "zstd, br, gzip",
       Applies::kReload,
       "Compressed files that are looked for beside a file (.zst, .br, .gz) "
       "and sent to clients that take them. Empty: none.",
       "encodings = gzip", Scope::kSite, Carrier::kPolicy},
      {"encoded_only", Type::kSwitch, 0, 0, "off", "off", Applies::kReload,
       "Whether a compressed file is looked for also where the file itself is "
       "not there.",
       "encoded_only = on", Scope::kSite, Carrier::kPolicy},
      {"max_ranges", Type::kInteger, 0, 16, "16", "16", Applies::kReload,
       "Parts of a file that one answer may have. A request for more gets the "
       "whole file. 0: always the whole file.",
       "max_ranges = 1", Scope::kSite, Carrier::kPolicy},
      {"trailing_slash", Type::kChoice, 0, 0, "redirect", "redirect",
       Applies::kReload,
       "What a request gets for a directory without the slash at its end: a "
       "redirect to the name with it, the directory's index all the same, or "
       "status 404.",
       "trailing_slash = serve", Scope::kSite, Carrier::kPolicy,
       Argument::kNone, "redirect,serve,404"},
      {"fallback", Type::kPage, 0, 0, "", "", Applies::kReload,
       "File below root that is sent, with status 200, where a file is not "
       "there: for applications that route in the browser. Empty: none.",
       "fallback = /index.html", Scope::kSite, Carrier::kPolicy},
      {"error_page", Type::kPage, 0, 0, "", "", Applies::kReload,
       "File below root that is the content of answers with a status. It is "
       "sent for what goes wrong with a file: 403, 404, 406, 500 and 503; a "
       "request that is no good gets a line of text.",
       "error_page 404 = /404.html", Scope::kSite, Carrier::kPolicy,
       Argument::kStatus},
      {"redirect", Type::kRedirect, 0, 0, "", "", Applies::kReload,
       "Sends the client elsewhere. What a path with a * at its end matched "
       "beyond that is appended to the target. The first that matches counts.",
       "redirect /docs/* = 308 https://docs.example.org/", Scope::kSite,
       Carrier::kPolicy, Argument::kPaths},
      {"header", Type::kHeader, 0, 0, "", "", Applies::kReload,
       "Field that is added to answers with a file, by its path or by its "
       "media type. Of several for one field the first that matches counts.",
       "header /assets/* = Cache-Control: public, max-age=31536000, immutable",
       Scope::kSite, Carrier::kPolicy, Argument::kPathsOrType},
      // The last, so that a reload writes it when all else was taken.
      {"policy", Type::kMade, 0, 0, "", "", Applies::kReload,
       "File that khttpdctl compiles from the keys that are no parameters.", "",
       Scope::kNobody},
  };
  return table;
}

const Option* find_option(std::string_view name) {
  const auto& all = options();
  auto it = std::find_if(all.begin(), all.end(),
                         [&](const Option& o) { return o.name == name; });
  return it == all.end() ? nullptr : &*it;
}

const Option& policy_option() { return options().back(); }

std::string_view nearest_option(std::string_view name) {
  std::string_view best;
  size_t best_distance = 3;  // more edits than two are another word
  for (const Option& option : options()) {
    if (option.scope == Scope::kNobody) continue;
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
    case Type::kSwitch:
      return "on or off";
    case Type::kChoice:
      return choice_text(option.words);
    case Type::kEncodings:
      return "some of zstd, br and gzip, separated by commas";
    case Type::kPage:
      return "a path below root that begins with a slash, like /404.html";
    case Type::kMediaType:
      return fmt::format(
          "a media type of at most {} bytes, like image/png or "
          "text/plain; charset=utf-8",
          KHTTPD_POLICY_TYPE_MAX);
    case Type::kServer:
      return fmt::format(
          "names of at most {} bytes in all, each with or without a version, "
          "like Example/1.0",
          KHTTPD_POLICY_SERVER_MAX);
    case Type::kFile:
      return "the absolute path of a file";
    case Type::kHeader:
      return "the name of a field, a colon and its value";
    case Type::kRedirect:
      return "a path or a URL, in ASCII, after 301, 302 (which is meant when "
             "there is none), 307 or 308";
    case Type::kMade:
      return "nothing";
  }
  return {};
}

std::string_view expected_argument(const Option& option) {
  switch (option.argument) {
    case Argument::kNone:
      return "no argument";
    case Argument::kStatus:
      return "a status from 400 to 599";
    case Argument::kPaths:
      return "a path like /old, or one like /old/* for all that begin with it";
    case Argument::kPathsOrType:
      return "paths like /assets/*, or a media type like text/html or text/*";
    case Argument::kExtension:
      return "an extension like .wasm";
  }
  return {};
}

std::string_view applies_text(Applies applies) {
  return applies == Applies::kReload ? "reload" : "restart";
}

std::string_view carrier_text(Carrier carrier) {
  return carrier == Carrier::kParameter ? "parameter" : "policy";
}

}  // namespace khttpd::ctl
