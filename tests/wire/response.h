// SPDX-License-Identifier: GPL-2.0-only
// A response as the tests see it, and the reader of its head.  Strict: what
// RFC 9112 does not allow a server to send is an error here.  Shares nothing
// with src/core on purpose.
#ifndef KHTTPD_TESTS_WIRE_RESPONSE_H
#define KHTTPD_TESTS_WIRE_RESPONSE_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wire {

struct Response {
  int status = 0;
  std::string version;  // "HTTP/1.1"
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;  // as received
  std::string head;     // all bytes up to and with the empty line
  std::string body;
  int64_t asked_sec = 0;  // when the last bytes before it were sent

  // The value of a field, name compared without case.  Throws when the field
  // occurs more than once: no field of ours may.
  std::optional<std::string> field(std::string_view name) const;
  // Content-Length; throws when it is missing or no plain decimal number.
  uint64_t content_length() const;
  // The server says that it will close after this response.
  bool says_close() const;
};

// Parses a complete head.  Throws std::runtime_error naming the fault.
Response parse_head(std::string_view head);

// Seconds since 1970 of an IMF-fixdate (RFC 9110 5.6.7); throws when the text
// is not exactly that, weekday included.
int64_t parse_date(const std::string& text);

bool equal_ignoring_case(std::string_view a, std::string_view b);

// Printable form of bytes for messages, cut after some.
std::string show(std::string_view bytes);

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_RESPONSE_H
