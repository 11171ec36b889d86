# SPDX-License-Identifier: GPL-2.0-only
"""A server that misbehaves on request, for the tests of htstress.

The path of a request names what happens to it (the table ANSWERS, and the
methods do_*).  It runs in a thread of the test, on loopback only, and
remembers what it saw.
"""
import asyncio
import socket
import struct
import threading
import time

BIG = 1 << 20


def answer(status, body=b"", *fields, length=None):
    """A response with Content-Length; length: claim another one."""
    claimed = len(body) if length is None else length
    lines = ["HTTP/1.1 %d X" % status, "Content-Length: %d" % claimed, *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


CHUNKED = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
           b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: t\r\n\r\n")

# path -> (bytes, whether the connection is closed behind them)
ANSWERS = {
    "/ok": (answer(200, b"hello"), False),
    "/404": (answer(404, b"no"), False),
    "/500": (answer(500, b"oops"), False),
    "/204": (b"HTTP/1.1 204 No Content\r\n\r\n", False),
    "/304": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", False),
    "/chunked": (CHUNKED, False),
    "/interim": (b"HTTP/1.1 100 Continue\r\n\r\n" + answer(200, b"x"), False),
    "/big": (answer(200, b"b" * BIG), False),
    "/head": (answer(200, b"", length=12345), False),
    "/until-close": (b"HTTP/1.1 200 OK\r\n\r\nsome text", True),
    "/says-close": (answer(200, b"bye", "Connection: close"), True),
    "/short": (answer(200, b"only this", length=100), True),
    "/short-chunked": (CHUNKED[:-8], True),
    "/short-head": (b"HTTP/1.1 200 OK\r\nContent-Le", True),
    "/no-answer": (b"", True),
    "/garbage": (b"220 mail.example.org ESMTP\r\n", True),
    "/two-lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
                     b"Content-Length: 2\r\n\r\nxx", True),
    "/extra": (answer(200, b"14 bytes, 12..", length=12), False),
}


class Connection(asyncio.Protocol):
    def __init__(self, server):
        self.server = server
        self.pending = b""
        self.answered = 0

    def connection_made(self, transport):
        self.transport = transport
        self.server.nr_connections += 1
        self.server.open_now += 1
        self.server.most_open = max(self.server.most_open,
                                    self.server.open_now)

    def connection_lost(self, _error):
        self.server.open_now -= 1

    def data_received(self, data):
        self.pending += data
        while not self.transport.is_closing():
            head, blank, rest = self.pending.partition(b"\r\n\r\n")
            if not blank:
                return
            length = self.content_length(head)
            if len(rest) < length:
                return
            self.pending = rest[length:]
            self.request(head.decode(), rest[:length])

    @staticmethod
    def content_length(head):
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                return int(value)
        return 0

    def request(self, head, body):
        method, path, _ = head.split("\r\n")[0].split(" ", 2)
        self.server.seen(method, path, head, body)
        self.answered += 1
        if path in ANSWERS:
            data, closes = ANSWERS[path]
            self.transport.write(data)
            if closes or "connection: close" in head.lower():
                self.transport.close()
            return
        name = path[1:].partition("/")[0].replace("-", "_")
        getattr(self, "do_" + name)(path)

    def do_reset(self, _path):
        linger = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.transport.abort()

    def do_silent(self, _path):
        """Never answers."""

    def do_any(self, _path):
        self.transport.write(ANSWERS["/ok"][0])

    def do_close_after(self, path):
        """/close-after/N: says close in the N-th answer, ignores the rest."""
        limit = int(path.rpartition("/")[2])
        if self.answered < limit:
            self.transport.write(ANSWERS["/ok"][0])
        elif self.answered == limit:
            self.transport.write(ANSWERS["/says-close"][0])
            self.transport.close()

    def do_pieces(self, _path):
        """One byte at a time, each in its own turn of the loop."""
        self.send_pieces(list(CHUNKED))

    def send_pieces(self, left):
        if self.transport.is_closing():
            return
        self.transport.write(bytes(left[:1]))
        if left[1:]:
            self.server.loop.call_soon(self.send_pieces, left[1:])

    def do_stall(self, _path):
        """Once, after some seconds or requests, all stands still."""
        self.server.stall_if_due()
        self.transport.write(ANSWERS["/ok"][0])


class Server:
    """with Server() as s: ... s.url("/ok")"""

    def __init__(self, host="127.0.0.1", unix_path=None, stall_after=None,
                 stall_at_request=None):
        self.host, self.unix_path = host, unix_path
        self.stall_after, self.first_request = stall_after, None
        self.stall_at_request = stall_at_request
        self.nr_connections = self.open_now = self.most_open = 0
        self.requests = []
        self.nr_requests = 0
        self.keeps = True  # the requests, not only their number

    def seen(self, method, path, head, body):
        self.nr_requests += 1
        if self.keeps:
            self.requests.append((method, path, head, body))

    def stall_if_due(self):
        now = time.monotonic()
        if self.first_request is None:
            self.first_request = now
        is_time = (self.stall_after
                   and now - self.first_request > self.stall_after)
        if is_time or self.nr_requests == self.stall_at_request:
            self.stall_after = None
            time.sleep(1)  # the stall that the test is about

    def url(self, path):
        host = "[%s]" % self.host if ":" in self.host else self.host
        return "http://%s:%d%s" % (host, self.port, path)

    def paths(self):
        return [path for _, path, _, _ in self.requests]

    def __enter__(self):
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        self.ready.wait(10)
        return self

    def run(self):
        asyncio.run(self.serve())

    async def serve(self):
        self.loop = asyncio.get_running_loop()
        self.end = asyncio.Event()
        if self.unix_path:
            server = await self.loop.create_unix_server(
                lambda: Connection(self), self.unix_path)
        else:
            server = await self.loop.create_server(
                lambda: Connection(self), self.host, 0, backlog=4096)
            self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await self.end.wait()
        server.close()

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.end.set)
        self.thread.join()
