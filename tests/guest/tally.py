# SPDX-License-Identifier: GPL-2.0-only
"""The lines that are counted as tests, for scripts that run in a guest."""

failed = False  # whether any was not right


def report(name, right):
    global failed
    print(f"{'ok' if right else 'not ok'} - {name}", flush=True)
    failed |= not right
