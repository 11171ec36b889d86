// SPDX-License-Identifier: GPL-2.0-only
#include "response.h"

#include <cctype>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace wire {
namespace {

[[noreturn]] void fail(const std::string& what, std::string_view bytes) {
  throw std::runtime_error(what + ": " + show(bytes));
}

bool is_token(std::string_view text) {
  for (const unsigned char c : text)
    if (!std::isalnum(c) && std::strchr("!#$%&'*+-.^_`|~", c) == nullptr)
      return false;
  return !text.empty();
}

bool is_field_text(std::string_view text) {
  for (const unsigned char c : text)
    if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
  return true;
}

// "HTTP/1.1 200 OK" (RFC 9112 4)
void parse_status_line(std::string_view line, Response* r) {
  if (line.size() < 13 || line.substr(0, 7) != "HTTP/1." ||
      !std::isdigit(line[7]) || line[8] != ' ' || line[12] != ' ')
    fail("bad status line", line);
  r->version = line.substr(0, 8);
  for (const char c : line.substr(9, 3)) {
    if (!std::isdigit(c)) fail("bad status code", line);
    r->status = r->status * 10 + (c - '0');
  }
  r->reason = line.substr(13);
  if (r->status < 100 || r->status > 599 || !is_field_text(r->reason))
    fail("bad status line", line);
}

void parse_field(std::string_view line, Response* r) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    fail("bad field line", line);
  auto value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
    value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
    value.remove_suffix(1);
  if (!is_field_text(value)) fail("bad byte in a field value", line);
  r->fields.emplace_back(line.substr(0, colon), value);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); i++)
    if (std::tolower(static_cast<unsigned char>(a[i])) !=
        std::tolower(static_cast<unsigned char>(b[i])))
      return false;
  return true;
}

std::string show(std::string_view bytes) {
  constexpr size_t kMost = 400;
  std::string out = "\"";
  for (const unsigned char c : bytes.substr(0, kMost)) {
    char hex[5];
    if (c == '\r') out += "\\r";
    else if (c == '\n') out += "\\n";
    else if (c < 0x20 || c >= 0x7f) {
      std::snprintf(hex, sizeof(hex), "\\x%02x", c);
      out += hex;
    } else out += static_cast<char>(c);
  }
  out += '"';
  if (bytes.size() > kMost)
    out += "... (" + std::to_string(bytes.size()) + " bytes)";
  return out;
}

Response parse_head(std::string_view head) {
  Response r;
  r.head = head;
  size_t pos = 0;
  bool first = true;
  for (;;) {
    const auto end = head.find("\r\n", pos);
    if (end == std::string_view::npos) fail("head has no empty line", head);
    const auto line = head.substr(pos, end - pos);
    pos = end + 2;
    if (line.empty()) break;
    if (first) parse_status_line(line, &r);
    else parse_field(line, &r);
    first = false;
  }
  if (first) fail("head has no status line", head);
  if (pos != head.size()) fail("bytes after the empty line", head);
  return r;
}

std::optional<std::string> Response::field(std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& [key, value] : fields) {
    if (!equal_ignoring_case(key, name)) continue;
    if (found) fail("field occurs twice: " + std::string(name), head);
    found = value;
  }
  return found;
}

uint64_t Response::content_length() const {
  const auto text = field("Content-Length");
  if (!text) fail("no Content-Length", head);
  if (text->empty() || text->size() > 19) fail("bad Content-Length", head);
  uint64_t n = 0;
  for (const char c : *text) {
    if (!std::isdigit(c)) fail("bad Content-Length", head);
    n = n * 10 + static_cast<uint64_t>(c - '0');
  }
  return n;
}

bool Response::says_close() const {
  const auto value = field("Connection");
  return value && equal_ignoring_case(*value, "close");
}

int64_t parse_date(const std::string& text) {
  std::tm tm = {};
  const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &tm);
  if (end == nullptr || *end != '\0') fail("not an HTTP date", text);
  const std::time_t t = timegm(&tm);
  // Written back it must be the same text: strptime forgives lengths, case
  // and a wrong weekday.
  char again[64];
  gmtime_r(&t, &tm);
  std::strftime(again, sizeof(again), "%a, %d %b %Y %H:%M:%S GMT", &tm);
  if (text != again) fail("not an IMF-fixdate", text);
  return t;
}

}  // namespace wire
