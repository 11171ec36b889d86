#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes a policy block (src/uapi/policy.h) made from JSON on standard input.

    {"unknown_host": 404, "server": "s",
     "sites": [{"root": "/srv/a", "flags": 1, "rules": [[1, 0, "/", "A: b"]]}],
     "names": {"a.example": 0}, "types": {"foo": "x/foo"}}

Everything has a default.  Nothing is checked, so that bad blocks can be made;
names and types are put in order, and what a site lacks is as without a policy.
"""

import json
import struct
import sys

MAGIC, VERSION = 0x5048484B, 1
HEADER, SITE, NAME, RULE, TYPE = 64, 64, 16, 24, 16


class Text:
    """The texts behind the tables, each with its place."""

    def __init__(self, start):
        self.start = start
        self.bytes = b""

    def put(self, text):
        data = text.encode("utf-8", "surrogateescape")
        place = struct.pack("=II", self.start + len(self.bytes), len(data))
        self.bytes += data
        return place


def name_order(name):
    wild = name.startswith("*.")
    return (wild, -len(name) if wild else 0, name.encode())


def site_record(site, text, first_rule):
    return (
        b"".join(text.put(site.get(key, "")) for key in ("root", "index", "default_type", "fallback"))
        + struct.pack("=IIII", site.get("flags", 0), site.get("slash", 0), site.get("encodings", 14), site.get("ranges", 16))
        + struct.pack("=IIII", first_rule, len(site.get("rules", [])), 0, 0)
    )


def block(policy):
    sites = policy.get("sites", [{}])
    names = sorted(policy.get("names", {}).items(), key=lambda item: name_order(item[0]))
    rules = [rule for site in sites for rule in site.get("rules", [])]
    types = sorted(policy.get("types", {}).items(), key=lambda item: item[0].encode())
    at, places = HEADER, []
    for records, size in ((sites, SITE), (names, NAME), (rules, RULE), (types, TYPE)):
        places.append(struct.pack("=II", at, len(records)))
        at += size * len(records)
    text, tables, first_rule = Text(at), b"", 0
    for site in sites:
        tables += site_record(site, text, first_rule)
        first_rule += len(site.get("rules", []))
    for name, site in names:
        tables += text.put(name) + struct.pack("=II", site, 0)
    for kind, status, match, value in rules:
        tables += struct.pack("=II", kind, status) + text.put(match) + text.put(value)
    for extension, value in types:
        tables += text.put(extension) + text.put(value)
    server = text.put(policy.get("server", "khttpd"))
    header = struct.pack("=IIII", MAGIC, VERSION, at + len(text.bytes), policy.get("unknown_host", 0))
    return header + b"".join(places) + server + struct.pack("=II", 0, 0) + tables + text.bytes


if __name__ == "__main__":
    sys.stdout.buffer.write(block(json.load(sys.stdin)))
