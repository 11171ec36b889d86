# SPDX-License-Identifier: GPL-2.0-only
"""Streams of requests made from a small grammar and then spoiled, and what may
come back.  Everything follows from the random generator that is passed in."""
import subprocess

import answers

FILES = {b"/": b"index", b"/small": b"small" * 100, b"/paged": bytes(range(256)) * 40,
         b"/big": bytes(range(255, -1, -1)) * 160, b"/empty": b"", b"/dir/a%20b": b"a blank"}
BY_LENGTH = {len(body): body for body in FILES.values()}
METHODS = [b"GET"] * 12 + [b"HEAD"] * 3 + [b"OPTIONS", b"POST", b"PUT", b"TRACE", b"CONNECT", b"get", b"BREW"]
TARGETS = [*FILES, *FILES, b"/gone", b"/dir", b"/dir/", b"/dir/../small", b"//small", b"/%73mall", b"/small?q=1",
           b"http://a/small", b"*", b"/../x", b"/.hidden", b"/%00", b"/a%2fb", b"/" + b"x" * 3000]
VERSIONS = [b"HTTP/1.1"] * 12 + [b"HTTP/1.0"] * 3 + [b"HTTP/1.2", b"HTTP/2.0", b"HTTP/1.", b"http/1.1"]
RANGES = [b"0-0", b"5-", b"-7", b"0-99,200-299", b"0-9,5-20,300-", b"9-1", b"99999999-", b"-0", b"0-18446744073709551615"]
FIELDS = [b"Connection: close", b"Connection: keep-alive", b"Accept: text/html", b"Accept-Encoding: gzip, br;q=0",
          b"If-None-Match: *", b'If-None-Match: "x", W/"y"', b"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
          b"If-Modified-Since: Sun, 06 Nov 2094 08:49:37 GMT", b'If-Match: "x"', b'If-Range: "x"',
          b"Expect: 100-continue", b"Upgrade: h2c", b"X-Long: " + b"y" * 900, b" folded: x", b"no colon", b"Empty:"]
WORDS = [b"\r\n", b"\n", b"\r", b"\0", b":", b" ", b"\t", b"\xff", b"%", b"/", b"chunked", b"Content-Length: 5\r\n",
         b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"]
# The most that a stream may ask for: each request at least as long as this.
SHORTEST = len(b"GET / HTTP/1.0\r\n\r\n")


def make_files(root):
    (root / "dir").mkdir(parents=True)
    for name, content in FILES.items():
        path = name.decode().replace("%20", " ")
        (root / (path.lstrip("/") or "index.html")).write_bytes(content)
    subprocess.run(["chmod", "-R", "a+rX", root], check=True)


def body(draw):
    """Fields and content: none, of a length, or in chunks."""
    kind = draw.choice(["none"] * 6 + ["length", "chunks", "wrong"])
    content = draw.randbytes(draw.choice([0, 1, 50, 3000]))
    if kind == "none":
        return [], b""
    if kind == "chunks":
        cut = draw.randint(0, len(content))
        parts = [part for part in (content[:cut], content[cut:]) if part]
        return [b"Transfer-Encoding: chunked"], b"".join(
            b"%x%s\r\n%s\r\n" % (len(part), draw.choice([b"", b";a=b"]), part) for part in parts) + b"0\r\n\r\n"
    length = len(content) if kind == "length" else draw.choice([-1, 0, 10**9, 10**20])
    return [b"Content-Length: %d" % length], content


def request(draw):
    fields, content = body(draw)
    fields += [b"Host: a"] * draw.choice([1] * 15 + [0, 2])
    fields += draw.sample(FIELDS, draw.choice([0, 0, 1, 2, 4]))
    if draw.random() < 0.3:
        fields.append(b"Range: bytes=" + draw.choice(RANGES))
    draw.shuffle(fields)
    line = b" ".join((draw.choice(METHODS), draw.choice(TARGETS), draw.choice(VERSIONS)))
    return b"\r\n".join([line, *fields]) + b"\r\n\r\n" + content


def flip(draw, data):
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1:]


def cut(draw, data):
    at, end = sorted(draw.randint(0, len(data)) for _ in range(2))
    return data[:at] + data[end:]


def repeat(draw, data):
    at, end = sorted(draw.randint(0, len(data)) for _ in range(2))
    return data[:end] + data[at:end] * draw.choice([1, 2, 20]) + data[end:]


def insert(draw, data):
    at = draw.randint(0, len(data))
    return data[:at] + draw.choice(WORDS) + data[at:]


def splice(draw, data):
    other = request(draw)
    return data[:draw.randint(0, len(data))] + other[draw.randint(0, len(other)):]


def stream(draw):
    """One input: some requests, spoiled more often than not."""
    data = b"".join(request(draw) for _ in range(draw.choice([1, 1, 1, 2, 5, 20])))
    for _ in range(draw.choice([0, 1, 1, 2, 3, 8])):
        data = draw.choice([flip, flip, cut, repeat, insert, insert, splice])(draw, data) or b"\r\n"
    return data[:60000]


def segments(draw, data):
    """The same, cut at random places."""
    cuts = sorted(draw.randint(0, len(data)) for _ in range(draw.choice([0, 0, 0, 1, 3, 12])))
    return [data[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(data)]) if begin < end]


def check_answer(answer):
    """Raises Malformed if the body is not what the head says, of one of our files."""
    part = answer.content_range()
    if answer.status == 206 and part and answer.body:
        first, last, size = part
        if answer.body != BY_LENGTH.get(size, b"")[first:last + 1]:
            raise answers.Malformed(f"other bytes in {first}-{last}/{size}")
    elif answer.status == 200 and b"content-length" in answer.fields and answer.body and answer.body != BY_LENGTH.get(len(answer.body)):
        raise answers.Malformed(f"a body of {len(answer.body)} bytes that is none of the files")
    if answer.status in (301, 308) and b"location" not in answer.fields:
        raise answers.Malformed("a redirect to nowhere")


def check(sent, received, how):
    """Judge all that came back; the number of answers."""
    parsed, rest = answers.split(received, may_lack=b"HEAD" in sent)
    for answer in parsed:
        check_answer(answer)
    if rest and how == "end":
        raise answers.Malformed(f"a clean end after {rest[:80]!r}")
    if len(parsed) > 2 * (len(sent) // SHORTEST + 1):  # each may have a 100 before it
        raise answers.Malformed(f"{len(parsed)} answers to {len(sent)} bytes")
    return len(parsed)
