#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: each allocation fails once.

Loading, one request of each kind, a change of each parameter and unloading are
done again and again: first their first allocation fails, then the second, and
so on until they need no more.  What fails must say so and leave nothing behind:
a load its errno, a request 503 or the end of its connection, a change the old
value.  The next try, with memory, succeeds.
"""
import errno
import gzip
import os
import pathlib
import socket
import subprocess
import sys
import time

import answers
import faults
import peer
import policy
import tally

ROOT = pathlib.Path("/var/tmp/sweep")
OTHER = pathlib.Path("/var/tmp/sweep-other")
BLOCK = pathlib.Path("/var/tmp/sweep-policy")
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
PATIENCE = 20  # seconds
# TCP forgets the end of a connection for which it has no memory.
PATIENCE_AFTER = 0.3  # seconds, for the end that follows a whole answer
KEPT = 1.0  # seconds that the cache may keep what was made in doubt
DRAINS = 30  # tries until an allocation that is armed has failed
MOST = 2000  # allocations of one operation; more is a sweep without end
LOAD = ["modprobe", "khttpd", f"root={ROOT}", f"policy={BLOCK}",
        "listen=127.0.0.1:8081,[::1]:8081", "index=index.html,index.htm"]
FILES = 12  # of the directory that is listed
SMALL = b"small" * 200
PAGED = bytes(range(256)) * 300
BIG = bytes(range(255, -1, -1)) * 2000
PACKED = gzip.compress(SMALL)
# The others are what the kernel says where it has none for a socket or its port.
NO_MEMORY = (errno.ENOMEM, errno.ENFILE, errno.ENOBUFS, errno.EADDRINUSE)
counters = {kind: faults.Nth(folder) for kind, folder in
            (("slab", faults.SLAB), ("page", faults.PAGE))}


class Wrong(Exception):
    """What became of an operation that failed the wrong way."""


def expect(right, text):
    if not right:
        raise Wrong(text)


def sweep_kind(nth, operation):
    """How many allocations failed, one in each try."""
    for n in range(1, MOST):
        nth.arm(n)
        if attempt(nth, operation, n):
            continue
        # It needs fewer.  Where the kernel's count stands is known again when
        # one of a later try has failed; without any it stands still.
        drains = 0
        while n > 1 and not attempt(nth, operation, n):
            drains += 1
            expect(drains < DRAINS, f"nothing failed in {DRAINS} tries")
        return n - 1
    raise Wrong("no end of allocations")


def attempt(nth, operation, n):
    operation.prepare()
    nth.resume()
    became = operation.act()
    fired = nth.pause()
    try:
        operation.judge(became, fired)
    except (Wrong, answers.Malformed) as wrong:
        raise Wrong(f"allocation {n} of {nth.folder.name}: {wrong}") from None
    return fired


def sweep(operation):
    failed, wrong, began = {}, "", time.monotonic()
    try:
        for kind, nth in counters.items():
            failed[kind] = sweep_kind(nth, operation)
    except (Wrong, OSError) as error:
        wrong = f": {error}"
    counts = ", ".join(f"{count} of {kind}" for kind, count in failed.items())
    tally.report(f"{operation.name}: {counts} allocations failed, each in its own try, "
                 f"{time.monotonic() - began:.1f} s{wrong}", not wrong)


class Request:
    """One kind of request; its answer comes from a cold cache, or a hot one.
    @less: what is right as well where memory is short."""

    def __init__(self, name, target, check, fields=b"", hot=False, cut=None, less=None):
        self.name = f"a request for {name}"
        self.text = b"GET %s HTTP/1.1\r\nHost: a\r\n%sConnection: close\r\n\r\n" % (target, fields)
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
        Request("what is missing", b"/gone", has_status(404, b"page for 404"), less=has_status(404)),
        Request("a directory without its slash", b"/folder?q", moves_to(b"/folder/?q")),
        Request("a redirect of the policy", b"/old/x", moves_to(b"/new/x")),
        Request("a listing", b"/folder/", is_listing(b">file-%d<")),
        Request("a listing in JSON", b"/folder/", is_listing(b'"name":"file-%d"'),
                b"Accept: application/json\r\n"),
    ]


class Load:
    name = "loading"

    def prepare(self):
        pass

    def act(self):
        return subprocess.run(LOAD, capture_output=True, text=True, check=False)

    def judge(self, became, fired):
        if became.returncode == 0:
            expect(gives_small(), "loaded, and does not answer")
            unload()
            return
        expect(fired, f"nothing failed and yet {became.stderr}")
        expect(any(os.strerror(code) in became.stderr for code in NO_MEMORY), became.stderr)
        expect(is_gone(), "something is left of the module")
        load()
        expect(gives_small(), "the next load does not answer")
        unload()


class Unload(Load):
    name = "unloading with a connection"

    def prepare(self):
        load()
        self.client = peer.connect(PATIENCE)
        expect(peer.gives(self.client, b"GET /small HTTP/1.1\r\nHost: a\r\n\r\n", SMALL), "does not answer")

    def act(self):
        return subprocess.run(["modprobe", "-r", "khttpd"], check=False).returncode

    def judge(self, became, fired):
        self.client.close()
        expect(became == 0 and is_gone(), f"{became}, something is left of the module")


class Change:
    """A parameter, written again and again with two values in turn."""

    def __init__(self, parameter, values, served):
        self.name = f"changing {parameter}"
        self.path, self.values = PARAMETERS / parameter, values
        self.served = served  # what / then is
        self.now = 0

    def prepare(self):
        pass

    def write(self, number):
        with self.path.open("wb", buffering=0) as file:
            try:
                file.write(self.values[number].encode() + b"\n")
            except OSError as error:
                return error.errno
        return 0

    def act(self):
        return self.write(1 - self.now)

    def judge(self, became, fired):
        if became == 0:
            self.now = 1 - self.now
        else:
            expect(fired and became == errno.ENOMEM, os.strerror(became))
        expect(self.path.read_text() == self.values[self.now] + "\n", "another value")
        expect(gives(b"/", self.served[self.now]), "another answer than the value's")
        if became:
            expect(self.write(1 - self.now) == 0, "refused with memory")
            self.now = 1 - self.now
            expect(gives(b"/", self.served[self.now]), "the old answer")

    def restore(self):
        self.write(0)


def changes():
    return [
        Change("root", [str(ROOT), str(OTHER)], [b"index", b"other"]),
        Change("index", ["index.html,index.htm", "second.html"], [b"index", b"second"]),
        Change("user", ["65534:65534", "1:1"], [b"index", b"index"]),
        Change("policy", [str(BLOCK), ""], [b"index", b"index"]),
        Change("keepalive_timeout", ["60", "61"], [b"index", b"index"]),
    ]


def gives(target, body):
    with peer.connect(PATIENCE) as client:
        return peer.gives(client, b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % target, body)


def gives_small():
    return gives(b"/small", SMALL)


def is_gone():
    """Nothing of the module, and its port is free."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 8081))
        listener.listen()
    return not any(pathlib.Path(path).exists() for path in ("/proc/khttpd", "/sys/module/khttpd"))


def load():
    subprocess.run(LOAD, check=True)


def unload():
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)


def make_files():
    files = {"small": SMALL, "small.gz": PACKED, "only.gz": PACKED, "paged": PAGED, "big": BIG, "index.html": b"index",
             "second.html": b"second", "404.html": b"page for 404"}
    for number in range(FILES):
        files[f"folder/file-{number}"] = b""
    for root, content in ((ROOT, files), (OTHER, {"index.html": b"other", "second.html": b"second"})):
        (root / "folder").mkdir(parents=True)
        for name, body in content.items():
            (root / name).write_bytes(body)
    os.utime(ROOT / "small", (1e9, 1e9))  # a sibling is never older than the file
    subprocess.run(["chmod", "-R", "a+rX", ROOT, OTHER], check=True)
    BLOCK.write_bytes(policy.block({"sites": [{"flags": 5, "rules": [
        [1, 0, "/", "X-Test: yes"], [4, 308, "/old/", "/new/"], [5, 404, "", "/404.html"]]}]}))


def main():
    make_files()
    load()
    faults.setup()
    for operation in requests() + changes():
        sweep(operation)
        if isinstance(operation, Change):
            operation.restore()
    unload()
    sweep(Load())
    sweep(Unload())
    return tally.failed


sys.exit(main())
