#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes the tables, result.json and the chart from what the guest printed, and
judges it.

usage: report.py GUEST-OUTPUT LIMITS FOLDER [PATTERN]

PATTERN chooses the limits that are to be kept, by PROGRAM/CASE; none at all
with an empty one.  One guest second is 1e9 instructions.
"""
import datetime
import fnmatch
import json
import pathlib
import sys

import chart
import load

# Two runs of the same program may differ by this part, or none counts.  It is
# the step between the two states of the kernel that README.md tells of.
# Clients have longer runs, into which a burst of the kernel's own work may
# fall; their limits leave room for more than that.
SPREAD_MAX = {"khttpd": 0.01, "htstress": 0.03}
FLOOR = "floor"

# What each table compares: its key in result.json, our own program, a title.
TABLES = {
    "result": ("cases", "khttpd", "servers asked by wrk"),
    "client": ("clients", "htstress", "clients asking khttpd"),
}

SETTINGS = {
    "khttpd-again": "last of all",
    "floor": "only finds the end of a head, see floor/",
    "nginx-sendfile-on": "1 worker, access_log off, open_file_cache, sendfile on",
    "nginx-sendfile-off": "1 worker, access_log off, open_file_cache, sendfile off",
    "lighttpd-simple": "stat cache simple",
    "lighttpd-inotify": "stat cache inotify",
    "htstress-again": "last of all",
}


def read_output(path):
    facts = {"versions": [], "kernel": None, "memory": {}}
    tables = {kind: {} for kind in TABLES}
    loads = load.Load()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, _, rest = line.strip().partition(" ")
            if kind in TABLES:
                case, name, requests, nanoseconds = rest.split()
                cost = round(float(nanoseconds) / float(requests))
                tables[kind].setdefault(case, {})[name] = cost
            elif kind in ("latency", "scale"):
                loads.take(kind, rest.split())
            elif kind == "memory":
                name, size = rest.split()
                facts["memory"][name] = int(size)
            elif kind == "version":
                facts["versions"].append(rest)
            elif kind == "kernel":
                facts["kernel"] = rest
    return facts, tables, loads


def judge_case(own_name, costs):
    """Adds ratios and spread where what they need was measured."""
    own = [c for n, c in costs.items() if n.startswith(own_name)]
    peers = {n: c for n, c in costs.items()
             if not n.startswith(own_name) and n != FLOOR}
    case = {"instructions_per_request": costs}
    if own and peers:
        case["best_peer"] = min(peers, key=peers.get)
        case["peer"] = round(max(own) / peers[case["best_peer"]], 4)
    if own and FLOOR in costs:
        case["floor"] = round(max(own) / costs[FLOOR], 4)
    if len(own) == 2:
        case["spread"] = round(abs(own[0] - own[1]) / min(own), 5)
    return case


def ratio_text(case, limits, name):
    if name not in case:
        return " " * 14
    limit = f"({limits[name]:.2f})" if name in limits else ""
    return f"{case[name]:6.3f} {limit:<7}"


def print_table(own_name, title, cases, limits):
    print(f"\n{title}: guest instructions per request; of the floor and of the "
          "best other (at most)\n")
    for name, case in cases.items():
        costs = case["instructions_per_request"]
        own = max((c for n, c in costs.items() if n.startswith(own_name)),
                  default=0)
        allowed = limits.get(name, {})
        print(f"  {name:<13}{own:>10,}  {ratio_text(case, allowed, 'floor')}"
              f"{ratio_text(case, allowed, 'peer')} "
              f"{case.get('best_peer', '')}".rstrip())
    for name, case in cases.items():
        print_details(name, case)


def print_details(name, case):
    print(f"\n  {name}")
    for program, cost in case["instructions_per_request"].items():
        print(f"  {cost:>11,}  {program:<20} "
              f"{SETTINGS.get(program, '')}".rstrip())
    if "spread" in case:
        print(f"  {case['spread'] * 100:>10.2f}%  between two runs")


def verdicts(results, limits, pattern):
    """Yields (right, sentence) for every limit and every spread."""
    for key, own_name, _ in TABLES.values():
        for name, allowed in limits[own_name].items():
            if not fnmatch.fnmatch(f"{own_name}/{name}", pattern):
                continue
            case = results[key].get(name, {})
            for other, limit in allowed.items():
                ratio = case.get(other)
                yield ratio is not None and ratio <= limit, (
                    f"{own_name} {name}: {ratio} of the {other} is at most "
                    f"{limit}")
        for name, case in results[key].items():
            if "spread" in case:
                yield case["spread"] <= SPREAD_MAX[own_name], (
                    f"{own_name} {name}: two runs differ by at most "
                    f"{SPREAD_MAX[own_name] * 100:.0f} %")


def limits_for(kernel, path):
    """The limits, those of a kernel that has its own instead of others'."""
    with open(path, encoding="utf-8") as text:
        limits = json.load(text)
    for version, programs in limits.pop("kernels", {}).items():
        if not (kernel or "").startswith(version + "."):
            continue
        for program, cases in programs.items():
            for name, allowed in cases.items():
                limits[program][name].update(allowed)
    return limits


def is_right(results, loads, limits, pattern):
    failed = False
    found = list(verdicts(results, limits, pattern))
    if fnmatch.fnmatch("khttpd/latency", pattern):
        found += loads.verdicts(limits["latency"])
    print()
    for right, sentence in found:
        print(f"{'ok' if right else 'not ok'} - {sentence}")
        failed |= not right
    return not failed


def main(output, limits_path, folder, pattern="*"):
    facts, tables, loads = read_output(output)
    limits = limits_for(facts["kernel"], limits_path)
    folder = pathlib.Path(folder)
    facts["date"] = datetime.datetime.now(datetime.timezone.utc).isoformat(
        timespec="seconds")
    results = {}
    print(f"\nkernel {facts['kernel']}, {facts['date']}")
    print(", ".join(facts["versions"]))
    for kind, (key, own_name, title) in TABLES.items():
        results[key] = {name: judge_case(own_name, costs)
                        for name, costs in tables[kind].items()}
        if results[key]:
            print_table(own_name, title, results[key], limits[own_name])
    loads.print(limits["latency"])
    results["latency"], results["scale"] = loads.latency, loads.scale()
    for name, size in facts["memory"].items():
        print(f"\n{name}'s own state of an idle connection: {size} bytes")
    result = json.dumps({**facts, **results}, indent=2) + "\n"
    (folder / "result.json").write_text(result, encoding="utf-8")
    (folder / "chart.svg").write_text(chart.draw(facts, results["cases"]),
                                      encoding="utf-8")
    return 0 if is_right(results, loads, limits, pattern) or not pattern else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
