#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: clients ask while the module runs out of memory.

Every tenth allocation that has the module in its call chain fails.  An answer
may then be 503, or the connection may end; wrong bytes, a silent connection or
a complaint of the kernel (which the harness sees) are faults.  But TCP itself
falls silent when it has no memory for a reset; it counts that.  With memory
back, every file is served again.
"""
import http.client
import pathlib
import random
import socket
import subprocess
import sys

import faults
import peer
import tally

ROOT = pathlib.Path("/var/tmp/starve")
ROUNDS = 30
REQUESTS = 25  # a round is one connection, if it lives
DEADLINE = 20  # seconds that a client waits for the next byte
SEED = 1


def make_files():
    ROOT.mkdir(parents=True)
    draw = random.Random(SEED)
    for number, size in enumerate([0, 1, 1000, 4096, 5000, 70000, 400000] * 4):
        path = ROOT / f"f{number}"
        path.write_bytes(draw.randbytes(size))
        path.chmod(0o644)
    return sorted(ROOT.iterdir())


def ask(connection, path):
    """What became of one request: its status, or why there is none."""
    try:
        connection.request("GET", f"/{path.name}")
        answer = connection.getresponse()
        body = answer.read()
    except socket.timeout:
        return "silence"
    except (http.client.HTTPException, OSError):
        return "end"
    if answer.status == 200 and body != path.read_bytes():
        return "wrong bytes"
    return answer.status


def hammer(files):
    draw = random.Random(SEED)
    seen = {}
    for _ in range(ROUNDS):
        connection = http.client.HTTPConnection("127.0.0.1", 8081, DEADLINE)
        for _ in range(REQUESTS):
            path = draw.choice(files)
            became = ask(connection, path)
            seen[became] = seen.get(became, 0) + 1
            if became != 200:
                break
        connection.close()
    return seen


def main():
    files = make_files()
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}"], check=True)
    lost = -peer.resets_not_sent()
    faults.setup()
    faults.starve(10)
    seen = hammer(files)
    faults.starve(0)
    lost += peer.resets_not_sent()
    print("what became of the requests:", seen)
    tally.report("requests were answered without enough memory", seen.get(200, 0) > 0)
    tally.report("memory did run out", seen.get(503, 0) + seen.get("end", 0) > 0)
    tally.report("nothing else became of a request",
                 not set(seen) - {200, 503, "end", "silence"})
    tally.report(f"a connection fell silent only for want of a reset ({lost} not sent)",
                 seen.get("silence", 0) <= lost)
    connection = http.client.HTTPConnection("127.0.0.1", 8081, DEADLINE)
    tally.report("with memory back every file is served",
                 all(ask(connection, path) == 200 for path in files))
    connection.close()
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
