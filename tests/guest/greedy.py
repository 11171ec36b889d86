#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: many peers ask for files, each for another one in turn, and
do not read.  What they make the server hold has a bound, and is given back.

usage: greedy.py READERS
"""
import pathlib
import resource
import socket
import subprocess
import sys
import time

import honest
import peer
import tally

ROOT = pathlib.Path("/var/tmp/greedy")
READERS = int(sys.argv[1])
FILES = 400
SIZE = 256 << 10  # bytes: just small enough for the cache
CACHE = 64 << 20  # bytes, the default
EACH = 64 << 10  # bytes that a reader may make the server hold beside it
LEFT = 24 << 20  # bytes that may be missing afterwards: the kernel's own caches
WINDOW = 8192  # bytes that a reader takes into its buffer


def make_files():
    ROOT.mkdir()
    for number in range(FILES):
        (ROOT / str(number)).write_bytes(b"%03d," % number * (SIZE // 4))
    (ROOT / "honest").write_bytes(honest.BODY)
    subprocess.run(["sync"], check=True)


def ask(number):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
    client.connect((peer.ADDRESS, 8081))
    client.sendall(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % (number % FILES))
    return client


def settle(patience=20):
    """Until every request has been responded to."""
    deadline = time.monotonic() + patience
    while peer.counters()["requests"] < READERS and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (16384, 16384))
    make_files()
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}", "send_timeout=3600", "min_send_rate=0"], check=True)
    time.sleep(1)  # past the clock's tick: the files may be kept
    before = honest.memory_available()
    readers = [ask(number) for number in range(READERS)]
    settle()
    counters = peer.counters()
    held = before - honest.memory_available()
    most = CACHE + READERS * EACH
    tally.report(f"{READERS} readers hold at most {most >> 20} MiB ({held >> 20})", held <= most)
    tally.report(f"entries take at most cache_size, those that are being sent included "
                 f"({counters['cache_bytes_held'] >> 20} MiB)", counters["cache_bytes_held"] <= CACHE)
    with peer.connect(20, honest.ADDRESS) as client:
        tally.report("another client is served", peer.gives(client, honest.REQUEST, honest.BODY))
    for reader in readers:
        reader.close()
    tally.report("no connection is left", peer.is_empty())
    (pathlib.Path("/sys/module/khttpd/parameters") / "cache_size").write_text("0")
    deadline = time.monotonic() + 10
    while before - honest.memory_available() > LEFT and time.monotonic() < deadline:
        time.sleep(0.2)
    missing = before - honest.memory_available()
    tally.report(f"afterwards and without its cache nothing is held ({missing >> 20} MiB)",
                 missing <= LEFT and peer.counters()["cache_bytes_held"] == 0)
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
