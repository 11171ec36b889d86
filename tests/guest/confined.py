#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: network namespaces that go while they are in use,
and files and clients in a memory cgroup that is far too small for them."""
import ctypes
import os
import pathlib
import socket
import struct
import subprocess
import sys
import time

import peer
import tally

ROOT = pathlib.Path("/var/tmp/confined")
GROUPS = pathlib.Path("/var/tmp/cgroup")
GROUP = GROUPS / "small"
ROOM = 26 << 20  # bytes of memory that the group may have
SIZES = [200000] * 180 + [3000000] * 15  # of the files 0, 1, ... 194: 77 MiB
DEADLINE = 6  # seconds, of every kind that the module knows
CLONE_NEWNET = 0x40000000  # os.setns() came with Python 3.12


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def content(number):
    """Of a file, made anew each time: the group has no room for all of them."""
    return bytes([65 + number % 26]) * SIZES[number]


def make(number):
    path = ROOT / str(number)
    path.write_bytes(content(number))
    path.chmod(0o644)


def is_right(client, number):
    return peer.ask(client, b"/%d" % number).body == content(number)


def is_served(number):
    with peer.connect() as client:
        return is_right(client, number)


def within(seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def has_device(name):
    return (pathlib.Path("/sys/class/net") / name).exists()


def load(*prefix, deadline=DEADLINE):
    subprocess.run([*prefix, "modprobe", "khttpd", f"root={ROOT}", f"header_timeout={deadline}",
                    f"keepalive_timeout={deadline}", f"send_timeout={deadline}"], check=True)


def unload():
    subprocess.run(["modprobe", "-r", "khttpd"], check=True)


def make_namespace(name):
    """With a pair of devices: the other end is here, and goes when the namespace
    itself does."""
    ip("netns", "add", name)
    ip("link", "add", name, "type", "veth", "peer", "name", "inner", "netns", name)


def check_loaded_inside():
    make_namespace("loader")
    load("ip", "netns", "exec", "loader")
    tally.report("loaded from another network namespace it serves the first one", is_served(0))
    ip("netns", "del", "loader")
    tally.report("it does not keep the other one", within(30, lambda: not has_device("loader")))
    tally.report("it serves on when that one is gone", is_served(0))
    unload()


def enter(namespace):
    """@namespace: a file that is one."""
    if ctypes.CDLL(None).setns(namespace.fileno(), CLONE_NEWNET):
        raise OSError(f"setns of {namespace.name}")


def connect_from(namespace, address):
    """A socket stays in the namespace in which it was made."""
    with open("/proc/self/ns/net", "rb") as home, open(f"/run/netns/{namespace}", "rb") as place:
        enter(place)
        try:
            return peer.connect(address=address)
        finally:
            enter(home)


def vanish(client):
    """Ends the socket without a word to its peer, whose device is gone."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def check_gone_under_way():
    make_namespace("guests")
    ip("address", "add", "198.18.0.1/24", "dev", "guests")
    ip("link", "set", "guests", "up")
    ip("-n", "guests", "address", "add", "198.18.0.2/24", "dev", "inner")
    ip("-n", "guests", "link", "set", "inner", "up")
    load()
    clients = [connect_from("guests", "198.18.0.1") for _ in range(40)]
    tally.report("clients of another namespace are served",
                 all(is_right(client, 1) for client in clients))
    for client in clients[::2]:
        client.sendall(b"GET /190 HTTP/1.1\r\nHost: a\r\n\r\n")
    ip("-n", "guests", "link", "set", "inner", "down")
    for client in clients:
        vanish(client)
    ip("netns", "del", "guests")
    tally.report("their namespace goes with connections open", within(30, lambda: not has_device("guests")))
    tally.report("those here are served", is_served(1))
    tally.report("what they left ends at its deadline", peer.is_empty(10 * DEADLINE))
    unload()


def events():
    lines = (GROUP / "memory.events").read_text().splitlines()
    return {name: int(value) for name, value in (line.split() for line in lines)}


def join_group():
    (GROUP / "cgroup.procs").write_text(str(os.getpid()))


def inside():
    """Within the group: makes the files and asks for them, twice."""
    for number in range(len(SIZES)):
        make(number)
    clients = [peer.connect() for _ in range(10)]
    for turn in range(2):
        for number in range(len(SIZES)):
            if not is_right(clients[(number + turn) % 10], number):
                return f"{number} is wrong"
    return 0


def is_group_gone():
    """The cached pages of the files hold it until they are dropped."""
    pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")
    return "nr_dying_descendants 0" in (GROUPS / "cgroup.stat").read_text()


def check_group():
    GROUPS.mkdir()
    subprocess.run(["mount", "-t", "cgroup2", "none", GROUPS], check=True)
    (GROUPS / "cgroup.subtree_control").write_text("+memory")
    GROUP.mkdir()
    (GROUP / "memory.max").write_text(str(ROOM))
    load(deadline=60)
    worked = subprocess.run([sys.executable, __file__, "inside"], preexec_fn=join_group, check=False).returncode == 0
    tally.report("files written and asked for in a group with a third of their memory are right", worked)
    seen = events()
    tally.report("the group was at its limit", seen["max"] > 100)
    tally.report("nobody was killed for memory", seen["oom_kill"] == 0)
    tally.report("no connection is left", peer.is_empty())
    unload()
    GROUP.rmdir()
    tally.report("the group does not outlive it", within(30, is_group_gone))


def main():
    if sys.argv[1:] == ["inside"]:
        return inside()
    ROOT.mkdir()
    for number in (0, 1, 190):
        make(number)
    check_loaded_inside()
    check_gone_under_way()
    check_group()
    return tally.failed


sys.exit(main())
