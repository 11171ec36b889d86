# SPDX-License-Identifier: GPL-2.0-only
"""A client that behaves and measures, in a process of its own beside an attack:
how long its answers take, whether each is the file, and how much memory of the
machine is left at the worst moment."""
import multiprocessing
import os
import pathlib
import time

import peer

ADDRESS = "127.0.0.2"  # attackers come from 127.0.0.1
PAUSE = 0.02  # seconds between two requests
PATIENCE = 30  # seconds
NEW_EVERY = 10  # requests on one connection, if it takes new ones
BODY = b"honest" * 100
REQUEST = b"GET /honest HTTP/1.1\r\nHost: a\r\n\r\n"


def memory_available():
    """Of the machine, in bytes."""
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return 1024 * int(line.split()[1])
    raise RuntimeError("no MemAvailable")


def connect():
    return peer.connect(PATIENCE, ADDRESS)


class Honest:
    """Use as a context; then the figures are there."""

    def __init__(self, takes_new):
        self.takes_new = takes_new
        self.ready = multiprocessing.Event()
        self.stop = multiprocessing.Event()
        self.theirs, ours = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=self.run, args=(ours,))

    def __enter__(self):
        self.process.start()
        if not self.ready.wait(PATIENCE):
            raise RuntimeError("the honest client is not served")
        return self

    def __exit__(self, *_):
        self.stop.set()
        times, self.failures, self.memory = self.theirs.recv()
        self.process.join()
        times.sort()
        self.requests = len(times)
        self.p99 = times[len(times) * 99 // 100] if times else PATIENCE

    def run(self, ours):
        # What is measured is the server, not the wait for a processor that the
        # attackers, who share it, use up.
        os.nice(-15)
        times, failures = [], 0
        begin = least = memory_available()
        connection = connect()
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                if self.takes_new and len(times) % NEW_EVERY == NEW_EVERY - 1:
                    connection.close()
                    connection = connect()
                failures += not peer.gives(connection, REQUEST, BODY)
            except OSError:
                failures += 1
                connection.close()
                connection = connect()
            times.append(time.monotonic() - began)
            self.ready.set()
            least = min(least, memory_available())
            time.sleep(PAUSE)
        connection.close()
        ours.send((times, failures, begin - least))
