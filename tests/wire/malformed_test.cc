// SPDX-License-Identifier: GPL-2.0-only
// Every malformed request gets one definite answer and the connection ends;
// what follows it in the same packets is never taken for a request.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"

namespace wire {
namespace {

using namespace std::string_literals;

struct Fault {
  const char* what;
  std::string bytes;
  int status;
};

// A request with this line among its fields.
std::string with(const std::string& line) {
  return "GET /small.txt HTTP/1.1\r\nHost: wire.test\r\n" + line +
         "\r\n\r\n";
}

std::string line(const std::string& request_line) {
  return request_line + "\r\nHost: wire.test\r\n\r\n";
}

std::string host(const std::string& value) {
  return "GET /small.txt HTTP/1.1\r\nHost: " + value + "\r\n\r\n";
}

void expect_each_refused(std::initializer_list<Fault> faults) {
  for (const auto& fault : faults) {
    SCOPED_TRACE(fault.what);
    Client client;
    client.try_send(fault.bytes + get("/small.txt") + get("/index.html"));
    try {
      expect_refusal(client, fault.status);
    } catch (const std::exception& e) {
      ADD_FAILURE() << fault.what << ": " << e.what();
    }
  }
  expect_alive();
}

TEST(Malformed, RequestLines) {
  expect_each_refused({
      {"no version (HTTP/0.9)", "GET /small.txt\r\n", 400},
      {"no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"empty target", line("GET  HTTP/1.1"), 400},
      {"two spaces", line("GET  /small.txt HTTP/1.1"), 400},
      {"two spaces before the version", line("GET /small.txt  HTTP/1.1"), 400},
      {"tabs", line("GET\t/small.txt\tHTTP/1.1"), 400},
      {"space before the method", line(" GET /small.txt HTTP/1.1"), 400},
      {"space behind the version", line("GET /small.txt HTTP/1.1 "), 400},
      {"space in the target", line("GET /small .txt HTTP/1.1"), 400},
      {"no method", line("/small.txt HTTP/1.1"), 400},
      {"a method that is no token", line("G@T /small.txt HTTP/1.1"), 400},
      {"version in small letters", line("GET /small.txt http/1.1"), 400},
      {"version without a dot", line("GET /small.txt HTTP/11"), 400},
      {"version with two digits", line("GET /small.txt HTTP/1.10"), 400},
      {"version 0.9 in words", line("GET /small.txt HTTP/0.9"), 400},
      {"another protocol", line("GET /small.txt ICY/1.1"), 400},
      {"relative target", line("GET small.txt HTTP/1.1"), 400},
      {"asterisk with GET", line("GET * HTTP/1.1"), 400},
      {"authority with GET", line("GET wire.test:80 HTTP/1.1"), 400},
      {"another scheme", line("GET ftp://wire.test/ HTTP/1.1"), 400},
      {"no authority", line("GET http:///small.txt HTTP/1.1"), 400},
      {"user in the authority", line("GET http://u@h/small.txt HTTP/1.1"), 400},
  });
}

TEST(Malformed, TargetBytes) {
  expect_each_refused({
      {"fragment", line("GET /small.txt#top HTTP/1.1"), 400},
      {"raw 8-bit byte", line("GET /\xc3\xbc HTTP/1.1"), 400},
      {"NUL", line("GET /small.txt\0 HTTP/1.1"s), 400},
      {"escape character", line("GET /\x1b HTTP/1.1"), 400},
      {"delete", line("GET /\x7f HTTP/1.1"), 400},
      {"quote", line("GET /\" HTTP/1.1"), 400},
      {"angle brackets", line("GET /<x> HTTP/1.1"), 400},
      {"percent at the end", line("GET /% HTTP/1.1"), 400},
      {"percent and one digit", line("GET /%4 HTTP/1.1"), 400},
      {"percent and no digits", line("GET /%zz HTTP/1.1"), 400},
      {"percent and half a digit", line("GET /%4x HTTP/1.1"), 400},
      {"percent and a sign", line("GET /%+4 HTTP/1.1"), 400},
  });
}

TEST(Malformed, LineEnds) {
  expect_each_refused({
      {"bare LF everywhere", "GET /small.txt HTTP/1.1\nHost: x\n\n", 400},
      {"bare LF after the request line",
       "GET /small.txt HTTP/1.1\nHost: x\r\n\r\n", 400},
      {"bare LF after a field", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400},
      {"bare LF at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n", 400},
      {"bare CR after the request line", "GET / HTTP/1.1\rHost: x\r\n\r\n",
       400},
      {"bare CR in a value", with("A: b\rc"), 400},
      {"bare CR at the end", "GET / HTTP/1.1\r\nHost: x\r\n\rX", 400},
      {"two CRs", "GET / HTTP/1.1\r\r\nHost: x\r\n\r\n", 400},
      {"LF before the request", "\n" + get("/small.txt"), 400},
      {"CR before the request", "\r" + get("/small.txt"), 400},
      {"empty lines without end", "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n", 400},
  });
}

TEST(Malformed, FieldLines) {
  expect_each_refused({
      {"space before the colon", with("A : b"), 400},
      {"tab before the colon", with("A\t: b"), 400},
      {"no colon", with("A"), 400},
      {"no name", with(": b"), 400},
      {"a name with a space", with("A B: c"), 400},
      {"a name with an 8-bit byte", with("\xc3\xbc: c"), 400},
      {"a name with a parenthesis", with("A(: c"), 400},
      {"folded", with("A: b\r\n c"), 400},
      {"folded with a tab", with("A: b\r\n\tc"), 400},
      {"space before the first field", "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
       400},
      {"NUL in a value", with("A: b\0c"s), 400},
      {"NUL in a name", with("A\0: b"s), 400},
      {"escape character in a value", with("A: \x1b[0m"), 400},
      {"delete in a value", with("A: \x7f"), 400},
  });
}

TEST(Malformed, Hosts) {
  expect_each_refused({
      {"none in HTTP/1.1", "GET /small.txt HTTP/1.1\r\n\r\n", 400},
      {"none with an absolute target", "GET http://h/ HTTP/1.1\r\n\r\n", 400},
      {"two", with("Host: other.test"), 400},
      {"twice the same", with("Host: wire.test"), 400},
      {"two in HTTP/1.0",
       "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"a list", host("a, b"), 400},
      {"a path", host("a/b"), 400},
      {"a space", host("a b"), 400},
      {"a user", host("u@a"), 400},
      {"a port that is no number", host("a:b"), 400},
      {"a port that is too large", host("a:65536"), 400},
      {"an open bracket", host("[::1"), 400},
      {"no address in brackets", host("[x]"), 400},
  });
}

TEST(Malformed, Framing) {
  expect_each_refused({
      {"length and coding",
       with("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400},
      {"coding and length",
       with("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400},
      {"two lengths", with("Content-Length: 5\r\nContent-Length: 6"), 400},
      {"twice the same length", with("Content-Length: 5\r\nContent-Length: 5"),
       400},
      {"a list of lengths", with("Content-Length: 5, 5"), 400},
      {"a plus sign", with("Content-Length: +5"), 400},
      {"a minus sign", with("Content-Length: -1"), 400},
      {"hexadecimal", with("Content-Length: 0x5"), 400},
      {"a fraction", with("Content-Length: 5.0"), 400},
      {"digits and a space", with("Content-Length: 5 5"), 400},
      {"empty length", with("Content-Length:"), 400},
      {"length beyond 64 bits", with("Content-Length: 18446744073709551621"),
       400},
      {"length beyond 63 bits", with("Content-Length: 9223372036854775808"),
       400},
      {"coding twice",
       with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400},
      {"empty coding", with("Transfer-Encoding:"), 400},
      {"coding in HTTP/1.0",
       "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"unknown coding", with("Transfer-Encoding: gzip"), 501},
      {"unknown coding before chunked", with("Transfer-Encoding: gzip, chunked"),
       501},
      {"chunked not last", with("Transfer-Encoding: chunked, gzip"), 501},
      {"chunked with a parameter", with("Transfer-Encoding: chunked;x=1"), 501},
      {"identity", with("Transfer-Encoding: identity"), 501},
      {"a coding that only looks like it", with("Transfer-Encoding: xchunked"),
       501},
  });
}

TEST(Malformed, OtherProtocols) {
  expect_each_refused({
      {"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
      {"SSH", "SSH-2.0-OpenSSH_9.2\r\n", 400},
      {"zeros", std::string(64, '\0'), 400},
      {"a PROXY line", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", 400},
  });
}

// A chunked body that turns out bad may come after the file was answered.
TEST(Malformed, ChunkedBodies) {
  const std::pair<const char*, std::string> bodies[] = {
      {"no size", "\r\n"},
      {"no digits", "xyz\r\n"},
      {"a minus sign", "-1\r\n"},
      {"a prefix", "0x5\r\nhello\r\n0\r\n\r\n"},
      {"a size beyond 64 bits", "fffffffffffffffff\r\n"},
      {"data longer than its size", "5\r\nhello!\r\n0\r\n\r\n"},
      {"bare LF after the size", "5\nhello\r\n0\r\n\r\n"},
      {"bare LF after the data", "5\r\nhello\n0\r\n\r\n"},
      {"space before the size", " 5\r\nhello\r\n0\r\n\r\n"},
      {"control byte in an extension", "5;a=\x01\r\nhello\r\n0\r\n\r\n"},
      {"bad trailer", "0\r\nA : b\r\n\r\n"},
  };
  for (const auto& [what, body] : bodies) {
    SCOPED_TRACE(what);
    Client client;
    client.send(get("/small.txt", "Transfer-Encoding: chunked\r\n") + body +
                get("/index.html"));
    const auto r = client.read();
    if (r.status == 200) expect_file(r, "small.txt");
    else expect_status(r, 400);
    expect_closed(client);
  }
}

}  // namespace
}  // namespace wire
