# SPDX-License-Identifier: GPL-2.0-only
"""The lines that are counted as tests, and what makes one fail, for scripts that
run in a guest."""

failed = False  # whether any was not right


def report(name, right):
    global failed
    print(f"{'ok' if right else 'not ok'} - {name}", flush=True)
    failed |= not right


class Wrong(Exception):
    """What became of an operation that failed the wrong way."""


def expect(right, text):
    if not right:
        raise Wrong(text)
