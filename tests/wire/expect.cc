// SPDX-License-Identifier: GPL-2.0-only
#include "expect.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "options.h"
#include "root.h"

namespace wire {
namespace {

// What the server's clock may be off, with one second's granularity.
constexpr int64_t kDateSlack = 2;  // seconds

// Smaller files are not said to have ranges, though they do.
constexpr int64_t kAcceptRangesMin = 65536;  // bytes

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), ::tolower);
  return text;
}

// Exactly these fields, in any order, plus Connection where it says something.
void expect_fields(const Response& r, std::set<std::string> wanted) {
  std::set<std::string> seen;
  for (const auto& [name, value] : r.fields)
    EXPECT_TRUE(seen.insert(lower(name)).second)
        << name << " occurs twice in " << show(r.head);
  for (const auto& name : wanted)
    EXPECT_TRUE(seen.count(name)) << "no " << name << " in " << show(r.head);
  if (options().other_server) return;
  seen.erase("connection");
  EXPECT_EQ(seen, wanted) << show(r.head);
}

void expect_date(const Response& r) {
  const auto text = r.field("Date");
  ASSERT_TRUE(text) << show(r.head);
  const auto date = parse_date(*text);
  EXPECT_GE(date, r.asked_sec - kDateSlack) << *text;
  EXPECT_LE(date, static_cast<int64_t>(time(nullptr)) + kDateSlack) << *text;
}

// RFC 9112 9.6: "close" only; "keep-alive" is for HTTP/1.0 clients.
void expect_connection_value(const Response& r) {
  const auto value = r.field("Connection");
  if (!value) return;
  EXPECT_TRUE(*value == "close" || *value == "keep-alive") << show(r.head);
}

void expect_common(const Response& r, int status) {
  EXPECT_EQ(r.status, status) << show(r.head);
  EXPECT_EQ(r.version, "HTTP/1.1");
  expect_connection_value(r);
  EXPECT_NO_THROW(expect_date(r));
  if (!options().other_server) {
    EXPECT_EQ(r.field("Server"), "khttpd") << show(r.head);
  }
}

// While another change could leave the same times there is no tag: for the file
// or, where its neighbours count, its directory.
bool may_lack_tag(const Response& r, const std::string& path) {
  const auto date = parse_date(r.field("Date").value_or(""));
  const auto slash = path.rfind('/');
  const auto directory = slash == path.npos ? "." : path.substr(0, slash);
  return date - stat_of(path).st_ctim.tv_sec <= 1 ||
         date - stat_of(directory).st_ctim.tv_sec <= 1;
}

void expect_file_fields(const Response& r, const std::string& path,
                        std::set<std::string> wanted) {
  wanted.insert({"server", "date", "content-type", "content-length",
                 "last-modified"});
  if (r.field("ETag") || !may_lack_tag(r, path)) wanted.insert("etag");
  expect_fields(r, wanted);
}

bool is_strong_tag(const std::string& tag) {
  return tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
}

void expect_validators(const Response& r, const std::string& path) {
  const auto modified = r.field("Last-Modified");
  ASSERT_TRUE(modified) << show(r.head);
  EXPECT_EQ(parse_date(*modified), stat_of(path).st_mtim.tv_sec) << path;
  if (!r.field("ETag") && may_lack_tag(r, path)) return;
  EXPECT_TRUE(is_strong_tag(r.field("ETag").value_or(""))) << show(r.head);
}

std::string suffix_of(const std::string& coding) {
  if (coding == "gzip") return ".gz";
  if (coding == "zstd") return ".zst";
  return coding.empty() ? "" : "." + coding;
}

}  // namespace

void expect_file_head(const Response& r, const std::string& path) {
  const auto st = stat_of(path);
  expect_common(r, 200);
  EXPECT_EQ(r.reason, "OK");
  std::set<std::string> wanted;
  if (st.st_size >= kAcceptRangesMin || options().other_server) {
    wanted.insert("accept-ranges");
    EXPECT_EQ(r.field("Accept-Ranges"), "bytes") << show(r.head);
  }
  expect_file_fields(r, path, wanted);
  EXPECT_EQ(r.content_length(), static_cast<uint64_t>(st.st_size)) << path;
  expect_validators(r, path);
}

void expect_partial_head(const Response& r, const std::string& path) {
  expect_common(r, 206);
  EXPECT_EQ(r.reason, "Partial Content");
  expect_file_fields(r, path, {"content-range"});
  expect_validators(r, path);
}

void expect_not_modified(const Response& r, const std::string& path) {
  expect_common(r, 304);
  EXPECT_EQ(r.reason, "Not Modified");
  std::set<std::string> wanted = {"server", "date", "etag"};
  // RFC 9110 15.4.5: Last-Modified is not of use beside a tag.
  if (options().other_server) wanted.insert("last-modified");
  expect_fields(r, wanted);
  EXPECT_TRUE(is_strong_tag(r.field("ETag").value_or(""))) << show(r.head);
  EXPECT_EQ(r.body, "");
}

void expect_coded(const Response& r, const std::string& path,
                  const std::string& coding) {
  const std::string form = path + suffix_of(coding);
  std::set<std::string> wanted = {"vary"};
  if (stat_of(form).st_size >= kAcceptRangesMin)
    wanted.insert("accept-ranges");
  if (!coding.empty()) wanted.insert("content-encoding");
  expect_common(r, 200);
  expect_file_fields(r, form, wanted);
  EXPECT_EQ(r.field("Content-Encoding").value_or(""), coding);
  EXPECT_EQ(r.field("Vary"), "Accept-Encoding");
  EXPECT_TRUE(r.body == read_file(form)) << form << ": got " << show(r.body);
}

void expect_file(const Response& r, const std::string& path) {
  expect_file_head(r, path);
  const auto bytes = read_file(path);
  // Not EXPECT_EQ: a megabyte in a message helps nobody.
  EXPECT_TRUE(r.body == bytes)
      << path << ": got " << show(r.body) << ", want " << show(bytes);
}

void expect_status(const Response& r, int status, bool to_head) {
  expect_common(r, status);
  std::set<std::string> wanted = {"server", "date", "content-type",
                                  "content-length"};
  if (status == 405) wanted.insert("allow");
  if (status == 301) wanted.insert("location");
  if (status == 416) wanted.insert("content-range");
  if (status == 503 && !options().other_server) wanted.insert("retry-after");
  expect_fields(r, wanted);
  if (status == 405) {
    EXPECT_EQ(r.field("Allow"), "GET, HEAD, OPTIONS");
  }
  EXPECT_GT(r.content_length(), 0u);
  if (options().other_server) return;
  EXPECT_EQ(r.field("Content-Type"), "text/plain; charset=utf-8");
  const auto text = std::to_string(status) + " " + r.reason + "\n";
  EXPECT_EQ(r.content_length(), text.size());
  EXPECT_EQ(r.body, to_head ? "" : text);
}

void expect_refusal(Client& client, int status) {
  const auto r = client.read();
  expect_status(r, status);
  EXPECT_TRUE(r.says_close()) << show(r.head);
  expect_closed(client);
}

void expect_redirect(const Response& r, const std::string& location) {
  expect_status(r, 301);
  EXPECT_EQ(r.field("Location"), location);
}

int no_index_status() { return options().other_server ? 403 : 404; }

void expect_closed(Client& client) {
  std::string extra;
  const auto ending = client.wait_end(options().patience, &extra);
  EXPECT_EQ(extra, "") << "bytes after the last response";
  EXPECT_NE(ending, Ending::kOpen) << "the server keeps the connection open";
  EXPECT_NE(ending, Ending::kReset) << "reset instead of an orderly close";
}

void expect_usable(Client& client) {
  EXPECT_EQ(client.pending(), "") << "bytes after the last response";
  expect_file(client.ask(get("/small.txt")), "small.txt");
}

void expect_as_said(Client& client, const Response& r) {
  if (r.says_close()) expect_closed(client);
  else expect_usable(client);
}

void expect_alive() {
  Client client;
  expect_usable(client);
}

void expect_soon(const std::function<Response()>& ask, const std::string& what,
                 const std::function<bool(const Response&)>& satisfies) {
  // One second is the promise; a request sent after it must be right.
  const auto deadline = after(milliseconds(1000));
  for (;;) {
    const bool last = Clock::now() > deadline;
    const auto r = ask();
    if (satisfies(r)) return;
    if (!last) continue;
    ADD_FAILURE() << what << " not seen within a second; got "
                  << show(r.head) << show(r.body);
    return;
  }
}

void expect_soon(const std::string& target, const std::string& what,
                 const std::function<bool(const Response&)>& satisfies) {
  expect_soon([&] { return fetch(target); }, what, satisfies);
}

}  // namespace wire
