# SPDX-License-Identifier: GPL-2.0-only
"""The sweep's changes to the module: loading, unloading, each parameter."""
import errno
import os
import subprocess

import peer
from sweep_site import (BLOCK, LOAD, OTHER, PARAMETERS, PATIENCE, ROOT, SMALL, gives, gives_small,
                        is_gone, load, unload)
from tally import expect

# The others are what the kernel says where it has none for a socket or its port.
NO_MEMORY = (errno.ENOMEM, errno.ENFILE, errno.ENOBUFS, errno.EADDRINUSE)


class Load:
    name = "loading"

    def prepare(self):
        pass

    def act(self):
        return subprocess.run(LOAD, capture_output=True, text=True, check=False)

    def judge(self, became, fired):
        if became.returncode == 0:
            expect(gives_small(), "loaded, and does not answer")
            unload()
            return
        expect(fired, f"nothing failed and yet {became.stderr}")
        expect(any(os.strerror(code) in became.stderr for code in NO_MEMORY), became.stderr)
        expect(is_gone(), "something is left of the module")
        load()
        expect(gives_small(), "the next load does not answer")
        unload()


class Unload(Load):
    name = "unloading with a connection"

    def prepare(self):
        load()
        self.client = peer.connect(PATIENCE)
        expect(peer.gives(self.client, b"GET /small HTTP/1.1\r\nHost: a\r\n\r\n", SMALL), "does not answer")

    def act(self):
        return subprocess.run(["modprobe", "-r", "khttpd"], check=False).returncode

    def judge(self, became, fired):
        self.client.close()
        expect(became == 0 and is_gone(), f"{became}, something is left of the module")


class Change:
    """A parameter, written again and again with two values in turn."""

    def __init__(self, parameter, values, served):
        self.name = f"changing {parameter}"
        self.path, self.values = PARAMETERS / parameter, values
        self.served = served  # what / then is
        self.now = 0

    def prepare(self):
        pass

    def write(self, number):
        with self.path.open("wb", buffering=0) as file:
            try:
                file.write(self.values[number].encode() + b"\n")
            except OSError as error:
                return error.errno
        return 0

    def act(self):
        return self.write(1 - self.now)

    def judge(self, became, fired):
        if became == 0:
            self.now = 1 - self.now
        else:
            expect(fired and became == errno.ENOMEM, os.strerror(became))
        expect(self.path.read_text() == self.values[self.now] + "\n", "another value")
        expect(gives(b"/", self.served[self.now]), "another answer than the value's")
        if became:
            expect(self.write(1 - self.now) == 0, "refused with memory")
            self.now = 1 - self.now
            expect(gives(b"/", self.served[self.now]), "the old answer")

    def restore(self):
        self.write(0)


def changes():
    return [
        Change("root", [str(ROOT), str(OTHER)], [b"index", b"other"]),
        Change("index", ["index.html,index.htm", "second.html"], [b"index", b"second"]),
        Change("user", ["65534:65534", "1:1"], [b"index", b"index"]),
        Change("policy", [str(BLOCK), ""], [b"index", b"index"]),
        Change("keepalive_timeout", ["60", "61"], [b"index", b"index"]),
    ]
