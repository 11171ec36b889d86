# SPDX-License-Identifier: GPL-2.0-only
"""The module as one on the same machine sees it, for scripts that run in a
guest: a connection to it, the answer to a request, and its counters."""
import pathlib
import socket
import time

import answers

ADDRESS = "127.0.0.1"


def connect(patience=60, source=None, address=ADDRESS):
    """To port 8081; @patience: seconds that a read waits; @source: an address."""
    client = socket.create_connection((address, 8081), patience, (source, 0) if source else None)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def gives(client, request, body):
    """True if the connection answers with the body."""
    client.sendall(request)
    answer = b""
    while not answer.endswith(body):
        piece = client.recv(4096)
        if not piece:
            return False
        answer += piece
    return answer.startswith(b"HTTP/1.1 200 ")


def ask(client, target, fields=b""):
    """The answer to a request; None if the connection ends without one."""
    data = b""
    client.sendall(b"GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n" % (target, fields))
    while True:
        parsed, rest = answers.split(data)
        if parsed:
            if rest or len(parsed) > 1:
                raise answers.Malformed(f"more than one answer to {target}")
            return parsed[0]
        piece = client.recv(65536)
        if not piece:
            if data:
                raise answers.Malformed(f"a clean end within {data[:80]!r}")
            return None
        data += piece


def counters():
    text = pathlib.Path("/proc/khttpd").read_text()
    return {name: int(value) for name, value in
            (line.split(" ", 1) for line in text.splitlines()) if value.isdigit()}


def is_empty(patience=30):
    """No connection is left, within the time that the longest deadline takes."""
    deadline = time.monotonic() + patience
    while counters()["connections"] and time.monotonic() < deadline:
        time.sleep(0.1)
    return counters()["connections"] == 0


def resets_not_sent():
    """How often TCP had no memory for a reset."""
    lines = pathlib.Path("/proc/net/netstat").read_text().splitlines()
    names, values = (line.split() for line in lines[:2])
    return int(values[names.index("TCPAbortFailed")])
