# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's fault injection: allocations fail that have the module in their
call chain.  Needs the debug kernel."""
import pathlib

SLAB, PAGE = FOLDERS = [pathlib.Path("/sys/kernel/debug", name)
                        for name in ("failslab", "fail_page_alloc")]
TEXT = pathlib.Path("/sys/module/khttpd/sections/.text")
# The module lies where nothing else has code, and near there when it is loaded
# again; its initialization is apart from the rest.
NEAR = 64 << 20  # bytes


# It prints a call trace when it fails, and what it calls fails without an error.
ALOOF = "__kmem_cache_create_args"


def symbol_range(name):
    """Where a function of the kernel begins, and where the next one does."""
    symbols = [line.split()[:3] for line in pathlib.Path("/proc/kallsyms").read_text().splitlines()
               if "[" not in line]
    places = sorted(int(address, 16) for address, kind, _ in symbols if kind in "tT")
    begin = next(int(address, 16) for address, _, symbol in symbols if symbol == name)
    return begin, next(place for place in places if place > begin)


def setup():
    """The module is loaded; nothing fails yet."""
    text = int(TEXT.read_text(), 16)
    reject = symbol_range(ALOOF)
    settings = {"probability": 0, "times": 0, "interval": 1, "verbose": 0,
                "require-start": max(text - NEAR, 0), "require-end": text + NEAR,
                "reject-start": reject[0], "reject-end": reject[1],
                "stacktrace-depth": 32, "ignore-gfp-wait": "N"}
    for folder in FOLDERS:
        for name, value in settings.items():
            (folder / name).write_text(str(value))
    (PAGE / "min-order").write_text("0")
    (PAGE / "ignore-gfp-highmem").write_text("N")


def starve(percent):
    """So many of all allocations fail from now on."""
    for folder in FOLDERS:
        (folder / "interval").write_text("1")
        (folder / "times").write_text("-1")
        (folder / "probability").write_text(str(percent))


class Nth:
    """Fails the n-th allocation of one kind from now on.

    The kernel counts allocations since boot while "interval" is above 1, never
    from zero again, and fails those whose number is a multiple of it.  So the
    count is kept here too, and the interval is the number of the one to fail.
    """

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        self.interval = 0

    def set(self, name, value):
        (self.folder / name).write_text(str(value))

    def arm(self, n):
        """From the next resume() on."""
        self.interval = self.count + n
        self.set("interval", self.interval)
        self.set("times", 1)

    def resume(self):
        self.set("probability", 100)

    def pause(self):
        """True if it has failed."""
        self.set("probability", 0)
        if int((self.folder / "times").read_text()):
            return False
        if self.interval > 1:
            self.count = self.interval
        return True
