// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/response_head.h"

#include <strings.h>

#include <array>

namespace htstress {
namespace {

struct Fields {
  bool has_length = false;
  uint64_t length = 0;
  bool has_coding = false;
  bool ends_chunked = false;
  bool says_close = false;
  bool says_keep_alive = false;
};

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<uint8_t>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<uint8_t>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<uint8_t>(c)] = true;
  for (char c : std::string_view("!#$%&'*+-.^_`|~"))
    table[static_cast<uint8_t>(c)] = true;
  return table;
}

constexpr std::array<bool, 256> kToken = make_token_table();  // RFC 9110 5.6.2

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

// Takes the next member off a comma-separated list.
std::string_view next_member(std::string_view* list) {
  size_t comma = list->find(',');
  std::string_view member = list->substr(0, comma);
  *list = comma == std::string_view::npos ? std::string_view()
                                          : list->substr(comma + 1);
  return trim(member);
}

const char* read_length(std::string_view value, Fields* fields) {
  uint64_t length = 0;
  if (value.empty()) return "empty Content-Length";
  for (char c : value) {
    if (c < '0' || c > '9') return "Content-Length is not a number";
    if (__builtin_mul_overflow(length, 10, &length) ||
        __builtin_add_overflow(length, static_cast<uint64_t>(c - '0'),
                               &length))
      return "Content-Length is too large";
  }
  // RFC 9112 section 6.3, 5: different lengths cannot be recovered from.
  if (fields->has_length && fields->length != length)
    return "two different Content-Length fields";
  fields->has_length = true;
  fields->length = length;
  return nullptr;
}

void read_coding(std::string_view value, Fields* fields) {
  fields->has_coding = true;
  while (!value.empty())
    fields->ends_chunked = same_name(next_member(&value), "chunked");
}

void read_connection(std::string_view value, Fields* fields) {
  while (!value.empty()) {
    std::string_view option = next_member(&value);
    if (same_name(option, "close")) fields->says_close = true;
    if (same_name(option, "keep-alive")) fields->says_keep_alive = true;
  }
}

const char* read_field(std::string_view line, Fields* fields) {
  size_t end = 0;
  while (end < line.size() && kToken[static_cast<uint8_t>(line[end])]) ++end;
  if (end == 0 || end == line.size() || line[end] != ':')
    return "malformed header field";
  std::string_view name = line.substr(0, end);
  std::string_view value = trim(line.substr(end + 1));
  if (name.size() == 14 && same_name(name, "content-length"))
    return read_length(value, fields);
  if (name.size() == 17 && same_name(name, "transfer-encoding"))
    read_coding(value, fields);
  else if (name.size() == 10 && same_name(name, "connection"))
    read_connection(value, fields);
  return nullptr;
}

// "HTTP/1.1 200 OK"; the reason, and the blank before it, may be missing.
const char* read_status_line(std::string_view line, ResponseHead* head,
                             bool* is_1_0) {
  if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || line[7] < '0' ||
      line[7] > '9' || line[8] != ' ')
    return "malformed status line";
  if (line.size() > 12 && line[12] != ' ') return "malformed status line";
  int status = 0;
  for (char c : line.substr(9, 3)) {
    if (c < '0' || c > '9') return "malformed status line";
    status = status * 10 + (c - '0');
  }
  if (status < 100) return "malformed status line";
  head->status = static_cast<uint16_t>(status);
  *is_1_0 = line[7] == '0';
  return nullptr;
}

// The message body length rules of RFC 9112 section 6.3, in their order.
const char* decide_body(const Fields& fields, bool to_head, bool is_1_0,
                        ResponseHead* head) {
  // Section 6.1: a server must not send both, nor a coding in HTTP/1.0; one
  // of the two lengths is a lie and we cannot know which.
  if (fields.has_coding && fields.has_length)
    return "both Transfer-Encoding and Content-Length";
  if (fields.has_coding && is_1_0) return "Transfer-Encoding in HTTP/1.0";
  if (to_head || head->status < 200 || head->status == 204 ||
      head->status == 304)
    head->body = Body::kNone;
  else if (fields.has_coding)
    head->body = fields.ends_chunked ? Body::kChunked : Body::kUntilClose;
  else if (fields.has_length)
    head->body = fields.length ? Body::kLength : Body::kNone;
  else
    head->body = Body::kUntilClose;
  head->length = head->body == Body::kLength ? fields.length : 0;
  return nullptr;
}

}  // namespace

const char* parse_response_head(std::string_view text, bool to_head,
                                ResponseHead* head) {
  *head = ResponseHead();
  Fields fields;
  bool is_1_0 = false;
  bool first = true;
  while (true) {
    size_t lf = text.find('\n');
    if (lf == std::string_view::npos || lf == 0 || text[lf - 1] != '\r')
      return "line does not end in CRLF";
    std::string_view line = text.substr(0, lf - 1);
    text.remove_prefix(lf + 1);
    if (std::memchr(line.data(), '\r', line.size()) ||
        std::memchr(line.data(), '\0', line.size()))
      return "CR or NUL inside a line";
    if (line.empty() && !first) break;
    const char* wrong = first ? read_status_line(line, head, &is_1_0)
                              : read_field(line, &fields);
    if (wrong) return wrong;
    first = false;
  }
  // No Upgrade is ever asked for, so 101 would leave HTTP unasked.
  if (head->status == 101) return "101 Switching Protocols was not asked for";
  head->is_interim = head->status < 200;
  head->keep_alive = is_1_0 ? fields.says_keep_alive && !fields.says_close
                            : !fields.says_close;
  const char* wrong = decide_body(fields, to_head, is_1_0, head);
  if (head->body == Body::kUntilClose) head->keep_alive = false;
  return wrong;
}

}  // namespace htstress
