# SPDX-License-Identifier: GPL-2.0-only
"""Chromium without a window, spoken to through a pair of pipes."""

import base64
import fcntl
import json
import os
import select
import subprocess
import tempfile
import time

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-proxy-server", "--hide-scrollbars",
    "--autoplay-policy=no-user-gesture-required", "--remote-debugging-pipe",
]


def high_pipe():
    """Out of the way of 3 and 4."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high


class Chromium:
    """One browser with one page; messages are the DevTools protocol's."""

    def __init__(self, patience=120):
        self.patience = patience  # seconds until anything must have happened
        # A process of the browser's may outlive it for a moment and write there.
        self.profile = tempfile.TemporaryDirectory(prefix="khttpd-chromium.",
                                                   ignore_cleanup_errors=True)
        # The browser reads commands from 3 and writes answers to 4.
        to_read, self.commands = high_pipe()
        self.answers, to_write = high_pipe()
        start = f'exec chromium "$@" 3<&{to_read} 4>&{to_write} {to_read}<&- {to_write}>&-'
        with open(os.path.join(self.profile.name, "log"), "wb") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", start, "chromium", *FLAGS,
                 f"--user-data-dir={self.profile.name}/profile", "about:blank"],
                pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        os.close(to_read)
        os.close(to_write)
        self.number = 0
        self.buffer = b""
        self.events = []
        self.session = None
        self.attach()

    def attach(self):
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"],
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.call(domain + ".enable")

    def receive(self, deadline):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.answers], [], [], left)[0]:
                raise TimeoutError("the browser says nothing more")
            data = os.read(self.answers, 1 << 20)
            if not data:
                raise EOFError("the browser has ended")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        command = {"id": self.number, "method": method, "params": params}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + self.patience
        while True:
            message = self.receive(deadline)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def wait(self, method, since=0):
        """The first event of that name after the number `since`."""
        deadline = time.monotonic() + self.patience
        while True:
            for event in self.events[since:]:
                if event.get("method") == method:
                    return event["params"]
            self.events.append(self.receive(deadline))

    def load(self, url):
        """Load a page; the answers that its parts got: (path, status, headers)."""
        begin = len(self.events)
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired", begin)
        return self.responses(begin)

    def responses(self, since=0):
        found = []
        for event in self.events[since:]:
            if event.get("method") == "Network.responseReceived":
                response = event["params"]["response"]
                headers = {name.lower(): value for name, value in response["headers"].items()}
                found.append((response["url"], response["status"], headers))
        return found

    def ask(self, expression):
        """The value of a JavaScript expression; a promise is waited for."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", "?"))
        return result["result"].get("value")

    def key(self, name):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name,
                      windowsVirtualKeyCode={"Tab": 9, "Enter": 13}[name])

    def screen(self, width, height, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, name):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(name, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.profile.cleanup()
