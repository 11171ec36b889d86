#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: what becomes of the root while it is served, and a
cache that is too small."""
import pathlib
import shutil
import subprocess
import sys

import peer
import tally

ROOT = pathlib.Path("/var/tmp/roots/served")
DISK = pathlib.Path("/var/tmp/roots/disk")
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
SMALL = b"small" * 100
LARGE = b"large" * 30000
LONG = b"long" * 2000000  # more than the buffers of both ends
ROOM = 40000  # bytes of cache: several small files, no large one


def make_files(root, word):
    root.mkdir(parents=True, exist_ok=True)
    for name, content in (("small", SMALL), ("large", LARGE), ("long", LONG), ("word", word)):
        (root / name).write_bytes(content)
        (root / name).chmod(0o644)
    for number in range(40):
        (root / str(number)).write_bytes(b"%02d" % number * 900)
        (root / str(number)).chmod(0o644)


def fetch(name):
    """The body of the file, or the status."""
    with peer.connect() as client:
        answer = peer.ask(client, b"/%s" % str(name).encode())
        return answer.body if answer.status == 200 else answer.status


def set_parameter(name, value):
    (PARAMETERS / name).write_text(f"{value}\n")


def unmount(*options):
    return subprocess.run(["umount", *options, DISK], check=False, stderr=subprocess.DEVNULL).returncode == 0


def check_cache():
    set_parameter("cache_size", ROOM)
    right = all(fetch("large") == LARGE and peer.counters()["cache_entries"] == 0 for _ in range(3))
    tally.report("a file larger than the cache is served and not kept", right)
    within = True
    for number in [*range(40), *range(40)]:
        right &= fetch(number) == b"%02d" % number * 900
        within &= peer.counters()["cache_bytes"] <= ROOM
    tally.report("files that do not fit together take turns", right and peer.counters()["cache_evicted"] > 40)
    tally.report("the cache keeps to its size", within and peer.counters()["cache_entries"] > 3)
    set_parameter("cache_size", 0)
    tally.report("without a cache every file is served",
                 fetch("small") == SMALL and fetch("large") == LARGE and peer.counters()["cache_bytes"] == 0)
    set_parameter("cache_size", 1 << 26)


def whole_or_ended(client, received, content):
    try:
        while len(received) < len(content):
            piece = client.recv(1 << 20)
            if not piece:
                return False
            received += piece
    except ConnectionResetError:
        return content.startswith(received)
    return received == content


def begin_long():
    """A connection in the middle of a long file, and what came of the body."""
    client = peer.connect()
    client.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(4096)
    return client, received.partition(b"\r\n\r\n")[2]


def check_removed():
    tally.report("before, a file is hot", [fetch("word") for _ in range(3)] == [b"one"] * 3)
    client, received = begin_long()
    shutil.rmtree(ROOT)
    tally.report("with the root removed its files are gone, hot ones too", [fetch("word"), fetch("small")] == [404, 404])
    tally.report("what was under way comes whole or ends", whole_or_ended(client, received, LONG))
    client.close()
    make_files(ROOT, b"two")
    tally.report("another directory of its name is served when the root is set again",
                 [fetch("word"), set_parameter("root", ROOT), fetch("word")] == [404, None, b"two"])


def check_unmounted():
    DISK.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "disk", DISK], check=True)
    make_files(DISK, b"disk")
    DISK.chmod(0o755)
    set_parameter("root", DISK)
    tally.report("a root on a disk of its own is served", [fetch("word") for _ in range(3)] == [b"disk"] * 3)
    tally.report("the disk is in use", not unmount())
    set_parameter("root", ROOT)
    tally.report("with another root it can be unmounted at once", unmount() and fetch("word") == b"two")
    subprocess.run(["mount", "-t", "tmpfs", "disk", DISK], check=True)
    make_files(DISK, b"disk")
    DISK.chmod(0o755)
    set_parameter("root", DISK)
    client, received = begin_long()
    tally.report("unmounted lazily it is served on", unmount("--lazy") and fetch("word") == b"disk")
    tally.report("what was under way then comes whole or ends", whole_or_ended(client, received, LONG))
    client.close()
    set_parameter("root", ROOT)
    tally.report("after that the root can be another", fetch("word") == b"two")


def main():
    make_files(ROOT, b"one")
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}"], check=True)
    check_cache()
    check_removed()
    check_unmounted()
    tally.report("no connection is left", peer.is_empty())
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
