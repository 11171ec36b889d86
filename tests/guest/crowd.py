# SPDX-License-Identifier: GPL-2.0-only
"""Those who use the server during a soak, each in a process of its own: clients
that check every byte, one who changes the files, and peers who misbehave.  Each
counts what became of what it did; a count whose name is not in EXPECTED is a
fault."""
import collections
import gzip
import multiprocessing
import os
import pathlib
import random
import socket
import struct
import time

import answers
import fuzz
import peer
import streams
import tally

ROOT = pathlib.Path("/var/tmp/soak")
CHANGING = ROOT / "changing"
PATIENCE = 20  # seconds
FRESH = 1.0  # seconds for which the cache may keep what it made without memory
SIZES = [8, 800, 4096, 8000, 80000]  # bytes of a version of a file
PLAIN = b"plain" * 300
PACKED = gzip.compress(PLAIN)
# Refused for want of memory or of places, ended with the server or by it, not
# even connected; silent, for TCP had no memory for the end.  The rest is what
# each does on purpose.
EXPECTED = {"right", "refused", "ended", "away", "silent", "seen at once", "seen in time", "streams", "held", "reset", "slow"}


def make_files():
    streams.make_files(ROOT)
    CHANGING.mkdir()
    CHANGING.chmod(0o755)
    for name, content in (("packed", PLAIN), ("packed.gz", PACKED)):
        (ROOT / name).write_bytes(content)
        (ROOT / name).chmod(0o644)
        os.utime(ROOT / name, (1e9, 1e9))


class Member(multiprocessing.Process):
    """Does step() again and again until told to stop."""

    def __init__(self, seed):
        super().__init__()
        self.draw = random.Random(seed)
        self.counts = collections.Counter()
        self.ending = multiprocessing.Event()
        self.theirs, self.ours = multiprocessing.Pipe(duplex=False)

    def start(self):
        super().start()
        self.ours.close()  # so that its death would be seen

    def run(self):
        while not self.ending.is_set():
            try:
                self.step()
            except ConnectionRefusedError:
                self.counts["away"] += 1
                time.sleep(0.05)
            except (socket.timeout, fuzz.Silence):
                self.counts["silent"] += 1
            except OSError:
                self.counts["ended"] += 1
                time.sleep(0.01)
            except (tally.Wrong, answers.Malformed) as fault:
                self.counts[f"{type(self).__name__}: {fault}"] += 1
        self.ours.send(self.counts)

    def finish(self):
        self.ending.set()
        try:
            counts = self.theirs.recv()
        except EOFError:
            counts = collections.Counter({f"{type(self).__name__} died": 1})
        self.join()
        return counts


def summary(body):
    """Where one number is followed by another."""
    words = [body[at:at + 8] for at in range(0, len(body), 8)]
    return [(8 * number, word) for number, word in enumerate(words) if word != words[number - 1]][:9]


class Client(Member):
    """Asks for files of every kind and knows what each answer may be."""

    client = None

    def step(self):
        try:
            if self.client is None:
                self.client = peer.connect(PATIENCE)
            became = self.request()
        except (OSError, tally.Wrong, answers.Malformed):
            became = "ended"
            raise
        finally:
            if became != "right" or self.draw.random() < 0.1:
                self.close()
        self.counts[became] += 1

    def close(self):
        if self.client:
            self.client.close()
        self.client = None

    def request(self):
        target, fields, check = self.draw.choice([self.whole, self.part, self.unchanged, self.packed, self.changing])()
        answer = peer.ask(self.client, target, fields)
        if answer is None:
            return "ended"
        if answer.status == 503:
            return "refused"
        if not check(answer):
            raise tally.Wrong(f"{target} {fields}: {answer.status} {answer.fields} {summary(answer.body)}")
        return "right"

    def whole(self):
        target, content = self.draw.choice(list(streams.FILES.items()))
        return target, b"", lambda answer: answer.status == 200 and answer.body == content

    def part(self):
        content = streams.FILES[b"/big"]
        first = self.draw.randrange(len(content))
        last = self.draw.randrange(first, len(content))
        return b"/big", b"Range: bytes=%d-%d\r\n" % (first, last), lambda answer: (
            answer.status == 206 and answer.body == content[first:last + 1] and
            answer.content_range() == (first, last, len(content)))

    def unchanged(self):
        return b"/small", b"If-None-Match: *\r\n", lambda answer: answer.status == 304

    def packed(self):
        # Without memory to look for the sibling it is the file itself.
        return b"/packed", b"Accept-Encoding: gzip\r\n", lambda answer: (
            answer.status == 200 and answer.body in (PLAIN, PACKED))

    def changing(self):
        return b"/changing/%d" % self.draw.randrange(Changer.FILES), b"", is_one_version


def version(number):
    return b"%08d" % number * (SIZES[number % len(SIZES)] // 8)


def is_one_version(answer):
    """Bytes of one version only, whole or cut short; or there is no file now."""
    body = answer.body
    return answer.status in (301, 404) or answer.status == 200 and body == (body[:8] * (len(body) // 8 + 1))[:len(body)]


class Changer(Member):
    """Changes a file and then asks for it: the next answer is of the new one."""

    FILES = 4
    number = 0

    def step(self):
        self.number += 1
        name = str(self.draw.randrange(self.FILES))
        path = CHANGING / name
        change = self.draw.choice([self.write, self.write, self.rename, self.rename, self.cut, self.remove, self.folder])
        check = change(path)
        deadline = time.monotonic() + FRESH
        became = "seen at once"
        while True:
            with peer.connect(PATIENCE) as client:
                answer = peer.ask(client, b"/changing/%s" % name.encode())
            if answer is None or answer.status == 503:
                became = "refused"
                break
            if check(answer):
                break
            if time.monotonic() > deadline:
                raise tally.Wrong(f"{change.__name__}: {answer.status} {answer.body[:16]!r} {len(answer.body)} bytes")
            became = "seen in time"
        self.counts[became] += 1

    def clear(self, path):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)

    def write(self, path):
        if path.is_dir():
            path.rmdir()
        content = version(self.number)
        path.write_bytes(content)
        path.chmod(0o644)
        return lambda answer: answer.status == 200 and answer.body == content

    def rename(self, path):
        if path.is_dir():
            path.rmdir()
        fresh = path.with_suffix(".new")
        check = self.write(fresh)
        fresh.rename(path)
        return check

    def cut(self, path):
        self.write(path)
        # Within a page the kernel fills up with zeros, which a peer gets who is
        # just being sent the page itself, as by sendfile(2).
        size = self.draw.randrange(0, SIZES[self.number % len(SIZES)], 4096)
        os.truncate(path, size)
        return lambda answer: answer.status == 200 and answer.body == version(self.number)[:size]

    def remove(self, path):
        self.clear(path)
        return lambda answer: answer.status == 404

    def folder(self, path):
        self.clear(path)
        path.mkdir()
        path.chmod(0o755)
        return lambda answer: answer.status == 301


class Fuzzer(Member):
    """Malformed streams, some at once."""

    def step(self):
        fuzz.run_streams(self.draw, 8)
        self.counts["streams"] += 8


class Storm(Member):
    """Many connections at once, some with a request, that end or are reset."""

    def step(self):
        clients = [peer.connect(PATIENCE) for _ in range(self.draw.randrange(1, 60))]
        for client in clients:
            if self.draw.random() < 0.5:
                client.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n"[:self.draw.randrange(1, 40)])
        for client in clients:
            if self.draw.random() < 0.5:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.counts["reset"] += 1
            client.close()
        self.counts["held"] += len(clients)
        time.sleep(0.3)


class Slow(Member):
    """Takes a large file in sips, and may leave in the middle."""

    def step(self):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(PATIENCE)
            client.connect(("127.0.0.1", 8081))
            client.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n" * 8)
            for _ in range(self.draw.randrange(1, 40)):
                if not client.recv(1000):
                    break
                time.sleep(0.02)
        self.counts["slow"] += 1


def start(seed):
    members = [kind(f"{seed}/{number}") for number, kind in
               enumerate([Client, Client, Changer, Fuzzer, Storm, Slow])]
    for member in members:
        member.start()
    return members
