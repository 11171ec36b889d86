#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The person at the console of a machine with Secure Boot.

When a key that the guest gave to mokutil waits to be enrolled, shim starts
MokManager, which asks whoever sits there.  Its menus are answered as
khttpdctl's advice says: "Enroll MOK", yes, the password.
usage: enrol-mok.py SOCKET (of the serial console)
"""
import re
import select
import socket
import sys
import time

PASSWORD = "enrolled"
ENTER, DOWN = b"\r", b"\x1b[B"
# What a screen shows, and the entry to choose there; then comes the password.
SCREENS = [(b"Enroll MOK", b"Enroll MOK"), (b"View key", b"Continue"), (b"Enroll the key", b"Yes")]
# An entry on black, where the others are on blue, between the lines of a frame.
SELECTED = re.compile(rb"\x1b\[40m(?:\x1b\[[0-9;]*[Hm])*\xb3 *"
                      rb"(Continue boot|Enroll MOK|View key 0|Continue|No|Yes|Reboot) *\xb3")
# "Press any key" counts the seconds down: a key of no meaning to the menu that
# follows, pressed until that is there.
WAKE, ANY = b"Press any key", b"x"
QUIET = 0.5  # seconds without output: the screen is drawn, keys are awaited
PATIENCE = 10  # seconds for a key to change the screen


def connect(path):
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


class Console:
    def __init__(self, peer):
        self.peer = peer
        self.seen = b""

    def wait(self, seconds):
        """Whether something was written within that time."""
        if not select.select([self.peer], [], [], seconds)[0]:
            return False
        piece = self.peer.recv(4096)
        if not piece:
            sys.exit()  # the machine is off
        self.seen = (self.seen + piece)[-16384:]
        return True

    def drawn(self):
        while self.wait(QUIET):
            pass

    def press(self, key):
        """Whether the screen changed: a key that comes too early is lost."""
        self.peer.sendall(key)
        changed = self.wait(PATIENCE)
        self.drawn()
        return changed

    def choose(self, entry):
        while (SELECTED.findall(self.seen) or [b""])[-1] != entry:
            self.press(DOWN)
        self.seen = b""
        while not self.press(ENTER):
            pass

    def reach(self, mark):
        while mark not in self.seen:
            self.wait(QUIET)
            if WAKE in self.seen:
                self.seen = b""
                self.peer.sendall(ANY)
        self.drawn()


def main():
    console = Console(connect(sys.argv[1]))
    for mark, entry in SCREENS:
        console.reach(mark)
        console.choose(entry)
    console.reach(b"Password")
    console.seen = b""
    for key in PASSWORD:
        console.press(key.encode())
    console.press(ENTER)
    console.reach(b"Reboot")
    console.choose(b"Reboot")
    while True:
        console.wait(None)


main()
