#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A sparse file of 5 GiB: make it, or fetch it and compare every byte.

    sparse.py make FILE
    sparse.py fetch PORT PATH    all of it
    sparse.py parts PORT PATH    by ranges, what lies around the blocks

The file is zero but for blocks at places where 31 and 32 bits end.  Comparing
in here spares the emulated machine two pipes and a second read of the file.
"""

import hashlib
import os
import socket
import sys

SIZE = 5 << 30
BLOCK = 4096
PLACES = (0, (1 << 31) - 1, (1 << 32) - 1, SIZE - BLOCK)
ZEROS = bytes(1 << 20)


def block_at(place):
    seed = hashlib.sha256(str(place).encode()).digest()
    return seed * (BLOCK // len(seed))


def make(path):
    with open(path, "wb") as file:
        file.truncate(SIZE)
        for place in PLACES:
            file.seek(place)
            file.write(block_at(place))
    os.chmod(path, 0o644)


def expected(pos, length):
    """The bytes from pos on, where some are not zero."""
    want = bytearray(length)
    for place in PLACES:
        begin, end = max(pos, place), min(pos + length, place + BLOCK)
        if begin < end:
            want[begin - pos : end - pos] = block_at(place)[begin - place : end - place]
    return want


def is_right(pos, data):
    end = pos + len(data)
    if any(place < end and pos < place + BLOCK for place in PLACES):
        return data == expected(pos, len(data))
    return ZEROS.startswith(data)


def read_head(sock, status, length):
    head = b""
    while b"\r\n\r\n" not in head:
        data = sock.recv(65536)
        if not data:
            sys.exit("closed within the head")
        head += data
    head, body = head.split(b"\r\n\r\n", 1)
    if not head.startswith(b"HTTP/1.1 %d " % status) or b"Content-Length: %d\r\n" % length not in head + b"\r\n":
        sys.exit(f"unexpected head: {head!r}")
    return body


def fetch(port, path, begin=0, end=SIZE):
    """Bytes begin to end - 1; a range is asked for where that is not all of them."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.settimeout(120)
    whole = end - begin == SIZE
    field = "" if whole else f"Range: bytes={begin}-{end - 1}\r\n"
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{field}\r\n".encode())
    pos, data = begin, read_head(sock, 200 if whole else 206, end - begin)
    while True:
        if not is_right(pos, data):
            sys.exit(f"wrong bytes between {pos} and {pos + len(data)}")
        pos += len(data)
        data = sock.recv(len(ZEROS))
        if not data:
            break
    if pos != end:
        sys.exit(f"closed after byte {pos} of {end}")


def fetch_parts(port, path):
    for place in PLACES:
        fetch(port, path, max(0, place - len(ZEROS)), min(SIZE, place + len(ZEROS)))


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    {"fetch": fetch, "parts": fetch_parts}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
