#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: what the module shows to those who are not.

Everything of the module's in sysfs and procfs is read as an unprivileged user, and every
kind of answer as a peer; nowhere may an address of the kernel's stand.
"""
import http.client
import os
import pathlib
import re
import stat
import subprocess
import sys

import tally

ROOT = pathlib.Path("/var/tmp/root")
MODULE = pathlib.Path("/sys/module/khttpd")
NOBODY = 65534
# Halves of the address space that are the kernel's: as %px would print them.
ADDRESS = re.compile(rb"\b(0x)?f{4}[0-9a-f]{12}\b", re.IGNORECASE)
REQUESTS = [("GET", "/"), ("GET", "/missing"), ("GET", "/f"), ("HEAD", "/f"), ("GET", "/closed"),
            ("GET", "/..%2f"), ("OPTIONS", "*"), ("POST", "/f"), ("BREW", "/f"), ("GET", "/" + "a" * 5000)]


def files():
    inside = [path for path in MODULE.rglob("*") if path.is_file() and not path.is_symlink()]
    return [*inside, pathlib.Path("/proc/khttpd")]


def as_nobody(work):
    """What work() returns in a process that has given its rights away."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with os.fdopen(writer, "wb") as out:
            out.write(work())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        found = answer.read()
    os.waitpid(pid, 0)
    return found


def everything_readable():
    found = b""
    for path in files():
        try:
            found += path.read_bytes() + b"\n"
        except OSError:
            pass
    return found


def what_can_be_written():
    def one(path):
        try:
            with open(path, "r+b", buffering=0):
                return True
        except OSError:
            return False
    return "\n".join(str(path) for path in files() if one(path)).encode()


def answer(method, target):
    connection = http.client.HTTPConnection("127.0.0.1", 8081, timeout=60)
    connection.request(method, target)
    response = connection.getresponse()
    return repr(response.getheaders()).encode() + response.read()


def main():
    ROOT.mkdir(parents=True)
    (ROOT / "index.html").write_text("index\n")
    (ROOT / "f").write_bytes(bytes(100000))
    (ROOT / "closed").write_text("closed\n")
    (ROOT / "closed").chmod(0o600)
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}"], check=True)
    open_to_all = [path for path in files() if path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)]
    tally.report("no file of the module's is writable by others", not open_to_all)
    tally.report("an unprivileged user can change nothing", not as_nobody(what_can_be_written))
    shown = as_nobody(everything_readable)
    tally.report(f"what such a user reads ({len(shown)} bytes) has the counters",
                 b"requests" in shown)
    tally.report("and no address of the kernel's", not ADDRESS.search(shown))
    answers = b"".join(answer(*request) for request in REQUESTS)
    tally.report(f"{len(REQUESTS)} kinds of answer have none", not ADDRESS.search(answers))
    log = subprocess.run(["dmesg"], check=True, capture_output=True).stdout
    said = [line for line in log.splitlines() if b"khttpd" in line]
    tally.report("nor has the kernel's log, in lines of ours",
                 said and not any(ADDRESS.search(line) for line in said))
    before = len(log)
    answer("GET", "/../..")
    log = subprocess.run(["dmesg"], check=True, capture_output=True).stdout
    tally.report("no request prints anything", len(log) == before)
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
