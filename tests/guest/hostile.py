#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: attacks, one after the other, while an honest client from
another address goes on being answered in time, the machine keeps its memory,
and afterwards nothing of them is left."""
import functools
import os
import pathlib
import resource
import socket
import subprocess
import sys
import time

import attacks
import honest
import peer
import tally

P99_MAX = 1.0  # seconds; attackers, client and server share emulated processors
MEMORY_MAX = 192 << 20  # bytes, both ends of all connections and the attackers
SECONDS = int(os.environ.get("SECONDS_EACH", "5"))
CONNECTIONS = 200  # max_connections
OWN = 100  # max_connections_per_address, where it is tried
ROOT = pathlib.Path("/var/tmp/hostile")
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")

GET = b"GET /honest HTTP/1.1\r\nHost: a\r\n"
FIELDS = GET + b"".join(b"f%d: x\r\n" % i for i in range(5000)) + b"\r\n"
FIELD = GET + b"f: " + b"x" * 200000 + b"\r\n\r\n"
TARGET = b"GET /" + b"x" * 200000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"
DEEP = b"GET /" + b"../" * 1200 + b" HTTP/1.1\r\nHost: a\r\n\r\n"
RANGES = (GET.replace(b"/honest", b"/large") + b"Connection: close\r\nRange: bytes=" +
          b",".join(b"%d-%d" % (i, i + 9) for i in range(0, 8000, 20)) + b"\r\n\r\n")
HEAD_SLOWLY = (b"GET /honest HTTP/1.1\r\nHost: a\r\nf: ", b"x")
BODY_SLOWLY = (GET + b"Content-Length: 60000\r\n\r\n", b"x")
URL = "http://127.0.0.1:8081"


def attack(name, function, expected=None, takes_new=True):
    """Report on one attack; @expected judges its counts and the counters' gain."""
    before, began = peer.counters(), time.monotonic()
    with honest.Honest(takes_new) as client:
        seen = function()
    took = time.monotonic() - began
    gain = {key: value - before[key] for key, value in peer.counters().items()}
    rate = (gain["requests"] + gain["refused"] - client.requests) / took
    tally.report(f"{name}: an honest client is served, p99 at most {P99_MAX * 1000:.0f} ms "
                 f"({client.p99 * 1000:.0f} ms of {client.requests}, {rate:.0f} requests/s against it)",
                 not client.failures and client.p99 <= P99_MAX)
    tally.report(f"{name}: memory of both ends at most {MEMORY_MAX >> 20} MiB ({client.memory >> 20})",
                 client.memory <= MEMORY_MAX)
    if expected:
        tally.report(f"{name}: what became of it ({dict(seen)}, {gain['timeouts']} timeouts, "
                     f"{gain['refused']} refused)", expected(seen, gain))
    tally.report(f"{name}: no connection is left", peer.is_empty())


def parameter(name, value):
    (PARAMETERS / name).write_text(str(value))


def only(*statuses):
    return lambda seen, gain: seen and not set(seen) - set(statuses)


def all_ended(seen, gain):
    return seen["ended"] > 0 and not seen["left"]


def timed_out(seen, gain):
    return gain["timeouts"] >= 10


def bombs():
    for name, request, statuses in (
            ("a field without end", FIELD, ["431", "end"]),
            ("thousands of fields", FIELDS, ["431", "end"]),
            ("a target without end", TARGET, ["414", "end"]),
            ("a target of dots", DEEP, ["400"]),
            ("hundreds of ranges", RANGES, ["200"])):
        attack(name, functools.partial(attacks.bomb, SECONDS, request), only(*statuses))


def slow():
    attack("a head in drips", lambda: attacks.drip(20, *HEAD_SLOWLY), all_ended)
    attack("a body in drips", lambda: attacks.drip(20, *BODY_SLOWLY), all_ended)
    for name, mode, expected in (
            ("heads", ("-H", "-u", f"{URL}/honest"), timed_out),
            ("bodies", ("-B", "-s", "60000", "-u", f"{URL}/honest"), None),
            ("ranges", ("-R", "-a", "5", "-b", "3000", "-u", f"{URL}/large"), None),
            ("reading", ("-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32",
                         "-u", f"{URL}/large"), timed_out)):
        attack(f"slowhttptest, {name}",
               functools.partial(attacks.slowhttptest, SECONDS + 5, *mode), expected)


def many():
    parameter("keepalive_timeout", 60)  # or those that are held are not for long
    attack("malformed requests", lambda: attacks.malformed(SECONDS),
           lambda seen, gain: gain["responses_error"] > 100)
    parameter("max_connections", CONNECTIONS)
    attack("more than max_connections", lambda: attacks.hold(SECONDS, CONNECTIONS * 2),
           lambda seen, gain: seen["503"] > 0 and seen["200"] < CONNECTIONS,
           takes_new=False)
    parameter("max_connections_per_address", OWN)
    attack("one address with too many", lambda: attacks.hold(SECONDS, CONNECTIONS * 2),
           lambda seen, gain: seen["200"] == OWN and seen["503"] > 0)


def from_address(source):
    client = socket.create_connection(("::1", 8081), 20, (source, 0))
    client.sendall(GET + b"\r\n")
    return client, attacks.status(client)


def networks():
    """The limit by address, of IPv6: the first 64 bits count."""
    for address in ("2001:db8:1::1", "2001:db8:1::2", "2001:db8:1:1::1"):
        subprocess.run(["ip", "-6", "address", "add", f"{address}/128", "dev", "lo",
                        "nodad"], check=True)
    parameter("max_connections_per_address", 1)
    held, first = from_address("2001:db8:1::1")
    neighbour, second = from_address("2001:db8:1::2")
    other, third = from_address("2001:db8:1:1::1")
    tally.report(f"an IPv6 network of 64 bits is one address ({first}, {second}, {third})",
                 (first, second, third) == ("200", "503", "200"))
    for client in (held, neighbour, other):
        client.close()


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    ROOT.mkdir(parents=True)
    (ROOT / "honest").write_bytes(honest.BODY)
    (ROOT / "large").write_bytes(bytes(8 << 20))
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}", "header_timeout=3",
                    "send_timeout=3", "keepalive_timeout=4",
                    f"max_connections={CONNECTIONS * 4}"], check=True)
    attack("nobody", lambda: time.sleep(SECONDS) or {})
    slow()
    bombs()
    many()
    networks()
    tally.report("nothing is left", peer.is_empty())
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
