#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes the tables and result.json from what the guest printed, and judges it.

usage: report.py GUEST-OUTPUT LIMITS RESULT [--no-limits]

One guest second is 1e9 instructions, so instructions per request are 1e9
divided by the requests per second that the client of a server saw, or the
nanoseconds of a client divided by its requests.
"""
import datetime
import json
import sys

INSTRUCTIONS_PER_SECOND = 1e9
# Two runs of the same program may differ by this part, or none counts.  It is
# the step between the two states of the kernel that README.md tells of.
# Clients are measured by a difference of two runs, into which a burst of the
# kernel's own work may fall; their limits leave room for more than that.
SPREAD_MAX = {"khttpd": 0.01, "htstress": 0.03}

# What each table compares: its key in result.json, our own program, a title.
TABLES = {
    "result": ("cases", "khttpd", "servers; client included"),
    "client": ("clients", "htstress", "clients of khttpd, 16 connections; "
                                      "server included"),
}

SETTINGS = {
    "khttpd": "as installed",
    "khttpd-again": "as installed, last of all",
    "nginx-sendfile-on": "1 worker, access_log off, open_file_cache, sendfile on",
    "nginx-sendfile-off": "1 worker, access_log off, open_file_cache, sendfile off",
    "lighttpd-simple": "stat cache simple",
    "lighttpd-inotify": "stat cache inotify",
    "htstress-again": "last of all",
}


def cost_of(kind, numbers):
    if kind == "result":
        return INSTRUCTIONS_PER_SECOND / numbers[0]
    requests, nanoseconds = numbers
    return nanoseconds / requests


def read_output(path):
    facts = {"versions": [], "kernel": None}
    tables = {kind: {} for kind in TABLES}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, _, rest = line.strip().partition(" ")
            if kind in TABLES:
                case, name, *numbers = rest.split()
                cost = cost_of(kind, [float(number) for number in numbers])
                tables[kind].setdefault(case, {})[name] = round(cost)
            elif kind == "version":
                facts["versions"].append(rest)
            elif kind == "kernel":
                facts["kernel"] = rest
    return facts, tables


def judge_case(own_name, costs):
    """Adds ratio and spread where what they need was measured."""
    own = [c for n, c in costs.items() if n.startswith(own_name)]
    peers = {n: c for n, c in costs.items() if not n.startswith(own_name)}
    case = {"instructions_per_request": costs}
    if own and peers:
        case["best_peer"] = min(peers, key=peers.get)
        case["ratio"] = round(max(own) / peers[case["best_peer"]], 4)
    if len(own) == 2:
        case["spread"] = round(abs(own[0] - own[1]) / min(own), 5)
    return case


def print_case(own_name, title, name, case):
    print(f"\n{name}: guest instructions per request, {title}")
    for program, cost in case["instructions_per_request"].items():
        print(f"  {cost:>9,}  {program:<20} {SETTINGS.get(program, '')}".rstrip())
    if "ratio" in case:
        print(f"  ratio {own_name} / {case['best_peer']}: {case['ratio']:.3f}")
    if "spread" in case:
        print(f"  spread of two runs of {own_name}: {case['spread'] * 100:.2f} %")


def verdicts(results, limits):
    """Yields (right, sentence) for every limit and every spread."""
    for key, own_name, _ in TABLES.values():
        cases = results[key]
        for limit_name, limit in limits[own_name].items():
            ratio = cases.get(limit_name, {}).get("ratio")
            right = ratio is not None and ratio <= limit
            yield right, f"{own_name} {limit_name}: ratio {ratio} is at most {limit}"
        for name, case in cases.items():
            right = case.get("spread", 1) <= SPREAD_MAX[own_name]
            yield right, (f"{own_name} {name}: two runs differ by at most "
                          f"{SPREAD_MAX[own_name] * 100:.0f} %")


def main(output, limits_path, result_path, *flags):
    facts, tables = read_output(output)
    results = {}
    facts["date"] = datetime.datetime.now(datetime.timezone.utc).isoformat(
        timespec="seconds")
    print(f"\nkernel {facts['kernel']}, {facts['date']}")
    print(", ".join(facts["versions"]))
    for kind, (key, own_name, title) in TABLES.items():
        results[key] = {name: judge_case(own_name, costs)
                        for name, costs in tables[kind].items()}
        for name, case in results[key].items():
            print_case(own_name, title, name, case)
    with open(result_path, "w", encoding="utf-8") as out:
        json.dump({**facts, **results}, out, indent=2)
        out.write("\n")
    if "--no-limits" in flags:
        return 0
    with open(limits_path, encoding="utf-8") as text:
        limits = json.load(text)
    failed = False
    print()
    for right, sentence in verdicts(results, limits):
        print(f"{'ok' if right else 'not ok'} - {sentence}")
        failed |= not right
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
