# SPDX-License-Identifier: GPL-2.0-only
"""What the sweep serves, and the module as it is loaded to do so."""
import gzip
import os
import pathlib
import socket
import subprocess

import peer
import policy

ROOT = pathlib.Path("/var/tmp/sweep")
OTHER = pathlib.Path("/var/tmp/sweep-other")
BLOCK = pathlib.Path("/var/tmp/sweep-policy")
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
PATIENCE = 20  # seconds
LOAD = ["modprobe", "khttpd", f"root={ROOT}", f"policy={BLOCK}",
        "listen=127.0.0.1:8081,[::1]:8081", "index=index.html,index.htm"]
FILES = 12  # of the directory that is listed
SMALL = b"small" * 200
PAGED = bytes(range(256)) * 300
BIG = bytes(range(255, -1, -1)) * 2000
PACKED = gzip.compress(SMALL)


def make_files():
    files = {"small": SMALL, "small.gz": PACKED, "only.gz": PACKED, "paged": PAGED, "big": BIG, "index.html": b"index",
             "second.html": b"second", "404.html": b"page for 404"}
    for number in range(FILES):
        files[f"folder/file-{number}"] = b""
    for root, content in ((ROOT, files), (OTHER, {"index.html": b"other", "second.html": b"second"})):
        (root / "folder").mkdir(parents=True)
        for name, body in content.items():
            (root / name).write_bytes(body)
    os.utime(ROOT / "small", (1e9, 1e9))  # a sibling is never older than the file
    subprocess.run(["chmod", "-R", "a+rX", ROOT, OTHER], check=True)
    BLOCK.write_bytes(policy.block({"sites": [{"flags": 5, "rules": [
        [1, 0, "/", "X-Test: yes"], [4, 308, "/old/", "/new/"], [5, 404, "", "/404.html"]]}]}))


def gives(target, body):
    with peer.connect(PATIENCE) as client:
        return peer.gives(client, b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % target, body)


def gives_small():
    return gives(b"/small", SMALL)


def is_gone():
    """Nothing of the module, and its port is free."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 8081))
        listener.listen()
    return not any(pathlib.Path(path).exists() for path in ("/proc/khttpd", "/sys/module/khttpd"))


def load():
    subprocess.run(LOAD, check=True)


def unload():
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
