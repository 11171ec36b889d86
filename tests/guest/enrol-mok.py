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

PASSWORD = b"enrolled"
ENTER, UP, DOWN = b"\r", b"\x1b[A", b"\x1b[B"
# What to do about the entry that is selected, by its beginning: one that is drawn
# over a longer one may have the rest of that behind it.
KEYS = {b"Continue boot": DOWN, b"Enroll MOK": ENTER, b"Enroll key from disk": UP, b"View key": DOWN,
        b"Continue": ENTER, b"No": DOWN, b"Yes": ENTER, b"OK": ENTER, b"Reboot": ENTER}
# An entry on black, where the others are on blue, between the lines of a frame;
# or the password is awaited.
PROMPT = b"Password"
SELECTED = re.compile(rb"\x1b\[40m(?:\x1b\[[0-9;]*H)*\xb3 *([^\xb3\x1b ][^\xb3\x1b]*?) *\xb3|(" + PROMPT + rb")")
# It counts the seconds down: a key of no meaning to the menu that follows.
WAKE, ANY = re.compile(rb"Press any key|Shim UEFI|Booting in"), b"x"
QUIET = 0.5  # seconds without output: the screen is drawn, keys are awaited
PATIENCE = 10  # seconds for a key to change the screen
UNSEEN = 1  # seconds after a key of the password, which changes nothing
STORED = 120  # seconds for what follows the choice, such as a write to flash memory


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
    """The firmware gives up a piece of a screen that the emulator is too slow to
    take, and forgets a key that comes too early: nothing is waited for that
    another key would not bring back."""

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

    def press(self, key, seconds=PATIENCE):
        """Whether the screen changed within that time."""
        self.seen = b""
        self.peer.sendall(key)
        changed = self.wait(seconds)
        self.drawn()
        return changed

    def selected(self):
        """What was drawn last of what takes a key."""
        entry = b""
        for found in SELECTED.finditer(self.seen):
            entry = found[1] or found[2]
        return entry

    def leave(self, entry):
        """A chosen entry is drawn once more before the next screen, on which the
        same key would choose something else."""
        deadline = time.monotonic() + STORED
        while self.selected() in (b"", entry) and time.monotonic() < deadline:
            self.wait(QUIET)
        self.drawn()


def key_for(entry):
    """DOWN, if it cannot be read: what is selected is drawn again."""
    return next((key for name, key in KEYS.items() if entry.startswith(name)), DOWN)


def wake(console):
    while not WAKE.search(console.seen):
        console.wait(None)
    while not console.selected():
        console.press(ANY)


def enter_password(console):
    for number in PASSWORD:
        console.press(bytes([number]), UNSEEN)
    console.press(ENTER)
    console.leave(PROMPT)


def enrol(console):
    """Until the machine starts again."""
    while True:
        entry = console.selected()
        if entry == PROMPT:
            enter_password(console)
            continue
        key = key_for(entry)
        changed = console.press(key)
        if changed and entry.startswith(b"Reboot"):
            return
        if key == ENTER:
            console.leave(entry)


def main():
    console = Console(connect(sys.argv[1]))
    wake(console)
    enrol(console)
    while True:
        console.wait(None)


main()
