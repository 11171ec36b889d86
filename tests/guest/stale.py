#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: file systems whose times say less than others', and changes that
leave no time behind.  What was changed is served at the next request, or within half a
second where only time can tell."""
import mmap
import pathlib
import platform
import struct
import subprocess
import sys
import time

import peer
import tally

BASE = pathlib.Path("/var/tmp/stale")
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
BY_TIME = 0.5  # seconds
SECTORS = 16384  # of the FAT disk, 512 bytes each
CHANGES = 12  # of a file, one after the other


def fat_image(path):
    """An empty FAT16 disk: a boot sector, two tables, and room."""
    boot = struct.pack("<3s8sHBHBHHBHHHII", b"\xeb\x3c\x90", b"test    ", 512, 4, 1, 2, 512, SECTORS, 0xf8, 16, 32, 2, 0, 0)
    boot += struct.pack("<BBBI11s8s", 0x80, 0, 0x29, 1, b"stale      ", b"FAT16   ")
    with path.open("wb") as disk:
        disk.truncate(SECTORS * 512)
        disk.write(boot.ljust(510, b"\0") + b"\x55\xaa")
        for table in (1, 17):
            disk.seek(table * 512)
            disk.write(b"\xf8\xff\xff\xff")


def mount(where, *words):
    where.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *words, where], check=True)


def body():
    with peer.connect() as client:
        answer = peer.ask(client, b"/file")
        return answer.body if answer.status == 200 else answer.status


def use(root, content):
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    (root / "file").write_bytes(content)
    (root / "file").chmod(0o644)
    (PARAMETERS / "root").write_text(str(root))


def is_hot(patience=8):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = peer.counters()["cache_hits"]
        body()
        if peer.counters()["cache_hits"] > before:
            return True
        time.sleep(0.01)
    return False


def write_mapped(path, content):
    """Through a shared mapping that is made before the last write through it."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as view:
        view[:1] = view[:1]
        time.sleep(0.05)
        view[:] = content


def report(name, right):
    tally.report(f"{name} on {platform.release()}", right)


def mapped(name, root, wait):
    use(root, b"before")
    hot = is_hot()
    write_mapped(root / "file", b"after!")
    time.sleep(wait)
    found = body()
    report(f"{name}: a write through a mapping is served {'within half a second' if wait else 'at once'} "
           f"({hot}, {found})", (hot, found) == (True, b"after!"))


def rewritten(name, root):
    """Again and again, the same length: no stamp may hide a change."""
    use(root, b"%06d" % 0)
    is_hot()
    right = 0
    for number in range(1, CHANGES + 1):
        (root / "file").write_bytes(b"%06d" % number)
        right += body() == b"%06d" % number
        body()  # may be kept now, if that is safe
        time.sleep(0.2)
    report(f"{name}: each of {CHANGES} changes is served at once ({right})", right == CHANGES)
    report(f"{name}: a file that rests becomes hot", is_hot())


def main():
    BASE.mkdir()
    BASE.chmod(0o755)
    subprocess.run(["modprobe", "khttpd", f"root={BASE}"], check=True)
    mount(BASE / "tmpfs", "-t", "tmpfs", "none")
    fat_image(BASE / "fat.img")
    subprocess.run(["modprobe", "loop"], check=True)
    mount(BASE / "fat", "-t", "vfat", "-o", "loop,umask=022", BASE / "fat.img")
    for folder in "lower", "upper", "work":
        (BASE / folder).mkdir()
    mount(BASE / "overlay", "-t", "overlay", "none", "-o",
          f"lowerdir={BASE}/lower,upperdir={BASE}/upper,workdir={BASE}/work")
    mapped("ext4", BASE / "ext4", 0)
    mapped("tmpfs", BASE / "tmpfs", BY_TIME + 0.05)
    mapped("overlayfs", BASE / "overlay", BY_TIME + 0.05)
    rewritten("ext4", BASE / "ext4")
    rewritten("vfat", BASE / "fat")
    (PARAMETERS / "root").write_text(str(BASE))
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    return tally.failed


sys.exit(main())
