#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: malformed streams against the live module, over
many connections at once, for some seconds or until a number of batches.
usage: fuzz.py SECONDS [SEED [BATCH]]

A batch is what one seed and its number make; after each an honest request is
answered byte by byte.  What fails says how to run its batch again alone."""
import os
import pathlib
import random
import selectors
import socket
import struct
import subprocess
import sys
import time

import answers
import peer
import streams
import tally

ROOT = pathlib.Path("/var/tmp/fuzz")
BATCH = 64  # connections at once
PATIENCE = 8  # seconds; the module's own deadlines are shorter
IDLE = 0.2  # seconds
FIXED_SEED = 1
LIMIT = 1 << 20  # bytes received on one connection, which is then reset
HONEST = b"GET /paged HTTP/1.1\r\nHost: a\r\n\r\n"


class Silence(answers.Malformed):
    """A connection that does not end."""


class Connection:
    """Sends one stream in its segments, takes what comes, and ends in its way."""

    def __init__(self, draw):
        self.sent = streams.stream(draw)
        self.segments = streams.segments(draw, self.sent)
        self.ending = draw.choice(["wait", "wait", "half", "reset", "close"])
        self.reads = draw.random() < 0.9  # until then it takes nothing
        self.received, self.how = bytearray(), None
        self.idle_since = time.monotonic()
        self.socket = peer.connect(PATIENCE)
        self.socket.setblocking(False)

    def write(self):
        """True if there is more to send."""
        try:
            sent = self.socket.send(self.segments[0])
        except BlockingIOError:
            return True
        except OSError:
            self.segments = []  # refused; the answer may still be there
            return False
        self.segments[0] = self.segments[0][sent:]
        if not self.segments[0]:
            self.segments.pop(0)
        if not self.segments:
            self.sent_all()
        return bool(self.segments)

    def sent_all(self):
        self.idle_since = time.monotonic()
        if self.ending == "half":
            self.shut()
        if self.ending in ("reset", "close"):
            self.finish("ours")

    def shut(self):
        self.ending = "half"
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has ended already

    def look(self):
        """Whoever waits for nothing more, as after a whole answer, ends at last."""
        if self.how is None and not self.segments and self.ending == "wait" and \
                time.monotonic() > self.idle_since + IDLE:
            self.shut()

    def read(self):
        try:
            piece = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            self.finish("reset")
            return
        self.received += piece
        self.idle_since = time.monotonic()
        if not piece:
            self.finish("end")
        elif len(self.received) > LIMIT:
            self.ending = "reset"
            self.finish("ours")

    def finish(self, how):
        self.how = how
        if self.ending == "reset":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
        self.segments = []


def advance(selector, connection, events):
    if events & selectors.EVENT_WRITE and connection.how is None and not connection.write():
        if connection.how is None:
            selector.modify(connection.socket, selectors.EVENT_READ, connection)
    if events & selectors.EVENT_READ and connection.how is None:
        connection.read()


def drive(connections):
    """All of them to their end."""
    deadline = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            events = selectors.EVENT_WRITE | (selectors.EVENT_READ if connection.reads else 0)
            selector.register(connection.socket, events, connection)
        while selector.get_map() and time.monotonic() < deadline:
            for key, events in selector.select(IDLE):
                advance(selector, key.data, events)
                if key.data.how is not None:
                    selector.unregister(key.fileobj)
            for connection in connections:
                connection.look()


def run_streams(draw, number):
    """So many streams at once; how many answers came.  Raises Malformed."""
    connections = [Connection(draw) for _ in range(number)]
    drive(connections)
    count = 0
    for connection in connections:
        if connection.how is None:
            connection.finish("ours")
            raise Silence(f"no end within {PATIENCE} s of {connection.sent[:300]!r}")
        try:
            count += streams.check(connection.sent, bytes(connection.received), connection.how)
        except answers.Malformed as fault:
            raise answers.Malformed(f"{fault}; sent: {connection.sent[:2000]!r}") from None
    return count


def run_batch(seed, number):
    """How many answers came.  Raises Malformed."""
    count = run_streams(random.Random(f"{seed}/{number}"), BATCH)
    with peer.connect(PATIENCE) as client:
        if not peer.gives(client, HONEST, streams.FILES[b"/paged"]):
            raise answers.Malformed("an honest request was not answered right")
    return count


def run_seed(seed, seconds):
    """Batches of one seed until the time is over."""
    received = number = 0
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        try:
            received += run_batch(seed, number)
        except (answers.Malformed, OSError) as fault:
            print(f"{fault}\nto run it again: tests/guest/fuzz {seed} {number}")
            tally.report(f"malformed streams of seed {seed}, batch {number}", False)
            return
        number += 1
    tally.report(f"malformed streams of seed {seed}: honest requests are served, every answer is well-formed "
                 f"({number * BATCH} streams, {number * BATCH / seconds:.0f}/s, {received} answers)", received > 0)


def main(seconds, seed=None, batch=None):
    streams.make_files(ROOT)
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}", "header_timeout=3", "keepalive_timeout=3",
                    "send_timeout=3", "cache_max_file=16384"], check=True)
    if batch is not None:
        try:
            run_batch(seed, int(batch))
        except answers.Malformed as fault:
            tally.report(fault, False)
    elif seed is not None:
        run_seed(seed, seconds)
    else:
        run_seed(FIXED_SEED, seconds / 3)
        run_seed(int.from_bytes(os.urandom(4), "little"), seconds * 2 / 3)
    tally.report("no connection is left", peer.is_empty())
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
