# SPDX-License-Identifier: GPL-2.0-only
"""Attacks on the server at 127.0.0.1:8081.  Each goes on for some seconds and
returns what became of it: a count of each kind of end."""
import collections
import socket
import subprocess
import time

import peer

PATIENCE = 20  # seconds
MALFORMED = "malformed.lua"


def connect():
    return peer.connect(PATIENCE)


def status(client):
    """The status of the answer, or how the connection ended without one."""
    try:
        return client.recv(65536).split(b" ", 2)[1].decode()
    except socket.timeout:
        return "silence"
    except (OSError, IndexError):
        return "end"


def bomb(seconds, request):
    """The same request again and again, each on a connection of its own."""
    seen = collections.Counter()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with connect() as client:
            try:
                client.sendall(request)
            except OSError:
                pass  # refused before all of it was sent
            seen[status(client)] += 1
    return seen


def hold(seconds, most):
    """Open connections as fast as it goes and keep those that are served; on
    until one is refused, however slow the machine."""
    held, seen = [], collections.Counter()
    begin = time.monotonic()
    while time.monotonic() < begin + (seconds if seen["503"] else 60):
        if len(held) >= most:
            time.sleep(0.05)
            continue
        try:
            client = connect()
            client.sendall(b"GET /honest HTTP/1.1\r\nHost: a\r\n\r\n")
            became = status(client)
        except OSError:
            became = "end"
        seen[became] += 1
        if became == "200":
            held.append(client)
    for client in held:
        client.close()
    return seen


def drip(seconds, first, piece):
    """Many connections that begin with some bytes and then send a piece every
    half second; ends with those that the server has ended."""
    seen = collections.Counter()
    clients = [connect() for _ in range(200)]
    for client in clients:
        client.sendall(first)
        client.setblocking(False)
    deadline = time.monotonic() + seconds
    while clients and time.monotonic() < deadline:
        for client in list(clients):
            try:
                client.send(piece)
                if not client.recv(1000):
                    raise OSError
            except BlockingIOError:
                continue
            except OSError:
                seen["ended"] += 1
                client.close()
                clients.remove(client)
        time.sleep(0.5)
    seen["left"] = len(clients)
    for client in clients:
        client.close()
    return seen


def slowhttptest(seconds, *options):
    """One of its modes with 300 connections, 100 more a second."""
    subprocess.run(["slowhttptest", "-c", "300", "-r", "100", "-i", "1", "-p", "3",
                    "-l", str(seconds), *options], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return collections.Counter()


def malformed(seconds):
    """Requests with two hosts, which wrk lets pass, as many as it can."""
    with open(MALFORMED, "w", encoding="ascii") as script:
        script.write('request = function() return "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n" end\n')
    subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", MALFORMED,
                    "http://127.0.0.1:8081/"], check=True, stdout=subprocess.DEVNULL)
    return collections.Counter()
