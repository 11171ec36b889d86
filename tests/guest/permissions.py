#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: whoever may not read a file any more gets none of it at the
next request, however hot it was."""
import os
import pathlib
import platform
import struct
import subprocess
import sys
import time

import peer
import tally

BASE = pathlib.Path("/var/tmp/permissions")
ROOT = BASE / "root"
FOLDER = ROOT / "folder"
FILE = FOLDER / "file"
USER = 65534
BODY = b"for those who may read it"
BY_TIME = 0.5  # seconds that what cannot be witnessed may be served on
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
USER_OBJ, NAMED_USER, GROUP_OBJ, MASK, OTHER = 1, 2, 4, 16, 32
NOBODY = 0xffffffff  # no ID: of entries that have no name


def acl(mode, user):
    """As the kernel takes it: what the served user gets beside the bits of the mode."""
    owner, group, other = mode >> 6 & 7, mode >> 3 & 7, mode & 7
    entries = [(USER_OBJ, owner, NOBODY), (NAMED_USER, user, USER), (GROUP_OBJ, group, NOBODY),
               (MASK, group, NOBODY), (OTHER, other, NOBODY)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def set_acl(path, user, other=None):
    """The bits stay as they are, but for those of others: the ACL alone decides."""
    mode = path.stat().st_mode
    if other is not None:
        mode = mode & ~7 | other
    os.setxattr(path, "system.posix_acl_access", acl(mode, user))
    tally.expect(path.stat().st_mode == mode, "the ACL changed the mode")


def drop_acl(path):
    os.removexattr(path, "system.posix_acl_access")
    path.chmod(0o755 if path.is_dir() else 0o644)


def status():
    with peer.connect() as client:
        answer = peer.ask(client, b"/folder/file")
        if answer.status == 200 and answer.body != BODY:
            return "other bytes"
        return answer.status


def is_hot(patience=5):
    """Past the clock's tick it is served from the cache."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = peer.counters()["cache_hits"]
        if status() == 200 and peer.counters()["cache_hits"] > before:
            return True
    return False


def revoked(name, take, give_back):
    """Served hot, denied by the very next request, and served again."""
    hot = is_hot()
    take()
    denied = status()
    give_back()
    again = status()
    tally.report(f"{name}: 403 at once on {platform.release()} ({hot}, {denied}, {again})",
                 (hot, denied, again) == (True, 403, 200))


def by_bits():
    for path, mode in ((FILE, 0o644), (FOLDER, 0o755), (ROOT, 0o755)):
        revoked(f"chmod of the {path.name}", lambda: path.chmod(0o700), lambda: path.chmod(mode))
    FOLDER.chmod(0o750)
    os.chown(FOLDER, 0, USER)
    revoked("another group of the folder", lambda: os.chown(FOLDER, 0, 1), lambda: os.chown(FOLDER, 0, USER))
    os.chown(FOLDER, USER, 0)
    revoked("another owner of the folder", lambda: os.chown(FOLDER, 1, 0), lambda: os.chown(FOLDER, USER, 0))
    os.chown(FOLDER, 0, 0)
    FOLDER.chmod(0o755)


def by_acl():
    for path in FILE, FOLDER, ROOT:
        revoked(f"an ACL on the {path.name}", lambda: set_acl(path, 0), lambda: drop_acl(path))


def by_other_acl():
    """What is found by way of an ACL is kept by time: another one may get its address."""
    for path in FILE, FOLDER, ROOT:
        set_acl(path, 5, 0)
        served = is_hot()
        set_acl(path, 0)
        time.sleep(BY_TIME + 0.05)
        denied = status()
        set_acl(path, 5)
        again = status()
        drop_acl(path)
        tally.report(f"another ACL on the {path.name}: 403 within half a second on {platform.release()} "
                     f"({served}, {denied}, {again})", (served, denied, again) == (True, 403, 200))


def owned_by_user():
    """Its ACL is not looked at as long as it is the owner, and is from then on."""
    os.chown(FILE, USER, 0)
    set_acl(FILE, 0, 0)
    served = is_hot()
    os.chown(FILE, 0, 0)
    denied = status()
    drop_acl(FILE)
    tally.report(f"the owner's file with an ACL, given to another: 403 at once on {platform.release()} "
                 f"({served}, {denied}, {status()})", (served, denied) == (True, 403))


def not_as_root():
    for user in "0", "0:65534":
        try:
            (PARAMETERS / "user").write_text(user)
            became = "taken"
        except OSError as error:
            became = error.strerror
        tally.report(f"user={user} is refused while it runs on {platform.release()} ({became})",
                     became == "Invalid argument" and status() == 200)
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)
    loaded = subprocess.run(["modprobe", "khttpd", f"root={ROOT}", "user=0"], check=False,
                            capture_output=True).returncode == 0
    said = "khttpd: user: files are never opened as root" in subprocess.run(
        ["dmesg"], check=True, capture_output=True, text=True).stdout
    tally.report(f"user=0 is refused when it is loaded on {platform.release()}, with the reason in the log",
                 not loaded and said)


def main():
    FOLDER.mkdir(parents=True)
    FILE.write_bytes(BODY)
    for path in BASE, ROOT, FOLDER:
        path.chmod(0o755)
    FILE.chmod(0o644)
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}"], check=True)
    by_bits()
    by_acl()
    by_other_acl()
    owned_by_user()
    not_as_root()
    return tally.failed


sys.exit(main())
