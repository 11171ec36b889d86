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
PAGES = (403, 404, 500, 503)  # statuses that have a page


def page_for(status):
    return b"page for %d" % status


def make_files():
    files = {"small": SMALL, "small.gz": PACKED, "only.gz": PACKED, "paged": PAGED, "big": BIG, "index.html": b"index",
             "second.html": b"second", "forbidden": b"", "hosts/c.example/small": SMALL}
    for status in PAGES:
        files[f"{status}.html"] = page_for(status)
    for number in range(FILES):
        files[f"folder/file-{number}"] = b""
    for root, content in ((ROOT, files), (OTHER, {"index.html": b"other", "second.html": b"second", "folder/index.html": b"inner"})):
        for name, body in content.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(body)
    os.utime(ROOT / "small", (1e9, 1e9))  # a sibling is never older than the file
    subprocess.run(["chmod", "-R", "a+rX", ROOT, OTHER], check=True)
    (ROOT / "forbidden").chmod(0)
    BLOCK.write_bytes(policy.block({
        "sites": [
            {"flags": 5, "rules": [[1, 0, "/", "X-Test: yes"], [4, 308, "/old/", "/new/"]] +
             [[5, status, "", f"/{status}.html"] for status in PAGES]},
            {"root": str(OTHER), "fallback": "/second.html", "slash": 1},
            {"root": str(ROOT / "hosts"), "flags": 8, "rules": [[5, 404, "", "/small"]]}],
        "names": {"b.example": 1, "*.example": 2}}))


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
