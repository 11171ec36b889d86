#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a debug guest, as root: each allocation fails once.

Loading, one request of each kind, a change of each parameter and unloading are
done again and again: first their first allocation fails, then the second, and
so on until they need no more.  What fails must say so and leave nothing behind:
a load its errno, a request 503 or the end of its connection, a change the old
value.  The next try, with memory, succeeds.

What follows a failure allocates too, an error page say: each request is made
again and again while several of its allocations fail, chosen by chance.
"""
import sys
import time

import answers
import faults
import sweep_module
import sweep_request
import sweep_site
import tally
from tally import Wrong, expect

DRAINS = 30  # tries until an allocation that is armed has failed
PAIRS = 4  # tries of each request at each rate
MOST = 2000  # allocations of one operation; more is a sweep without end
counters = {kind: faults.Nth(folder) for kind, folder in
            (("slab", faults.SLAB), ("page", faults.PAGE))}


def sweep_kind(nth, operation):
    """How many allocations failed, one in each try."""
    for n in range(1, MOST):
        nth.arm(n)
        if attempt(nth, operation, n):
            continue
        # It needs fewer.  Where the kernel's count stands is known again when
        # one of a later try has failed; without any it stands still.
        drains = 0
        while n > 1 and not attempt(nth, operation, n):
            drains += 1
            expect(drains < DRAINS, f"nothing failed in {DRAINS} tries")
        return n - 1
    raise Wrong("no end of allocations")


def attempt(nth, operation, n):
    operation.prepare()
    nth.resume()
    became = operation.act()
    fired = nth.pause()
    try:
        operation.judge(became, fired)
    except (Wrong, answers.Malformed) as wrong:
        raise Wrong(f"allocation {n} of {nth.folder.name}: {wrong}") from None
    return fired


def sweep(operation):
    failed, wrong, began = {}, "", time.monotonic()
    try:
        for kind, nth in counters.items():
            failed[kind] = sweep_kind(nth, operation)
    except (Wrong, OSError) as error:
        wrong = f": {error}"
    counts = ", ".join(f"{count} of {kind}" for kind, count in failed.items())
    tally.report(f"{operation.name}: {counts} allocations failed, each in its own try, "
                 f"{time.monotonic() - began:.1f} s{wrong}", not wrong)


def starve(request):
    """Fails pairs and more, at two rates: few, so that it comes far, and many."""
    wrong, tries = "", 0
    try:
        for percent in 8, 35:
            for _ in range(PAIRS):
                request.prepare()
                faults.starve(percent)
                became = request.act()
                faults.starve(0)
                request.judge(became, True)
                tries += 1
    except (Wrong, answers.Malformed, OSError) as error:
        wrong = f": {error}"
        faults.starve(0)
    tally.report(f"{request.name}, while several of its allocations fail{wrong}", not wrong)
    return tries


def main():
    sweep_site.make_files()
    sweep_site.load()
    faults.setup()
    for request in sweep_request.requests():
        sweep(request)
    for change in sweep_module.changes():
        sweep(change)
        change.restore()
    print("tries with several failures:", sum(map(starve, sweep_request.requests())))
    sweep_site.unload()
    sweep(sweep_module.Load())
    sweep(sweep_module.Unload())
    return tally.failed


sys.exit(main())
