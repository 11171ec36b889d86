#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: ten thousand idle connections cost memory and nothing
else, and each is answered when it speaks again."""
import pathlib
import resource
import subprocess
import sys

import peer
import tally

CONNECTIONS = 10000
# Both ends of a connection are in this machine: two sockets of TCP, the client's
# file, the server's state.  Bytes.
MEMORY_MAX = 12 * 1024
THREADS_MAX = 16  # workers that the kernel may start of its own accord
ROOT = pathlib.Path("/var/tmp/idle")
BODY = b"x" * 100
REQUEST = b"GET /f HTTP/1.1\r\nHost: a\r\n\r\n"


def memory_free():
    """What is free or could be at once, bytes."""
    pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")
    lines = pathlib.Path("/proc/meminfo").read_text().splitlines()
    table = dict(line.split(":") for line in lines)
    return 1024 * int(table["MemFree"].split()[0])


def threads():
    return sum(1 for path in pathlib.Path("/proc").iterdir()
               if path.name.isdigit())


def ask(connection):
    """True if the connection gives the file."""
    return peer.gives(connection, REQUEST, BODY)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (CONNECTIONS + 100,) * 2)
    ROOT.mkdir(parents=True)
    (ROOT / "f").write_bytes(BODY)
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}",
                    "keepalive_timeout=3600", "header_timeout=3600"], check=True)
    first = peer.connect()
    ask(first)
    free, nr_threads = memory_free(), threads()
    clients = [peer.connect() for _ in range(CONNECTIONS)]
    tally.report(f"{CONNECTIONS} connections are answered",
                 all(ask(one) for one in clients))
    cost = (free - memory_free()) / CONNECTIONS
    tally.report(f"each costs at most {MEMORY_MAX} bytes, both ends ({cost:.0f})",
                 cost <= MEMORY_MAX)
    tally.report("no thread was started for them",
                 threads() - nr_threads <= THREADS_MAX)
    tally.report("all are kept", peer.counters()["connections"] == CONNECTIONS + 1)
    tally.report("each is answered again", all(ask(one) for one in clients))
    for one in clients:
        one.close()
    first.close()
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
