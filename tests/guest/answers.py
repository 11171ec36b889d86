# SPDX-License-Identifier: GPL-2.0-only
"""Reads what the server sent, byte by byte, and objects to all that is not
well-formed.  A reader of its own: it shares no error with the server."""
import re

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) [\x20-\x7e]+")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x21-\xff](?:[\x20-\xff]*[\x21-\xff])?)")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
CONTENT_RANGE = re.compile(rb"bytes (\d+)-(\d+)/(\d+)")


class Malformed(Exception):
    """What is wrong with an answer."""


class Answer:
    def __init__(self, head):
        lines = head.split(b"\r\n")
        match = STATUS_LINE.fullmatch(lines[0])
        if not match:
            raise Malformed(f"a status line {lines[0]!r}")
        self.status = int(match[1])
        self.fields = {}
        self.body = b""
        for line in lines[1:]:
            self.add(line)

    def add(self, line):
        match = FIELD.fullmatch(line)
        if not match:
            raise Malformed(f"a field line {line!r}")
        name = match[1].lower()
        if name in self.fields:
            raise Malformed(f"{name!r} twice")
        self.fields[name] = match[2]

    def length(self):
        """Of the body: a number, or None if chunks or the end tell."""
        text = self.fields.get(b"content-length")
        if self.status < 200 or self.status in (204, 304):
            return 0
        if text is None:
            return None
        if not text.isdigit() or b"transfer-encoding" in self.fields:
            raise Malformed(f"framing {self.fields}")
        return int(text)

    def content_range(self):
        match = CONTENT_RANGE.fullmatch(self.fields.get(b"content-range", b""))
        return tuple(int(part) for part in match.groups()) if match else None


def unchunk(data, at):
    """The body and where it ends, or None if it is not complete."""
    body = b""
    while True:
        match = CHUNK.match(data, at)
        if not match:
            if len(data) - at > 10 or data[at:].endswith(b"\n"):
                raise Malformed(f"a chunk {data[at:at + 20]!r}")
            return None
        size, at = int(match[1], 16), match.end()
        if len(data) < at + size + 2:
            return None
        if data[at + size:at + size + 2] != b"\r\n":
            raise Malformed("a chunk without its end")
        body += data[at:at + size]
        at += size + 2
        if not size:
            return body, at


def read_body(answer, data, at, may_lack):
    """Sets the body; where it ends, or None if it is not complete."""
    length = answer.length()
    if length != 0 and may_lack and (at == len(data) or data.startswith(b"HTTP/1.1 ", at)):
        return at
    if length is None and answer.fields.get(b"transfer-encoding") == b"chunked":
        read = unchunk(data, at)
        answer.body, at = read or (b"", None)
        return at
    if length is None:
        if answer.fields.get(b"connection") != b"close":
            raise Malformed("a body without end")
        length = len(data) - at
    answer.body = data[at:at + length]
    return at + length if len(data) >= at + length else None


def split(data, may_lack=False):
    """All answers in @data, and what is left: the beginning of one more.
    @may_lack: there may be answers to HEAD among them."""
    answers, at = [], 0
    while at < len(data):
        end = data.find(b"\r\n\r\n", at)
        if end < 0:
            break
        answer = Answer(data[at:end])
        after = read_body(answer, data, end + 4, may_lack)
        if after is None:
            break
        answers.append(answer)
        at = after
    return answers, data[at:]
