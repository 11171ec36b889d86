#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Listens on 127.0.0.1 and on every address, by TCP and UDP; prints a line for
each thing that comes.  usage: ears.py FILE (the ports are written there)"""
import os
import select
import socket
import sys


def pair(address):
    """Both protocols on one port."""
    tcp = socket.create_server((address, 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(tcp.getsockname())
    return [tcp, udp]


ears = pair("127.0.0.1") + pair("0.0.0.0")
with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
    file.write(",".join(str(ear.getsockname()[1]) for ear in ears[::2]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
while True:
    for ear in select.select(ears, [], [])[0]:
        if ear.type == socket.SOCK_STREAM:
            ear.accept()[0].close()
            print("tcp", flush=True)
        else:
            ear.recv(100)
            print("udp", flush=True)
