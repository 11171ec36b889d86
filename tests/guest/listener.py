#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: somebody closes the listeners from aside, as "ss --kill" does;
they are opened again, and where that cannot be, it is said."""
import pathlib
import platform
import socket
import subprocess
import sys
import time

import peer
import tally

ROOT = pathlib.Path("/var/tmp/listener")
BODY = b"served"
OTHER = "10.9.8.7"  # an address that comes and goes
ADDRESSES = ["127.0.0.1", "::1", OTHER]
WITHIN = 1.0  # seconds until a listener is open again
LOST = f"the listener on {OTHER}:8081 was closed and cannot be opened again"


def kill():
    subprocess.run(["ss", "--kill", "--no-header", "--tcp", "state", "listening", "sport", "=", ":8081"],
                   check=True, stdout=subprocess.DEVNULL)


def is_served(address):
    try:
        with peer.connect(5, address=address) as client:
            answer = peer.ask(client, b"/file")
            return answer is not None and answer.status == 200 and answer.body == BODY
    except OSError:
        return False


def within(seconds, test):
    """How long it took until it was true; more than @seconds if it was not."""
    began = time.monotonic()
    while not test() and time.monotonic() - began <= seconds:
        time.sleep(0.01)
    return time.monotonic() - began


def closed():
    return peer.counters()["listeners_closed"]


def said():
    log = subprocess.run(["dmesg"], check=True, capture_output=True, text=True).stdout
    return log.count(LOST)


def report(name, right):
    tally.report(f"{name} on {platform.release()}", right)


def opened_again():
    with peer.connect() as before:
        peer.ask(before, b"/file")
        kill()
        took = max(within(WITHIN, lambda: is_served(address)) for address in ADDRESSES)
        report(f"listeners that were closed are open again within a second ({took:.3f} s)", took < WITHIN)
        report("a connection from before goes on", peer.ask(before, b"/file").body == BODY)
    report("none counts as closed", (peer.counters()["listeners"], closed()) == (len(ADDRESSES), 0))


def again_and_again():
    served = 0
    for _ in range(50):
        kill()
        served += within(WITHIN, lambda: is_served("127.0.0.1")) < WITHIN
    report(f"fifty times in a row ({served})", served == 50)
    report("and the log says nothing of it", said() == 0)


def without_its_address():
    subprocess.run(["ip", "address", "del", f"{OTHER}/32", "dev", "lo"], check=True)
    kill()
    report("one that cannot be opened is counted", within(WITHIN, lambda: closed() == 1) < WITHIN)
    report("the others are open", is_served("127.0.0.1") and is_served("::1"))
    time.sleep(2)  # some tries
    report(f"the log says so once ({said()})", said() == 1)
    subprocess.run(["ip", "address", "add", f"{OTHER}/32", "dev", "lo"], check=True)
    report("with its address back it is open within a second", within(WITHIN, lambda: is_served(OTHER)) < WITHIN)
    report("and no longer counted", closed() == 0)


def unloaded_meanwhile():
    subprocess.run(["ip", "address", "del", f"{OTHER}/32", "dev", "lo"], check=True)
    kill()
    within(WITHIN, lambda: closed() == 1)
    began = time.monotonic()
    gone = subprocess.run(["modprobe", "-r", "khttpd"], check=False).returncode == 0
    took = time.monotonic() - began
    report(f"it unloads while one cannot be opened ({took:.1f} s)", gone and took < 5)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 8081))
        listener.listen()
    report("and its port is free", True)


def main():
    ROOT.mkdir()
    (ROOT / "file").write_bytes(BODY)
    subprocess.run(["ip", "address", "add", f"{OTHER}/32", "dev", "lo"], check=True)
    subprocess.run(["modprobe", "khttpd", f"root={ROOT}", f"listen=127.0.0.1,[::1],{OTHER}"], check=True)
    report("every address is served", all(map(is_served, ADDRESSES)))
    opened_again()
    again_and_again()
    without_its_address()
    unloaded_meanwhile()
    return tally.failed


sys.exit(main())
