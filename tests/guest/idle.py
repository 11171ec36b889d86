#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest whose clock counts instructions, as root: fifty thousand idle
connections cost memory and nothing else, another is answered meanwhile as soon as
before, and they are when they speak again."""
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import time

import peer
import tally

CONNECTIONS = 50000
SOURCES = 8  # addresses; of the 28 000 ports of one, bind() prefers half
# Both ends of a connection are in this machine: two sockets of TCP, the client's
# file, the server's state.  Bytes.
MEMORY_MAX = 12 * 1024
OWN_MAX = 512  # of the module's own, bytes of a connection with the slab's part
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


def own_memory():
    """Of a connection, bytes."""
    return int(pathlib.Path("/sys/kernel/slab/khttpd_conn/slab_size").read_text())


def connect(number):
    """As plain as can be, for there are many."""
    client = socket.socket()
    client.bind((f"127.0.0.{2 + number % SOURCES}", 0))
    client.connect((peer.ADDRESS, 8081))
    return client


def is_answered(client):
    client.send(REQUEST)
    return client.recv(4096).endswith(BODY)


def ask(connection):
    """True if the connection gives the file."""
    return peer.gives(connection, REQUEST, BODY)


def usual_time(connection, requests=1000):
    """Seconds until an answer, the median; none if one is wrong."""
    times = []
    for _ in range(requests):
        begin = time.monotonic()
        if not ask(connection):
            return None
        times.append(time.monotonic() - begin)
    return statistics.median(times)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (CONNECTIONS + 100,) * 2)
    ROOT.mkdir(parents=True)
    (ROOT / "f").write_bytes(BODY)
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}",
                    "keepalive_timeout=3600", "header_timeout=3600"], check=True)
    first = peer.connect()
    alone = usual_time(first)
    free, nr_threads = memory_free(), threads()
    clients = [connect(number) for number in range(CONNECTIONS)]
    tally.report(f"{CONNECTIONS} connections are answered",
                 all(is_answered(one) for one in clients))
    cost = (free - memory_free()) / CONNECTIONS
    tally.report(f"each costs at most {MEMORY_MAX} bytes, both ends ({cost:.0f})",
                 cost <= MEMORY_MAX)
    own = own_memory()
    tally.report(f"of these at most {OWN_MAX} are the module's ({own})", own <= OWN_MAX)
    beside = usual_time(first)
    tally.report("another is answered as soon as before, or at most a tenth "
                 f"later ({alone * 1e6:.1f} us, {beside * 1e6:.1f} us)",
                 None not in (alone, beside) and beside <= 1.1 * alone)
    tally.report("no thread was started for them",
                 threads() - nr_threads <= THREADS_MAX)
    tally.report("all are kept", peer.counters()["connections"] == CONNECTIONS + 1)
    tally.report("each tenth is answered again", all(is_answered(one) for one in clients[::10]))
    for one in clients:
        one.close()
    first.close()
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
