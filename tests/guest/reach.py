#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tries to reach something by TCP and by UDP.

usage: reach.py PORT[,PORT]... ADDRESS...
"""
import socket
import sys
import threading


def reach(address, port):
    try:
        socket.create_connection((address, port), timeout=3).close()
        print(f"reached {address} port {port}")
    except OSError as error:
        print(f"{address} port {port}: {error}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        try:
            end.sendto(b"heard?", (address, port))
        except OSError as error:
            print(f"{address} port {port}, UDP: {error}")


tries = [threading.Thread(target=reach, args=(address, int(port)))
         for address in sys.argv[2:] for port in sys.argv[1].split(",")]
for each in tries:
    each.start()
for each in tries:
    each.join()
