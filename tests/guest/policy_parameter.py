#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: the parameter "policy".

A policy is taken at load and at every write, as a whole or not at all; what
is refused leaves the old one in force and one line in the log; clients that
ask all the while get every answer, from one policy or the other.
"""
import errno
import http.client
import os
import pathlib
import subprocess
import sys
import threading

import policy
import tally

PLACE = pathlib.Path("/var/tmp/policy")
BLOCK = PLACE / "block"
PARAMETERS = pathlib.Path("/sys/module/khttpd/parameters")
SITES = "abc"  # a folder each, whose files have that letter in them
CLIENTS = 4
REPLACEMENTS = 100
DEADLINE = 30  # seconds that a client waits for the next byte


def make_roots():
    for letter in SITES:
        root = PLACE / letter
        root.mkdir(parents=True, exist_ok=True)
        (root / "index.html").write_text(letter)
        (root / "hot").write_text(letter * 3000)
        (root / "paged").write_text(letter * 9000)
    subprocess.run(["chmod", "-R", "a+rX", PLACE], check=True)


def root_of(letter):
    return str(PLACE / letter)


def write_block(**what):
    BLOCK.write_bytes(policy.block(what))


def set_parameter(name, value):
    """0, or the errno of the one write, as "echo" would do it."""
    with (PARAMETERS / name).open("wb", buffering=0) as file:
        try:
            file.write(f"{value}\n".encode())
        except OSError as error:
            return error.errno
    return 0


def log_lines():
    """What the module said, without what the kernel says of modules."""
    text = subprocess.run(["dmesg"], check=True, capture_output=True, text=True).stdout
    lines = [line.partition("khttpd: ")[2] for line in text.splitlines()]
    return [line for line in lines if line.startswith(("policy: ", "root: "))]


def fetch(connection, path, host=None):
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def served(path="/", host=None):
    connection = http.client.HTTPConnection("127.0.0.1", 8081, timeout=DEADLINE)
    status, body = fetch(connection, path, host)
    connection.close()
    return body if status == 200 else status


def load(*parameters):
    return subprocess.run(["modprobe", "khttpd", *parameters], capture_output=True, check=False).returncode


def refusals():
    """Each: what it is, the path to write, the line that the log gets."""
    gone = PLACE / "gone"
    large = PLACE / "large"
    with large.open("wb") as file:
        file.truncate(1 << 21)
    fifo = PLACE / "fifo"
    os.mkfifo(fifo)
    files = {
        "an empty file": (b"", "it is shorter than its header"),
        "a text file": (b"server x\n" * 10, "it does not begin as a policy"),
        "a header of framing": (policy.block({"sites": [{"rules": [[1, 0, "/", "Content-Length: 1"]]}]}),
                                "a header is one that the module itself decides"),
        "half a policy": (policy.block({"sites": [{"root": root_of("a")}]})[:100], "it has not the size that it says"),
    }
    for what, (content, why) in files.items():
        path = PLACE / what.replace(" ", "-")
        path.write_bytes(content)
        yield what, path, f"policy: refused, {why}"
    rootless = PLACE / "rootless"
    rootless.write_bytes(policy.block({"sites": [{"root": root_of("a")}, {"root": str(gone)}]}))
    yield "a site whose root is missing", rootless, f'root: cannot open "{gone}": no such directory'
    yield "a missing file", gone, f'policy: cannot open "{gone}": no such file'
    yield "a relative path", "block", 'policy: "block" is not an absolute path'
    yield "a folder", PLACE, f'policy: "{PLACE}" is not a regular file'
    yield "a FIFO that nobody writes to", fifo, f'policy: "{fifo}" is not a regular file'
    for name, uid, mode, fault in (("foreign", 65534, 0o644, "does not belong to root"),
                                   ("shared", 0, 0o664, "may be written by others than root"),
                                   ("open", 0, 0o646, "may be written by others than root")):
        path = PLACE / name
        path.write_bytes(policy.block({"sites": [{"root": root_of("b")}]}))
        os.chown(path, uid, 0)
        path.chmod(mode)
        yield f"a file that {fault} ({mode:o})", path, f'policy: "{path}" {fault}'
    yield "a large file", large, f'policy: "{large}" has 2097152 bytes, more than 1048576'


def check_refusal(what, path, line):
    before = len(log_lines())
    code = set_parameter("policy", path)
    expected = (errno.ENOENT,) if "no such" in line else (errno.EINVAL,)
    tally.report(f"{what} is refused", code in expected)
    tally.report(f"{what} leaves one line in the log", log_lines()[before:] == [line])
    tally.report(f"{what} leaves the old policy in force",
                 served() == "a" and (PARAMETERS / "policy").read_text() == f"{BLOCK}\n")


def check_load():
    write_block(sites=[{"root": root_of("a"), "rules": [[6, 0, "", ""]]}])
    before = len(log_lines())
    tally.report("a bad policy keeps the module from loading", load(f"root={root_of('b')}", f"policy={BLOCK}") != 0)
    tally.report("the log says what is wrong with it",
                 log_lines()[before:] == ["policy: refused, a rule is of an unknown kind"])
    write_block(sites=[{"root": root_of("a")}])
    tally.report("the module loads with a policy", load(f"root={root_of('b')}", f"policy={BLOCK}") == 0)
    tally.report("its first site answers", served() == "a")


def check_changes():
    write_block(sites=[{"root": root_of("c")}])
    tally.report("a file that was only rewritten changes nothing", served() == "a")
    tally.report("the same path written again is read again", set_parameter("policy", BLOCK) == 0 and served() == "c")
    tally.report("a site with a root of its own keeps it",
                 set_parameter("root", root_of("a")) == 0 and served() == "c")
    write_block(sites=[{}])
    tally.report("a site without a root has the parameter's", set_parameter("policy", BLOCK) == 0 and served() == "a")
    BLOCK.unlink()
    tally.report("another root needs no file of the policy", set_parameter("root", root_of("b")) == 0 and served() == "b")
    write_block(sites=[{"root": root_of("c"), "index": "hot"}])
    tally.report("a site has an index of its own",
                 set_parameter("policy", BLOCK) == 0 and served() == "c" * 3000)
    tally.report("without a policy the parameters serve", set_parameter("policy", "") == 0 and served() == "b")


def check_hosts():
    sites = [{"root": root_of(letter)} for letter in SITES] + [{"root": str(PLACE), "flags": 8}]
    names = {"b.example": 1, "*.example": 2, "c": 3, "gone": 3}
    answers = {"b.example": "b", "B.Example.:8081": "b", "x.b.example": "c", "b.examples": "a", "c": "c", "127.0.0.1": "a"}
    write_block(sites=sites, names=names)
    set_parameter("policy", BLOCK)
    for host, answer in answers.items():
        tally.report(f"{host} is answered by its site", [served("/", host), served("/", host)] == [answer] * 2)
    tally.report("a host without a folder is unknown: the first site", served("/", "gone") == "a")
    for status in (404, 421):
        write_block(sites=sites, names=names, unknown_host=status)
        set_parameter("policy", BLOCK)
        tally.report(f"an unknown host is {status}",
                     [served("/", "b.examples"), served("/", "gone"), served("/", "b.example")] == [status, status, "b"])


class Client(threading.Thread):
    """Asks for one path until told to stop; counts, and keeps what is wrong."""

    stop = threading.Event()

    def __init__(self, path, length):
        super().__init__()
        self.path, self.length = path, length
        self.answers, self.wrong = 0, []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", 8081, timeout=DEADLINE)
        while not self.stop.is_set() and not self.wrong:
            try:
                status, body = fetch(connection, self.path)
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(repr(error))
                break
            if status != 200 or body not in ("a" * self.length, "b" * self.length):
                self.wrong.append(f"{status} {body[:20]!r}")
            self.answers += 1
        connection.close()


def check_load_of_clients():
    blocks = {}
    for letter in "ab":
        blocks[letter] = PLACE / f"block-{letter}"
        blocks[letter].write_bytes(policy.block({"sites": [{"root": root_of(letter)}]}))
    clients = [Client(*(("/hot", 3000) if i % 2 else ("/paged", 9000))) for i in range(CLIENTS)]
    set_parameter("policy", blocks["a"])
    for client in clients:
        client.start()
    late = 0
    for i in range(REPLACEMENTS):
        letter = "ba"[i % 2]
        late += set_parameter("policy", blocks[letter]) != 0 or served("/hot") != letter * 3000
    Client.stop.set()
    for client in clients:
        client.join()
    answers = sum(client.answers for client in clients)
    wrong = [text for client in clients for text in client.wrong]
    tally.report(f"{REPLACEMENTS} policies took effect at once ({late} late)", late == 0)
    tally.report(f"no request was dropped meanwhile ({answers} answers, {wrong})",
                 not wrong and all(client.answers for client in clients))


def main():
    make_roots()
    check_load()
    for refusal in list(refusals()):
        check_refusal(*refusal)
    check_changes()
    check_hosts()
    check_load_of_clients()
    tally.report("the module unloads", subprocess.run(["modprobe", "-r", "khttpd"], check=False).returncode == 0)
    return tally.failed


sys.exit(main())
