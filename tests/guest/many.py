#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""64 connections at once to 127.0.0.1:PORT, ten times, each for a whole file.

usage: many.py PORT PATH FILE
"""
import collections
import http.client
import sys
import threading

AT_ONCE, TIMES = 64, 10


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().read()


def one(port, path, expected, begin, found):
    begin.wait()
    try:
        found.append("right" if get(port, path) == expected else "other bytes")
    except (OSError, http.client.HTTPException) as error:
        found.append(repr(error))


def main(port, path, file):
    with open(file, "rb") as opened:
        expected = opened.read()
    found = []
    for _ in range(TIMES):
        begin = threading.Barrier(AT_ONCE)
        clients = [threading.Thread(target=one, args=(int(port), path, expected, begin, found))
                   for _ in range(AT_ONCE)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    print(dict(collections.Counter(found)))
    return found != ["right"] * AT_ONCE * TIMES


sys.exit(main(*sys.argv[1:]))
