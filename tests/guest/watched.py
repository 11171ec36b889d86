#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: whoever asks the kernel to be asked before files are opened or
read (fanotify's permission events) is asked for what the server reads as well, and
what it forbids is not served."""
import contextlib
import ctypes
import http.client
import multiprocessing
import os
import pathlib
import platform
import struct
import subprocess
import sys
import threading
import time

import peer
import tally

DISK = pathlib.Path("/var/tmp/watched")
FOLDER = DISK / "folder"
SMALL, LARGE = FOLDER / "small", FOLDER / "large"
CONTENT = {SMALL: b"small" * 100, LARGE: bytes(range(256)) * (40 << 12)}
OPEN, ACCESS, ON_CHILD = 0x10000, 0x20000, 0x08000000
EVENTS = {"open": OPEN, "read": ACCESS}
INODE, MOUNT, FILE_SYSTEM = 0, 0x10, 0x100
ALLOW, DENY = 1, 2
ALL = 1 << 30
EVENT = struct.Struct("=IBBHQii")
AT_FDCWD = -100
libc = ctypes.CDLL(None, use_errno=True)


def call(function, *words):
    result = function(*words)
    if result < 0:
        raise OSError(ctypes.get_errno(), function.__name__)
    return result


class Watcher(multiprocessing.Process):
    """Use as a context: allows so many events of what it marks, and denies the rest."""

    def __init__(self, path, how, mask, allowed=0, gate=None):
        super().__init__(daemon=True)
        self.gate = gate  # it responds to nothing before that is set
        self.asked = multiprocessing.Value("i", 0)
        self.allowed = allowed
        self.group = call(libc.fanotify_init, 0x4, os.O_RDONLY | os.O_LARGEFILE)
        call(libc.fanotify_mark, self.group, 1 | how, ctypes.c_uint64(mask), AT_FDCWD, os.fsencode(path))

    def run(self):
        while True:
            data = os.read(self.group, 4096)
            for at in range(0, len(data), EVENT.size):
                *_, fd, _pid = EVENT.unpack_from(data, at)
                self.asked.value += 1
                if self.gate:
                    self.gate.wait()
                response = ALLOW if self.asked.value <= self.allowed else DENY
                os.write(self.group, struct.pack("=iI", fd, response))
                os.close(fd)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        self.join()
        os.close(self.group)


def fetch(path):
    """The response, and its body."""
    client = http.client.HTTPConnection("127.0.0.1", 8081, 60)
    with contextlib.closing(client):
        client.request("GET", f"/{path.relative_to(DISK)}")
        answer = client.getresponse()
        return answer, answer.read()


def became(path):
    try:
        answer, body = fetch(path)
    except ConnectionResetError:
        return "reset"
    return answer.status if answer.status != 200 or body == CONTENT[path] else "other bytes"


def hits():
    return peer.counters()["cache_hits"]


def is_hot(patience=5):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = hits()
        if became(SMALL) == 200 and hits() > before:
            return True
    return False


def make_cold():
    size = pathlib.Path("/sys/module/khttpd/parameters/cache_size")
    before = size.read_text()
    size.write_text("0")
    size.write_text(before)


def report(name, right):
    tally.report(f"{name} on {platform.release()}", right)


def forbidden(event, mask):
    marks = (("the file", SMALL, INODE, 0), ("its folder", FOLDER, INODE, ON_CHILD),
             ("its mount", DISK, MOUNT, 0), ("its file system", DISK, FILE_SYSTEM, 0))
    for name, path, how, more in marks:
        make_cold()
        with Watcher(path, how, mask | more):
            report(f"{event} of a cold file is forbidden by a watch on {name}", became(SMALL) == 403)
        hot = is_hot()
        with Watcher(path, how, mask | more) as watcher:
            found = became(SMALL)
        if how == MOUNT:  # not visible to a module: SECURITY.md says so
            report(f"a hot file is served whatever a watch on {name} says",
                   (hot, found, watcher.asked.value) == (True, 200, 0))
        else:
            report(f"{event} of a hot file is forbidden by a watch on {name}", (hot, found) == (True, 403))
        with Watcher(LARGE if path == SMALL else path, how, mask | more):
            found = became(LARGE)
        report(f"{event} of a large file is forbidden by a watch on {name} ({found})", found == 403)
        report("and without it the file is served", became(SMALL) == 200)


def allowed():
    with Watcher(SMALL, INODE, ACCESS | OPEN, ALL) as watcher:
        before, answers = hits(), [fetch(SMALL) for _ in range(4)]
        report("who allows each read is asked each time",
               watcher.asked.value >= 8 and hits() == before and all(body == CONTENT[SMALL] for _, body in answers))
        report("and the responses have a tag", all(answer.getheader("ETag") for answer, _ in answers))
    with Watcher(LARGE, INODE, ACCESS, ALL) as watcher:
        report("a large file is asked for while it is sent, also from memory",
               became(LARGE) == 200 and watcher.asked.value >= len(CONTENT[LARGE]) >> 16)


def forbidden_later():
    with Watcher(LARGE, INODE, ACCESS, 100) as watcher:
        found = became(LARGE)
        report(f"what is forbidden under way ends in a reset ({found}, asked {watcher.asked.value} times)",
               found == "reset" and watcher.asked.value == 101)


def unmounts():
    return subprocess.run(["umount", DISK], check=False, stderr=subprocess.DEVNULL).returncode == 0


def reloaded():
    """A file that was opened before another root was set, and read afterwards."""
    make_cold()
    gate, bodies = multiprocessing.Event(), []
    with Watcher(DISK, MOUNT, OPEN, ALL, gate) as watcher:
        client = threading.Thread(target=lambda: bodies.append(fetch(SMALL)[1]))
        client.start()
        while not watcher.asked.value:
            time.sleep(0.01)
        pathlib.Path("/sys/module/khttpd/parameters/root").write_text(str(DISK.parent))
        gate.set()
        client.join()
    report("a response that was under way while another root was set is whole", bodies == [CONTENT[SMALL]])
    report("and is not kept", peer.counters()["cache_entries"] == 0)
    report("the disk of the old root can be unmounted", any(unmounts() or time.sleep(0.1) for _ in range(20)))


def main():
    DISK.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "watched", DISK], check=True)
    FOLDER.mkdir()
    for path, content in CONTENT.items():
        path.write_bytes(content)
    subprocess.run(["modprobe", "khttpd", f"root={DISK}"], check=True)
    for event, mask in EVENTS.items():
        forbidden(event, mask)
    allowed()
    forbidden_later()
    reloaded()
    report("no connection is left", peer.is_empty())
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
