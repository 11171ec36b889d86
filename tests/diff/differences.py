# SPDX-License-Identifier: GPL-2.0-only
"""Where src/core and other readers of HTTP differ, and why it is meant so.

Each row looks at the bytes of the request, not at what src/core says of them
but for the place where it stopped: a request that is refused for no reason
named here is a failure of the test.
"""

import re
import urllib.parse

TOKEN = rb"!#$%&'*+\-.^_`|~0-9A-Za-z"
KNOWN_METHODS = b"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split()


class Context:
    """The first request of a stream that two readers do not agree on."""

    def __init__(self, stream, mine, other, number, what):
        self.what = what  # OURS/THEIRS, or the parts that differ
        self.why = mine["why"] if what.startswith("refused/") else ""
        self.their_why = other["why"] if what.endswith("/refused") else ""
        begin = ([0] + mine["ends"])[number]
        end = mine["ends"][number] if number < len(mine["ends"]) else None
        self.earlier = stream[:begin]
        self.raw = stream[begin:end]
        self.at = mine["at"] - begin if self.why else len(self.raw)
        self.mine = self.request(mine, number)
        self.other = self.request(other, number)

    @staticmethod
    def request(verdict, number):
        requests = verdict["requests"]
        return requests[number] if number < len(requests) else None

    @property
    def byte(self):
        return self.raw[self.at:self.at + 1]

    @property
    def before(self):
        """What stands before the refused byte in its line."""
        return self.raw[:self.at].rpartition(b"\n")[2]

    @property
    def line(self):
        """The line the refused byte is in or ends."""
        return self.before + self.raw[self.at:].partition(b"\n")[0]

    @property
    def in_body(self):
        return self.why == "chunk"

    @property
    def in_first_line(self):
        start = len(self.raw) - len(self.raw.lstrip(b"\r\n"))
        return not self.in_body and b"\n" not in self.raw[start:self.at]

    @property
    def first_line(self):
        return self.raw.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")

    @property
    def head(self):
        return self.raw.lstrip(b"\r\n").partition(b"\r\n\r\n")[0] + b"\r\n"

    def values(self, name):
        return [value.strip(b" \t") for value in
                re.findall(rb"(?i)\n" + name + rb":([^\r\n]*)", self.head)]

    def options(self):
        """What the Connection fields list, in small letters."""
        return {option.strip(b" \t").lower() for value in
                self.values(b"connection") for option in value.split(b",")}

    def named(self, name):
        """The refused line is the field `name`; its value."""
        match = re.fullmatch(rb"(?i)" + name + rb":[ \t]*(.*?)[ \t]*\r?", self.line)
        return match and match[1]

    def describe(self):
        shown = self.raw[:600]
        return (f"{self.what}: {self.why or '-'} {self.their_why or '-'}"
                f" at {self.at} {self.byte!r}\n    {shown!r}\n"
                f"    ours   {self.mine}\n    theirs {self.other}")


class Path:
    """A target that two readers made different paths of."""

    def __init__(self, mine, other):
        self.target = bytes.fromhex(mine["target"])
        self.mine = mine["path"]
        self.other = other["path"]

    @property
    def refused(self):
        return re.fullmatch(r"[45]\d\d", self.mine) is not None

    @property
    def path(self):
        """What of the target is the path, as it was sent."""
        return re.sub(rb"(?i)^http://[^/?]*", b"", self.target).partition(b"?")[0]

    def describe(self):
        return f"path of {self.target!r}\n    ours   {self.mine}\n    theirs {self.other}"


class Row:
    def __init__(self, name, where, reason, test, only=None):
        self.name = name
        self.where = where  # the section that rules or allows it
        self.reason = reason
        self.test = test
        self.only = only  # readers it concerns, by the beginning of their name

    def concerns(self, names):
        return not self.only or any(name.startswith(self.only) for name in names)

    def explains(self, found, name):
        return (not self.only or name.startswith(self.only)) and self.test(found)



def refused(*states):
    return lambda found: found.what in [f"refused/{state}" for state in
                                        states or ("taken", "partial", "idle")]


def stricter(name, where, reason, test, only=None):
    """src/core refuses what others take, or would if more came."""
    ours = refused("taken", "partial", "idle")
    return Row(name, where, reason, lambda f: ours(f) and test(f), only)


def laxer(name, where, reason, test, only=None):
    """src/core takes what others refuse."""
    return Row(name, where, reason,
               lambda f: f.what.endswith("/refused") and f.mine and test(f), only)


def in_field(found):
    return not found.in_body and not found.in_first_line


def bare_lf(found):
    # Also before the first line, where an earlier request may have ended wrongly.
    return found.byte == b"\n" and not (found.earlier + found.raw[:found.at]).endswith(b"\r")


def bare_cr(found):
    """Told at the byte after it, or where it stands before the first line."""
    first = found.raw[found.at:found.at + 2]
    return found.before.endswith(b"\r") and found.byte != b"\n" or \
        found.in_first_line and first[:1] == b"\r" and first != b"\r\n"


def is_host(value):
    """The value of a lawful Host, for IPv4, names and IPv6."""
    return re.fullmatch(rb"(\[[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*\]|\[[vV][0-9a-fA-F]+\.[^\]\s]+\]|"
                        rb"([-A-Za-z0-9._~!$&'()*+,;=]|%[0-9a-fA-F]{2})+)(:[0-9]*)?|", value)


def host_is_odd(found):
    value = found.named(b"host")
    if value is None:
        return False
    port = value.rpartition(b":")[2]
    return not is_host(value) or (port.isdigit() and int(port) > 65535)


def length_is_odd(found):
    value = found.named(b"content-length")
    return value is not None and not (value.isdigit() and int(value) < 2 ** 63)


def second(found, name):
    """The refused line is the field for the second time at least."""
    earlier = found.raw[:found.at - len(found.before)]
    return found.named(name) is not None and \
        re.search(rb"(?i)\n" + name + rb":", earlier) is not None


def other_coding(found):
    value = found.named(b"transfer-encoding")
    return value is not None and value.lower() != b"chunked"


def expects(found):
    value = found.named(b"expect")
    return value is not None and \
        {word.strip().lower() for word in value.split(b",")} - {b"100-continue", b""}


def version(found):
    return re.search(rb" ([^ ]*)$", found.first_line)


CHUNK_EXTENSION = rb'[ \t]*;[ \t]*[%s]+([ \t]*=[ \t]*([%s]+|"([^"\\\x00-\x08\x0a-\x1f\x7f]|\\.)*"))?' \
    % (TOKEN, TOKEN)


def chunk_extension(found):
    """The refused line is a chunk's size and what is no list of extensions."""
    return found.in_body and re.match(rb"[0-9a-fA-F]+[ \t;]", found.line) and \
        not re.fullmatch(rb"[0-9a-fA-F]+(%s)*\r?" % CHUNK_EXTENSION, found.line)


def too_many_kept(found):
    """Lines of fields that have a place of their own."""
    return len(re.findall(rb"(?i)\n(if-|range:|accept:|accept-encoding:)",
                          found.raw[:found.at])) > 16


def too_long(found):
    """The bounds of request.h and parse.c; nobody else has the same."""
    first = found.raw.lstrip(b"\r\n")
    target = first.split(b" ")[1] if first.count(b" ") else b""
    blank = len(found.raw) - len(first)
    return found.why == "414" and len(target) > 4096 or \
        found.why == "431" and (found.at >= 8192 or found.raw[:found.at].count(b"\n") > 100 or
                                too_many_kept(found)) or \
        found.why == "501" and re.match(rb"[%s]{33}" % TOKEN, first) or \
        found.why == "400" and blank > 8 and found.at == 8


DIFFERENCES = [
    # What src/core refuses.
    stricter("beyond a bound", "RFC 9112 2.2, 3, RFC 6585 5", "a server has to have some",
             too_long),
    stricter("size lines and trailers beyond a bound", "RFC 9112 7.1.1",
             "could go on for ever", lambda f: f.in_body and f.at > 16384),
    stricter("a line ends in LF alone", "RFC 9112 2.2",
             "may be taken, but readers that differ about it can be made to"
             " see different requests", bare_lf),
    stricter("CR without LF", "RFC 9112 2.2", "is invalid", bare_cr),
    stricter("folded line", "RFC 9112 5.2", "is to be refused or unfolded",
             lambda f: in_field(f) and f.before == b"" and f.byte in (b" ", b"\t")),
    stricter("a byte in a field name that no token has", "RFC 9110 5.6.2, RFC 9112 5.1",
             "white space before the colon hides fields from others",
             lambda f: in_field(f) and re.fullmatch(rb"[%s]*" % TOKEN, f.before) and
             not re.match(rb"[%s]" % TOKEN, f.byte)),
    stricter("a control byte in a field value", "RFC 9110 5.5", "is invalid",
             lambda f: in_field(f) and b":" in f.before and
             re.match(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", f.byte)),
    stricter("a byte that no target has", "RFC 9112 3.2",
             "a fragment, a quote or a raw byte is a client's mistake",
             lambda f: f.in_first_line and f.before.count(b" ") == 1 and
             re.match(rb"[\x00-\x1f\"#<>\x7f-\xff]", f.byte)),
    stricter("empty target, or two spaces", "RFC 9112 3", "the line has one form",
             lambda f: f.in_first_line and f.before.endswith(b" ") and f.byte == b" "),
    stricter("no version or another protocol", "RFC 9112 2.3",
             "HTTP/0.9 has no fields, the rest is not HTTP",
             lambda f: f.in_first_line and f.before.count(b" ") == 2 and
             not re.search(rb" HTTP/[1-9]\.[0-9]$", f.first_line)),
    stricter("another major version", "RFC 9110 15.6.6", "is answered 505",
             lambda f: f.why == "505" and re.search(rb" HTTP/[2-9]\.", f.first_line)),
    stricter("no Host in HTTP/1.1", "RFC 9112 3.2", "is to be refused",
             lambda f: f.raw[:f.at].endswith(b"\r\n\r\n") and not f.values(b"host")),
    stricter("several Host fields", "RFC 9112 3.2", "are to be refused",
             lambda f: second(f, b"host")),
    stricter("Host that is no authority", "RFC 9112 3.2", "is to be refused", host_is_odd),
    stricter("length that is not digits below 2^63", "RFC 9112 6.3",
             "one number is meant; a list of equal ones need not be taken", length_is_odd),
    stricter("transfer coding in HTTP/1.0", "RFC 9112 6.1",
             "is to be treated as faulty framing",
             lambda f: f.named(b"transfer-encoding") is not None and
             f.first_line.endswith(b"HTTP/1.0")),
    stricter("another transfer coding than chunked", "RFC 9112 6.1", "is answered 501",
             other_coding),
    stricter("several transfer codings", "RFC 9112 7", "chunked is applied once",
             lambda f: second(f, b"transfer-encoding")),
    stricter("an expectation other than 100-continue", "RFC 9110 10.1.1",
             "may be answered 417", expects),
    stricter("malformed chunk extension", "RFC 9112 7.1.1",
             "others skip anything up to the end of the line", chunk_extension),
    stricter("a chunk of 2^60 bytes or more", "RFC 9112 7.1",
             "no sum of sizes may overflow",
             lambda f: f.in_body and len(f.before.lstrip(b"0")) >= 15),
    stricter("a chunk size that is no number", "RFC 9112 7.1", "is invalid",
             lambda f: f.in_body and re.fullmatch(rb"[0-9a-fA-F]*", f.before) and
             not re.match(rb"[0-9a-fA-F\r]", f.byte), "http_parser"),
    stricter("chunk data that no line end follows", "RFC 9112 7.1",
             "its size is wrong",
             lambda f: f.in_body and re.search(rb"\n[0-9a-fA-F]+[^\r\n]*\r\n", f.raw[:f.at])
             and f.mine["content"], ("node-18", "http_parser")),
    stricter("malformed trailer line", "RFC 9112 7.1.2",
             "trailers have the form of fields",
             lambda f: f.in_body and re.search(rb"\n0+\r\n", f.raw[:f.at])),

    # What src/core takes.
    laxer("a method of another specification", "RFC 9110 9.1",
          "any token is a method; it is answered 501, not 400",
          lambda f: f.mine["method"].encode() not in KNOWN_METHODS and
          f.their_why == "HPE_INVALID_METHOD"),
    laxer("a target refused when it becomes a path", "RFC 9112 3.2",
          "by kh_target_path, not by the parser",
          lambda f: re.fullmatch(r"[45]\d\d", f.mine["path"])),
    laxer("CONNECT to what is no authority", "RFC 9110 9.3.6",
          "is refused, whatever it wants",
          lambda f: f.mine["method"] == "CONNECT" and f.their_why == "HPE_INVALID_URL"),
    laxer("a higher minor version", "RFC 9110 2.5", "is served as HTTP/1.1",
          lambda f: re.search(rb" HTTP/1\.[2-9]$", f.first_line)),
    laxer("a list of no expectations", "RFC 9110 5.6.1", "an empty list is a list",
          lambda f: f.their_why == "417" and not any(f.values(b"expect")), "node"),
    laxer("white space in chunk extensions", "RFC 9112 7.1.1",
          "is bad, and to be parsed",
          lambda f: re.search(rb"\n[0-9a-fA-F]+([ \t]+;|;[ \t]|;[^\r\n]*[ \t])", f.raw)),
    laxer("framing fields in trailers", "RFC 9110 6.5.1",
          "are dropped with all other trailer fields",
          lambda f: re.search(rb"(?i)\n0+\r\n(.*\r\n)*(content-length|transfer-encoding):",
                              f.raw)),

    laxer("a name that only begins like Transfer-Encoding", "RFC 9110 5.1",
          "is another field's",
          lambda f: f.their_why in ("HPE_INVALID_TRANSFER_ENCODING",
                                    "HPE_UNEXPECTED_CONTENT_LENGTH") and
          re.search(rb"(?i)\ntransfer-encoding[^:\r\n]+:", f.head), "http_parser"),
    Row("a tab at the end of a value", "RFC 9112 5", "is white space like a blank",
        lambda f: f.mine and f.what in ("keep", "taken/refused", "partial/refused") and
        re.search(rb"(?i)\n(connection|content-length|transfer-encoding):[^\r\n]*\t[ \t]*\r\n",
                  f.head)),
    Row("what follows a request to upgrade", "RFC 9110 7.8",
        "an upgrade that is ignored changes nothing; Node reads no further",
        lambda f: f.what in ("taken/idle", "refused/idle", "partial/idle", "closed/idle")
        and re.search(rb"(?i)\nupgrade:", f.earlier + f.head), "node"),
    Row("a length in trailers counted to the next request", "RFC 9110 6.5.1",
        "trailers frame nothing",
        lambda f: f.what in ("taken/partial", "content,complete") and
        re.search(rb"(?i)\n0+\r\n(.*\r\n)*content-length:", f.earlier), "node-18"),

    # What both take in different ways.
    Row("Proxy-Connection", "RFC 9112 C.2.2", "is not a field of HTTP",
        lambda f: f.what == "keep" and f.values(b"proxy-connection")),
    Row("close beside keep-alive in HTTP/1.0", "RFC 9112 9.3", "close wins",
        lambda f: f.what == "keep" and not f.mine["keep"] and f.options() >=
        {b"close", b"keep-alive"} and f.first_line.endswith(b"HTTP/1.0")),
    Row("close after an odd element of Connection", "RFC 9110 5.6.1",
        "each element of a list counts, an empty one does not",
        lambda f: "keep" in f.what.split(",") and not f.mine["keep"] and
        b"close" in f.options(), "http_parser"),
]


def path_refused(name, where, reason, pattern, part="path"):
    return Row(name, where, reason,
               lambda f: f.refused and re.search(pattern, getattr(f, part)), "node")


def segments(path):
    """The names in a path, slashes in a row counting as one, each decoded."""
    return [urllib.parse.unquote_to_bytes(segment) for segment in re.split(rb"/+", path)[1:]]


def climbs(found):
    """More ".." than names before them."""
    depth = 0
    for segment in segments(found.path):
        depth += {b"..": -1, b".": 0, b"": 0}.get(segment, 1)
        if depth < 0:
            return True
    return False


def merged(path):
    """The path on disk if slashes are merged before dot segments count."""
    names = []
    for segment in segments(path):
        if names and names[-1] in (b"", b"."):
            names.pop()
        if segment == b"..":
            names = names[:-1] + [b""]
        else:
            names.append(segment)
    return b"/" + b"/".join(b"" if name == b"." else name for name in names)


# Node's URL is that of browsers (WHATWG), which takes what it is given.
PATHS = [
    path_refused("path: a bad escape", "RFC 3986 2.1", "is no URI",
                 rb"%(?![0-9a-fA-F]{2})"),
    path_refused("path: an encoded slash", "RFC 3986 2.2",
                 "is one name in the URI and two in a file system", rb"(?i)%2f"),
    path_refused("path: an encoded control byte", "RFC 9110 17.3",
                 "ends a path in C, or a line in a log", rb"(?i)%([01][0-9a-f]|7f)"),
    Row("path: above the root", "RFC 3986 5.2.4", "refused, not dropped: nobody means it",
        lambda f: f.refused and climbs(f), "node"),
    path_refused("path: an authority that Host could not have", "RFC 9112 3.2.2",
                 "a default port, user or name that is wrong",
                 rb"(?i)^http://(?!([-\w.~!$&'()*+,;=]|%[0-9a-f]{2})+(:[0-9]*)?(/|\?|$)"
                 rb"|\[[0-9a-f:]+\](:[0-9]*)?(/|\?|$))", "target"),
    Row("path: a host that is no domain", "RFC 3986 3.2.2",
        "its syntax is what counts, not whether a name service could know it",
        lambda f: f.other == "invalid" and not f.refused and
        is_host(re.sub(rb"(?i)^http://([^/?]*).*", rb"\1", f.target, flags=re.DOTALL)), "node"),
    path_refused("path: another scheme or form", "RFC 9112 3.2",
                 "this server has http and origin form only", rb"(?i)^(?!/|http://)", "target"),
    Row("path: backslash", "RFC 3986 3.3", "is a byte of a name, not a slash",
        lambda f: not f.refused and b"\\" in f.path, "node"),
    Row("path: slashes are merged before dots count", "RFC 3986 5.2.4",
        "file systems know no empty name",
        lambda f: not f.refused and b"//" in f.path and
        bytes.fromhex(f.mine) == merged(f.path), "node"),
]
