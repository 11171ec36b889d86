#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The person at the console of a machine with Secure Boot.

When a key that the guest gave to mokutil waits to be enrolled, shim starts
MokManager, which asks whoever sits there.  Its menus are answered as
khttpdctl's advice says: "Enroll MOK", yes, the password.
usage: enrol-mok.py SOCKET (of the serial console)
"""
import select
import socket
import sys
import time

PASSWORD = b"enrolled"
ENTER, DOWN = b"\r", b"\x1b[B"
# What a screen shows, and the keys for it; the first entry is selected.
SCREENS = [
    (b"Press any key", ENTER),
    (b"Enroll MOK", DOWN + ENTER),
    (b"View key", DOWN + ENTER),
    (b"Enroll the key", DOWN + ENTER),
    (b"Password", PASSWORD + ENTER),
    (b"Reboot", ENTER),
]
QUIET = 0.5  # seconds without output: the screen is drawn, keys are awaited


def console(path):
    """The emulator makes the socket some time after we were started."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        peer = socket.socket(socket.AF_UNIX)
        try:
            peer.connect(path)
            return peer
        except OSError:
            peer.close()
            time.sleep(0.1)
    sys.exit("enrol-mok.py: there is no console")


def main():
    peer = console(sys.argv[1])
    step, seen = 0, b""
    while True:
        ready, _, _ = select.select([peer], [], [], QUIET)
        if ready:
            piece = peer.recv(4096)
            if not piece:
                return
            seen = (seen + piece)[-16384:]
        elif step < len(SCREENS) and SCREENS[step][0] in seen:
            peer.sendall(SCREENS[step][1])
            step, seen = step + 1, b""


main()
