#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: everything that may happen to the server happens
while it is used, in an order that the seed decides.
usage: soak.py SECONDS [SEED]

What clients and misbehaving peers do is in crowd.py; this is the administrator,
the network and the memory."""
import collections
import os
import pathlib
import random
import subprocess
import sys
import time

import crowd
import faults
import peer
import policy
import streams
import tally

OTHER = pathlib.Path("/var/tmp/soak-other")  # the same root, mounted once more
BLOCK = pathlib.Path("/var/tmp/soak-policy")
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
MEMORY = pathlib.Path("/proc/sys/vm")
PAUSE = 0.4  # seconds between two events
TUNABLES = {
    # The second of the sizes is smaller than any file with its answer.
    "cache_size": [0, 100, 30000, 67108864], "cache_max_file": [0, 16384, 262144], "keepalive_requests": [0, 1, 7],
    "max_connections": [40, 65536], "max_connections_per_address": [0, 50], "min_send_rate": [0, 256],
    "keepalive_timeout": [1, 3, 60], "header_timeout": [1, 3, 15], "send_timeout": [2, 30],
    "index": ["index.html", "none,index.html"], "user": ["65534:65534", "1:1"], "root": [crowd.ROOT, OTHER],
}
LOAD = ["modprobe", "khttpd", f"root={crowd.ROOT}", "header_timeout=3", "keepalive_timeout=3", "send_timeout=3"]


def run(*command):
    subprocess.run(command, check=True)


def load():
    run(*LOAD)


def reload_module(draw):
    run("modprobe", "-r", "khttpd")
    if draw.random() < 0.5:
        time.sleep(0.1)
    load()


def change_parameter(draw):
    name = draw.choice(list(TUNABLES))
    (PARAMETERS / name).write_text(str(draw.choice(TUNABLES[name])))


def change_policy(draw):
    rules = [[1, 0, "/", f"X-Number: {draw.randrange(100)}"], [3, 302, "/moved", "/small"]]
    BLOCK.write_bytes(policy.block({"server": draw.choice(["khttpd", "s", ""]), "sites": [
        {"flags": draw.choice([0, 1]), "rules": rules[:draw.randrange(3)]}]}))
    (PARAMETERS / "policy").write_text(draw.choice([f"{BLOCK}\n", "\n"]))


def refuse_policy(draw):
    BLOCK.write_bytes(draw.randbytes(500))
    try:
        (PARAMETERS / "policy").write_text(f"{BLOCK}\n")
    except OSError:
        return
    raise RuntimeError("a policy of random bytes was taken")


def fail_allocations(draw):
    faults.starve(draw.choice([1, 5, 20]))
    time.sleep(0.5)
    faults.starve(0)


def drop_caches(draw):
    (MEMORY / "drop_caches").write_text(draw.choice("123"))


def keep_memory_free(draw):
    """The kernel has to reclaim what it can, of the page cache above all."""
    path = MEMORY / "min_free_kbytes"
    before = path.read_text()
    path.write_text(str(draw.choice([100000, 400000, 800000])))
    time.sleep(0.5)
    path.write_text(before)


def loopback_down(draw):
    run("ip", "link", "set", "lo", "down")
    time.sleep(draw.choice([0, 0.1, 0.4]))
    run("ip", "link", "set", "lo", "up")


def kill_sockets(draw):
    """Connections are destroyed from aside, as "ss --kill" does."""
    side = draw.choice(["sport", "dport"])
    subprocess.run(["ss", "--kill", "--no-header", "--tcp", "state", "established", side, "=", ":8081"],
                   check=True, stdout=subprocess.DEVNULL)


EVENTS = [reload_module, change_parameter, change_parameter, change_policy, refuse_policy, fail_allocations,
          drop_caches, keep_memory_free, loopback_down, kill_sockets]


def cause_events(seed, seconds):
    draw, counts = random.Random(seed), collections.Counter()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        event = draw.choice(EVENTS)
        try:
            event(draw)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            tally.report(f"{event.__name__}: {error}", False)
        counts[event.__name__] += 1
        time.sleep(PAUSE)
    return counts


def calm():
    """As after a load; a connection refused before may still be on its way out."""
    reload_module(random.Random(0))
    with peer.connect() as client:
        return peer.gives(client, b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n", streams.FILES[b"/big"])


def judge(members, seconds, events):
    counts = collections.Counter()
    for member in members:
        counts += member.finish()
    wrong = {name: count for name, count in counts.items() if name not in crowd.EXPECTED}
    for name in wrong:
        print(f"  {wrong[name]} times {name}"[:2000])
    seen = {name: counts[name] for name in sorted(crowd.EXPECTED)}
    print("what became of it:", seen)
    tally.report(f"every answer was the file or an honest refusal ({seen['right']} right, "
                 f"{seen['right'] / seconds:.0f}/s, {seen['refused']} refused, {seen['ended']} ended)",
                 not wrong and seen["right"] > seconds)
    tally.report(f"nobody waited in vain but for memory ({seen['silent']} did)",
                 not seen["silent"] or events["fail_allocations"])
    tally.report(f"a changed file is what the next request gets ({seen['seen at once']} at once, "
                 f"{seen['seen in time']} within {crowd.FRESH:.0f} s)",
                 seen["seen at once"] > 0 and (not seen["seen in time"] or events["fail_allocations"]))
    tally.report(f"attacks went on ({seen['streams']} malformed streams, {seen['held']} connections in storms, "
                 f"{seen['reset']} resets, {seen['slow']} slow readers)", all(seen[name] for name in ("streams", "held", "slow")))


def main(seconds, seed=None):
    seed = seed or int.from_bytes(os.urandom(4), "little")
    print(f"to run it again: tests/guest/soak {seconds / 60:g} {seed}", flush=True)
    crowd.make_files()
    OTHER.mkdir()
    run("mount", "--bind", crowd.ROOT, OTHER)
    load()
    faults.setup()
    members = crowd.start(seed)
    events = cause_events(seed, seconds)
    judge(members, seconds, events)
    tally.report(f"{sum(events.values())} faults and changes ({dict(events)})", len(events) > 3)
    tally.report("afterwards it serves as before", calm())
    tally.report("no connection is left", peer.is_empty())
    run("modprobe", "-r", "khttpd")
    run("umount", OTHER)
    return tally.failed


sys.exit(main(float(sys.argv[1]), *sys.argv[2:]))
