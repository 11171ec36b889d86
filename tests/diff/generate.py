#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write cases of the differential test, one JSON object a line.

A case is a stream of one to four requests, each made from a grammar that
likes odd but lawful forms, and in most cases then damaged in a place or two.
The same seed gives the same cases.
usage: generate.py SEED COUNT
"""

import json
import random
import sys

CRLF = b"\r\n"
TOKENS = b"!#$%&'*+-.^_`|~0123456789abcXYZ"

METHODS = [b"GET"] * 16 + [b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS",
                           b"PATCH", b"TRACE"] * 2 + [b"CONNECT", b"PROPFIND"]
ODD_METHODS = [b"get", b"G", b"GETT", b"QUERY", b"M" * 32, b"M" * 33, b"", b"G(T"]

SEGMENTS = [b"a", b"index.html", b"b%20c", b"%41", b"%7e", b"%c3%a9", b"..",
            b".", b"", b"%2e%2e", b"%2E", b"x;y=z", b"a+b", b"~u", b"%2f",
            b"%00", b"%zz", b"%", b"*", b"@:", b"a|b", b"\\", b"%5c", b"[x]",
            b"{y}", b"^", b"`", b"...", b"%0a", b"%7f", b"%25", b"%2541"]

AUTHORITIES = [b"example.org", b"EXAMPLE.org:80", b"127.0.0.1:8081", b"[::1]",
               b"[::1]:80", b"a_b", b"xn--e1aybc", b"h:", b"h.", b"h:0"]
ODD_AUTHORITIES = [b"", b"h:99999", b"u@h", b"h/", b"[::1", b"h:8a", b"a b",
                   b"h,i", b"h?", b"h`", b"\xff", b"[v1.x]", b"%41", b"%4"]

PLAIN_FIELDS = [b"Accept: */*", b"X-Empty:", b"X-Blank: \t ", b"User-Agent:\tx",
                b"x-tok!#$%&'*+-.^_`|~: v", b"Cookie: a=b; c=\"d\"",
                b"X-High: \xc3\xa9\xff", b"X-Long: " + b"v" * 300,
                b"Accept-Encoding: gzip;q=0, br", b"Range: bytes=0-",
                b"If-None-Match: \"a\", W/\"b\"", b"if-match:*", b"IF-RANGE: \"a\" ",
                b"If-Modified-Since:\tSun, 06 Nov 1994 08:49:37 GMT\t", b"Range:",
                b"If-Unmodified-Since: x", b"Accept-Encodin: y", b"If-Rangee: z", b"Upgrade: h2c",
                b"Trailer: X", b"Keep-Alive: timeout=5", b"X: y:z, ,"]

# Mostly refused by somebody; the table of differences knows them all.
ODD_FIELDS = [b"X : v", b" folded", b"\tfolded", b"NoColon", b": v", b"X(: v",
              b"X: a\x00b", b"X: a\x01b", b"X: a\x7fb", b"X\xe9: v", b"X: a\rb",
              b"Expect: 100-continue", b"Expect: 100-Continue", b"Expect: other",
              b"Expect: 100-continue, other", b"Expect:",
              b"Transfer-Encodings: x", b"Content-Length-: 1", b"Hosts: a b",
              b"Host: second", b"host:", b"Proxy-Connection: close"]

CONNECTIONS = [b"close", b"keep-alive", b"Close", b"Keep-Alive", b"x, close",
               b"keep-alive, x", b"close, keep-alive", b"keep-alive,close",
               b"closed", b"x", b"", b", close ,", b"close;", b"upgrade",
               b"upgrade, close", b"TE, keep-alive"]

LENGTHS = [b"+%d", b"-%d", b"%d, %d", b"%d,%d", b"0x%x", b"%d.0", b"", b"%d x",
           b"00%d", b"%d\t", b"18446744073709551616", b"9223372036854775808",
           b"18446744073709551615", b"\"%d\"", b"%d;", b"0%d", b":", b"%d:"]

CODINGS = [b"Chunked", b"chunked ", b"gzip, chunked", b"chunked, gzip", b"gzip",
           b"identity", b"chunked, chunked", b"chunked;q=1", b"xchunked", b"",
           b"chunked,", b", chunked", b"identity, chunked", b"\"chunked\""]

VERSIONS = [b"HTTP/1.1"] * 12 + [b"HTTP/1.0"] * 4
ODD_VERSIONS = [b"HTTP/1.2", b"HTTP/2.0", b"HTTP/0.9", b"HTTP/1.10", b"http/1.1",
                b"HTTP/11", b"HTTP/1,1", b"HTTP/1.", b"", b"ICE/1.0", b"HTTP/3.0",
                b"RTSP/1.0", b"HTTP/01.1"]

EXTENSIONS = [b"", b"", b";a", b";a=b", b";a=\"b\\\"c\";d", b"; a = \"b;\\\"c\"", b" ", b" ;a",
              b";a=", b";", b";=b", b"\t;a=b;c", b";a=\"b", b";\x01", b"\x00",
              b";a=\"\x01\"", b";a b", b";a=b c"]

TRAILERS = [b"", b"", b"X: y\r\n", b"X: y\r\nZ:\r\n", b"Content-Length: 5\r\n",
            b"X : y\r\n", b"NoColon\r\n", b" fold\r\n", b"X: a\x01\r\n",
            b"Transfer-Encoding: chunked\r\n"]

# What a damaged place becomes; each has been somebody's smuggling trick.
INSERTS = [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r\n", b" ", b"\t", b"\x00",
           b"\x0b", b"\x0c", b"\x7f", b"\x85", b"\xa0", b"\xff", b":", b";",
           b",", b"\"", b"0", b"%", b"#", b"\r\n\r\n", b"\r\n ", b"\r\nX: y",
           b"\r\nContent-Length: 3", b"\r\nTransfer-Encoding: chunked",
           b"0\r\n\r\n", b"HTTP/1.1"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.serial = 0

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def one(self, items):
        return self.random.choice(items)

    def path(self):
        count = self.random.randint(1, 4)
        # The serial number tells the requests of a stream apart.
        self.serial = (self.serial + 1) % 1000
        path = b"/%d" % self.serial
        if self.chance(60):
            return path
        return path + b"".join(b"/" + self.one(SEGMENTS) for _ in range(count))

    def target(self, method):
        if method == b"CONNECT":
            return self.one(AUTHORITIES + ODD_AUTHORITIES)
        target = self.path()
        if self.chance(15):
            target += b"?" + self.one([b"", b"q=1", b"a?b", b"%zz", b"/../"])
        if self.chance(8):
            authority = AUTHORITIES + (ODD_AUTHORITIES if self.chance(40) else [])
            scheme = self.one([b"http://"] * 5 + [b"HTTP://", b"https://", b"ftp:"])
            return scheme + self.one(authority) + target
        if self.chance(2):
            return self.one([b"*", b"", b"#f", b"x", b"/a#f", b"/a\"b", b"/<>",
                             b"/\xc3\xa9", b"//h/a", b"/..", b"/a b"])
        return target

    def framing(self):
        """Field lines and body bytes that belong together, mostly."""
        body = bytes(self.one(b"abc\r\n\x00GET /HTTP1.") for _ in
                     range(self.random.choice([0, 1, 3, 10, 40])))
        kind = self.random.random()
        if kind < 0.55:
            return [], b""
        if kind < 0.75:
            return self.length(body), body
        coding = b"Transfer-Encoding: chunked"
        if self.chance(12):
            coding = b"Transfer-Encoding: " + self.one(CODINGS)
        lines = [coding]
        if self.chance(6):
            lines.insert(self.random.randint(0, 1), b"Content-Length: %d" % len(body))
        if self.chance(4):
            lines.append(b"Transfer-Encoding: " + self.one([b"chunked", b"gzip"]))
        return lines, self.chunked(body)

    def length(self, body):
        value = b"%d" % len(body)
        if self.chance(12):
            form = self.one(LENGTHS)
            value = form % ((len(body),) * form.count(b"%")) if b"%" in form else form
        lines = [self.one([b"Content-Length: ", b"content-length:"]) + value]
        if self.chance(5):
            lines.append(b"Content-Length: %d" % (len(body) + self.one([0, 1])))
        return lines

    def chunked(self, body):
        out = b""
        while body:
            size = self.random.randint(1, len(body))
            form = self.one([b"%x", b"%X", b"%x", b"0%x", b"000000000%x"])
            if self.chance(3):
                form = self.one([b"0x%x", b" %x", b"+%x", b"%xg", b"-%x", b"%x\xdf",
                                 b"fffffffffffffff%x", b"1000000000000000%x"])
            extension = self.one(EXTENSIONS) if self.chance(20) else b""
            out += form % size + extension + CRLF + body[:size] + CRLF
            body = body[size:]
        trailer = self.one(TRAILERS) if self.chance(30) else b""
        return out + self.one([b"0", b"0", b"00", b"000"]) + CRLF + trailer + CRLF

    def host(self):
        name = self.one(AUTHORITIES)
        if self.chance(5):
            name = self.one(ODD_AUTHORITIES)
        return self.one([b"Host: ", b"host:", b"HOST:\t"]) + name

    def fields(self, method):
        framing, body = self.framing()
        lines = framing + [self.one(PLAIN_FIELDS) for _ in
                           range(self.random.randint(0, 4))]
        if self.chance(25):
            lines.append(b"Connection: " + self.one(CONNECTIONS))
        if self.chance(6):
            lines.append(b"Connection: " + self.one(CONNECTIONS))
        if self.chance(10):
            lines.append(self.one(ODD_FIELDS))
        self.random.shuffle(lines)
        if not self.chance(3):
            lines.insert(0 if self.chance(80) else len(lines), self.host())
        return lines, body

    def request(self):
        method = self.one(ODD_METHODS if self.chance(3) else METHODS)
        version = self.one(ODD_VERSIONS if self.chance(3) else VERSIONS)
        lines, body = self.fields(method)
        first = b" ".join([method, self.target(method), version])
        before = self.one([CRLF, CRLF * 2, b"\n", b" ", b"\r"]) if self.chance(4) else b""
        return before + CRLF.join([first] + lines) + CRLF * 2 + body

    def large(self):
        """Something of about the size of a bound."""
        size = self.random.choice([1, 8, 33, 90, 99, 100, 101, 4090, 4097, 8100, 8200, 17000])
        kind = self.random.randint(0, 5)
        if kind == 5:
            lines = b"Range: bytes=0-\r\naccept: x\r\n" * self.random.randint(6, 9)
            return b"GET / HTTP/1.1\r\nHost: h\r\n" + lines + CRLF
        if kind == 0:
            return CRLF * self.random.randint(3, 6) + self.request()
        if kind == 1:
            return b"GET /" + b"t" * size + b" HTTP/1.1\r\nHost: h\r\n\r\n"
        if kind == 2:
            return b"GET / HTTP/1.1\r\nHost: h\r\n" + b"F: v\r\n" * min(size, 101) + CRLF
        if kind == 3:
            return b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"v" * size + CRLF * 2
        return (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                b"e" * self.one([size, 16300, 16400]) + b"\r\nx\r\n0\r\n\r\n")

    def damage(self, stream):
        at = self.random.randint(0, len(stream))
        # Most of what matters happens at the ends of lines.
        if self.chance(40) and CRLF in stream:
            at = stream.find(CRLF, at)
            at += self.random.randint(0, 2)
        kind = self.random.randint(0, 5)
        if kind <= 1:
            return stream[:at] + self.one(INSERTS) + stream[at:]
        if kind == 2:
            return stream[:at] + stream[at + self.random.randint(1, 3):]
        if kind == 3:
            byte = self.random.randint(0, 255) if self.chance(30) else \
                self.one(b"\r\n \t:;,\x00\x7f\x80\"%0aA" + TOKENS)
            return stream[:at] + bytes([byte]) + stream[at + 1:]
        if kind == 4:
            return stream[:at] + stream[at:].replace(CRLF, b"\n", 1)
        line_end = stream.find(CRLF, at) + 2
        return stream[:line_end] + stream[at:line_end] + stream[line_end:]

    def cuts(self, length):
        count = self.one([1, 2, 3, 8, length])
        return sorted({self.random.randint(1, length) for _ in range(count)} - {length})

    def case(self, number):
        stream = b"".join(self.request() for _ in range(self.random.randint(1, 3)))
        if self.chance(4):
            stream += self.large()
        if self.chance(45):
            for _ in range(self.random.randint(1, 2)):
                stream = self.damage(stream)
        # A reader that took too much or too little sees no such request.
        stream += b"GET /last HTTP/1.1\r\nHost: h\r\n\r\n"
        return {"id": number, "hex": stream.hex(), "cuts": self.cuts(len(stream))}


def main():
    maker = Maker(int(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        print(json.dumps(maker.case(number)))


if __name__ == "__main__":
    main()
