#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare what src/core made of the cases with what another reader did.

usage: compare.py [--whole-table] [--show N] CASES OURS NAME=THEIRS...
Every disagreement is one of the tables in differences.py, or a failure; with
--whole-table every row has to be seen, or it is no longer true.
"""

import argparse
import collections
import json

from differences import DIFFERENCES, PATHS, Context, Path

# Of a request that both take.  The path has a table of its own.
KEYS = ("method", "target", "minor", "host", "body", "keep", "content", "kept")


def load(name):
    with open(name, encoding="ascii") as lines:
        return [json.loads(line) for line in lines]


def state(verdict, number):
    """How far the reader got with request `number` of the stream."""
    requests = verdict["requests"]
    if number < len(requests):
        if requests[number]["complete"] or requests[number]["method"] == "CONNECT":
            return "taken"
    return verdict["end"]


def differing(mine, other):
    keys = [key for key in KEYS if mine[key] != other[key]]
    # What follows CONNECT is no HTTP, or the answer is a refusal.
    if mine["method"] == other["method"] == "CONNECT":
        keys = [key for key in keys if key not in ("keep", "body", "content")]
    return keys


def disagreement(stream, mine, other):
    """The first one of a case as a Context, or None."""
    number = 0
    while True:
        ours, theirs = state(mine, number), state(other, number)
        if ours != theirs:
            return Context(stream, mine, other, number, f"{ours}/{theirs}")
        if ours != "taken":
            return None
        keys = differing(mine["requests"][number], other["requests"][number])
        if keys:
            return Context(stream, mine, other, number, ",".join(keys))
        if mine["requests"][number]["method"] == "CONNECT":
            return None
        number += 1


def path_disagreements(mine, other):
    """The requests both took, of which they made different paths."""
    for one, two in zip(mine["requests"], other["requests"]):
        if one["target"] != two["target"] or two["path"] == "?":
            return
        refused = two["path"] == "invalid" and one["path"] == "400"
        if one["path"] != two["path"] and not refused:
            yield one, two


class Comparison:
    def __init__(self, name):
        self.name = name
        self.hits = collections.Counter()
        self.unexplained = []
        self.same = 0

    def add(self, case, mine, other):
        found = disagreement(bytes.fromhex(case["hex"]), mine, other)
        if found is None:
            self.same += 1
        else:
            self.explain(case, found, DIFFERENCES)
        for one, two in path_disagreements(mine, other):
            self.explain(case, Path(one, two), PATHS)

    def explain(self, case, found, table):
        for row in table:
            if row.explains(found, self.name):
                self.hits[row.name] += 1
                return
        self.unexplained.append((case["id"], found))

    def report(self, show):
        print(f"# {self.name}: {self.same} streams read alike, "
              f"{sum(self.hits.values())} differences as the tables say")
        for number, found in self.unexplained[:show]:
            print(f"case {number}: {found.describe()}")
        right = not self.unexplained
        print(f"{'ok' if right else 'not ok'} - {self.name} and src/core differ "
              f"only as the table says ({len(self.unexplained)} do not)")
        return right


def check_splits(cases, ours, show):
    bad = [case["id"] for case, answer in zip(cases, ours)
           if answer["whole"] != answer["split"]]
    print(f"{'not ok' if bad else 'ok'} - src/core reads a stream the same however it is cut")
    if bad:
        print("cases:", *bad[:show])
    return not bad


def check_table(comparisons):
    """A row that no case needs any more has gone stale."""
    hits = sum((c.hits for c in comparisons), collections.Counter())
    names = [c.name for c in comparisons]
    stale = [row.name for row in DIFFERENCES + PATHS
             if not hits[row.name] and row.concerns(names)]
    for row in DIFFERENCES + PATHS:
        counts = ", ".join(f"{c.name} {c.hits[row.name]}" for c in comparisons
                           if c.hits[row.name])
        print(f"#   {row.name}: {counts or 'never'}")
    print(f"{'not ok' if stale else 'ok'} - every row of the table of differences was seen")
    if stale:
        print("not seen:", "; ".join(stale))
    return not stale


def main():
    options = argparse.ArgumentParser()
    options.add_argument("cases")
    options.add_argument("ours")
    options.add_argument("others", nargs="+", metavar="NAME=FILE")
    options.add_argument("--show", type=int, default=10)
    options.add_argument("--whole-table", action="store_true")
    options = options.parse_args()
    cases, ours = load(options.cases), load(options.ours)
    right = check_splits(cases, ours, options.show)
    comparisons = []
    for other in options.others:
        name, file = other.split("=", 1)
        comparison = Comparison(name)
        answers = load(file)
        if not len(cases) == len(ours) == len(answers):
            print(f"not ok - {name} has answered every case")
            raise SystemExit(2)
        for case, mine, theirs in zip(cases, ours, answers):
            for how in ("whole", "split"):
                comparison.add(case, mine[how], theirs[how])
        right &= comparison.report(options.show)
        comparisons.append(comparison)
    if options.whole_table:
        right &= check_table(comparisons)
    raise SystemExit(not right)


if __name__ == "__main__":
    main()
