#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes the table and result.json from what the guest printed, and judges it.

usage: report.py GUEST-OUTPUT LIMITS RESULT [--no-limits]

One guest second is 1e9 instructions, so instructions per request are 1e9
divided by the requests per second that the client saw.
"""
import datetime
import json
import sys

INSTRUCTIONS_PER_SECOND = 1e9
# Two runs of the same server may differ by this part, or none counts.
SPREAD_MAX = 0.005

SETTINGS = {
    "khttpd": "as installed",
    "khttpd-again": "as installed, last of all",
    "nginx-sendfile-on": "1 worker, access_log off, open_file_cache, sendfile on",
    "nginx-sendfile-off": "1 worker, access_log off, open_file_cache, sendfile off",
    "lighttpd-simple": "stat cache simple",
    "lighttpd-inotify": "stat cache inotify",
}


def read_output(path):
    facts = {"versions": [], "kernel": None}
    cases = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, _, rest = line.strip().partition(" ")
            if kind == "result":
                case, server, rate = rest.split()
                cost = INSTRUCTIONS_PER_SECOND / float(rate)
                cases.setdefault(case, {})[server] = round(cost)
            elif kind == "version":
                facts["versions"].append(rest)
            elif kind == "kernel":
                facts["kernel"] = rest
    return facts, cases


def judge_case(servers):
    """Adds ratio and spread where the servers for them were measured."""
    own = [servers[name] for name in ("khttpd", "khttpd-again") if name in servers]
    peers = {n: c for n, c in servers.items() if not n.startswith("khttpd")}
    case = {"instructions_per_request": servers}
    if own and peers:
        case["best_peer"] = min(peers, key=peers.get)
        case["ratio"] = round(max(own) / peers[case["best_peer"]], 4)
    if len(own) == 2:
        case["spread"] = round(abs(own[0] - own[1]) / min(own), 5)
    return case


def print_case(name, case):
    print(f"\n{name}: guest instructions per request, client included")
    for server, cost in case["instructions_per_request"].items():
        print(f"  {cost:>9,}  {server:<20} {SETTINGS.get(server, '')}")
    if "ratio" in case:
        print(f"  ratio khttpd / {case['best_peer']}: {case['ratio']:.3f}")
    if "spread" in case:
        print(f"  spread of two runs of khttpd: {case['spread'] * 100:.2f} %")


def verdicts(cases, limits):
    """Yields (right, sentence) for every limit and every spread."""
    for key, limit in limits.items():
        name = key.removeprefix("khttpd_").removesuffix("_ratio")
        ratio = cases.get(name, {}).get("ratio")
        right = ratio is not None and ratio <= limit
        yield right, f"{name}: ratio {ratio} is at most {limit}"
    for name, case in cases.items():
        right = case.get("spread", 1) <= SPREAD_MAX
        yield right, f"{name}: two runs differ by at most {SPREAD_MAX * 100} %"


def main(output, limits_path, result_path, *flags):
    facts, measured = read_output(output)
    cases = {name: judge_case(servers) for name, servers in measured.items()}
    facts["date"] = datetime.datetime.now(datetime.timezone.utc).isoformat(
        timespec="seconds")
    print(f"\nkernel {facts['kernel']}, {facts['date']}")
    print(", ".join(facts["versions"]))
    for name, case in cases.items():
        print_case(name, case)
    with open(result_path, "w", encoding="utf-8") as out:
        json.dump({**facts, "cases": cases}, out, indent=2)
        out.write("\n")
    if "--no-limits" in flags:
        return 0
    with open(limits_path, encoding="utf-8") as text:
        limits = json.load(text)
    failed = False
    print()
    for right, sentence in verdicts(cases, limits):
        print(f"{'ok' if right else 'not ok'} - {sentence}")
        failed |= not right
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
