# SPDX-License-Identifier: GPL-2.0-only
"""The sweep's requests: one of each kind, and what is right while memory fails."""
import socket
import time

import answers
import peer
from sweep_site import BIG, FILES, PACKED, PAGED, PARAMETERS, PATIENCE, SMALL, page_for
from tally import expect

# TCP forgets the end of a connection for which it has no memory.
PATIENCE_AFTER = 0.3  # seconds, for the end that follows a whole answer
KEPT = 1.0  # seconds that the cache may keep what was made in doubt


class Request:
    """One kind of request; its answer comes from a cold cache, or a hot one.
    @less: what is right as well where memory is short."""

    def __init__(self, name, target, check, fields=b"", hot=False, cut=None, less=None, host=b"a"):
        self.name = f"a request for {name}"
        self.text = b"GET %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n" % (target, host, fields)
        self.check, self.less = check, lambda answer: check(answer) or less and less(answer)
        self.hot, self.cut = hot, cut
        self.lost = 0

    def prepare(self):
        (PARAMETERS / "cache_size").write_text("0")
        (PARAMETERS / "cache_size").write_text("67108864")
        if self.hot:
            self.check_plain()
        self.lost = peer.resets_not_sent()

    def act(self):
        """What came, and how it ended."""
        data = b""
        try:
            with peer.connect(PATIENCE) as client:
                client.sendall(self.text[:self.cut])
                if self.cut:
                    time.sleep(0.01)  # it may come apart, or not: both are right
                    client.sendall(self.text[self.cut:])
                while piece := client.recv(65536):
                    data += piece
                    client.settimeout(PATIENCE_AFTER if answers.split(data)[0] else PATIENCE)
        except socket.timeout:
            return data, "silence"
        except OSError:
            return data, "reset"
        return data, "end"

    def judge(self, became, fired):
        data, how = became
        parsed, rest = answers.split(data)
        expect(how != "silence" or fired and parsed or peer.resets_not_sent() > self.lost,
               f"silence after {len(data)} bytes")
        expect(len(parsed) <= 1, "two answers")
        expect(not rest or how != "end", f"{len(rest)} bytes and a clean end")
        if parsed and parsed[0].status not in (500, 503):
            expect(self.check(parsed[0]) or fired and self.less(parsed[0]), f"status {parsed[0].status} {parsed[0].body[:60]!r}")
        else:
            expect(fired, f"{how} though nothing failed {data[:60]!r}")
        if fired:
            self.check_plain()

    def check_plain(self):
        """With memory it is right; after a moment if it was less before."""
        deadline = time.monotonic() + KEPT
        while True:
            data, how = self.act()
            parsed, rest = answers.split(data)
            expect(how == "end" and len(parsed) == 1 and not rest and self.less(parsed[0]),
                   f"with memory: {how} {data[:60]!r}")
            if self.check(parsed[0]):
                return
            expect(time.monotonic() < deadline, f"less with memory: {data[:60]!r}")
            time.sleep(0.02)


def is_file(content):
    return lambda answer: answer.status == 200 and answer.body == content


def is_part(content, first, last):
    return lambda answer: (answer.status == 206 and answer.body == content[first:last + 1] and
                           answer.content_range() == (first, last, len(content)))


def are_parts(answer):
    return answer.status == 206 and PAGED[100:200] in answer.body and PAGED[9000:9100] in answer.body


def has_status(status, text=b""):
    return lambda answer: answer.status == status and text in answer.body


def is_listing(name):
    """With the names of all files, each as often as the others."""
    return lambda answer: (answer.status == 200 and
                           all(answer.body.count(name % number) == 1 for number in range(FILES)))


def moves_to(place):
    return lambda answer: answer.status in (301, 308) and answer.fields[b"location"] == place


def requests():
    return [
        Request("a small file", b"/small", is_file(SMALL)),
        Request("a small file, hot", b"/small", is_file(SMALL), hot=True),
        Request("a small file, its head in two pieces", b"/small", is_file(SMALL), cut=20),
        Request("a file of pages", b"/paged", is_file(PAGED)),
        Request("a file of pages, hot", b"/paged", is_file(PAGED), hot=True),
        Request("a file that is not cached", b"/big", is_file(BIG)),
        Request("a range", b"/paged", is_part(PAGED, 5000, 60000), b"Range: bytes=5000-60000\r\n"),
        Request("a range that is not cached", b"/big", is_part(BIG, 100, 400000), b"Range: bytes=100-400000\r\n"),
        Request("several ranges", b"/paged", are_parts, b"Range: bytes=100-199,9000-9099\r\n"),
        Request("what has not changed", b"/small", has_status(304), b"If-None-Match: *\r\n"),
        Request("a compressed sibling", b"/small", is_file(PACKED), b"Accept-Encoding: gzip\r\n",
                less=is_file(SMALL)),
        Request("what is there only compressed", b"/only", is_file(PACKED), b"Accept-Encoding: gzip\r\n"),
        Request("an index", b"/", is_file(b"index")),
        Request("what is missing", b"/gone", has_status(404, page_for(404)), less=has_status(404)),
        Request("what is forbidden", b"/forbidden", has_status(403, page_for(403)), less=has_status(403)),
        Request("a fallback", b"/gone", is_file(b"second"), host=b"b.example"),
        Request("a directory without its slash that is served", b"/folder", is_file(b"inner"), host=b"b.example"),
        Request("a host's directory", b"/small", is_file(SMALL), host=b"c.example"),
        Request("what is missing in a host's directory", b"/gone", has_status(404, SMALL), less=has_status(404), host=b"c.example"),
        Request("a directory without its slash", b"/folder?q", moves_to(b"/folder/?q")),
        Request("a redirect of the policy", b"/old/x", moves_to(b"/new/x")),
        Request("a listing", b"/folder/", is_listing(b">file-%d<")),
        Request("a listing in JSON", b"/folder/", is_listing(b'"name":"file-%d"'),
                b"Accept: application/json\r\n"),
    ]
