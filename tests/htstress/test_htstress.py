#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""htstress from end to end against a server that misbehaves on request.

usage: test_htstress.py HTSTRESS SCHEMA [TEST...]
Every JSON report of every test is checked against the schema.
"""
import collections
import json
import os
import pty
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree

import jsonschema

from scripted_server import BIG, Server

TOOL = ""
VALIDATOR = None
# Seconds.  An idle machine needs a tenth for the longest run; the guests of
# other steps may share this one.
DEADLINE = 180

Run = collections.namedtuple("Run", "code out err json rusage seconds")


def run(*args, json_report=True, stdin=None):
    """Runs the tool to its end; a report is always checked."""
    args = [TOOL, *(["--json"] if json_report else []), *map(str, args)]
    begin = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(args, capture_output=True, timeout=DEADLINE,
                          text=True, errors="replace", stdin=stdin)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime
           - before.ru_utime - before.ru_stime)
    report = None
    if json_report and done.returncode in (0, 1, 3) and done.stdout:
        report = json.loads(done.stdout)
        VALIDATOR.validate(report)
    return Run(done.returncode, done.stdout, done.stderr, report, cpu,
               time.monotonic() - begin)


def counts(report):
    """Failures that happened, and answers by status, in one dictionary."""
    result = {kind: entry["count"]
              for kind, entry in report["failures"].items() if entry["count"]}
    result.update(report["status"]["codes"])
    return result


def percentile(latency, percent):
    for entry in latency["percentiles"]:
        if entry["percentile"] == percent:
            return entry["us"] / 1e6
    raise KeyError(percent)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Answers(unittest.TestCase):
    """Each kind of answer is counted as what it is."""

    def check(self, path, expected, *options, number=20):
        for keep in ([], ["--no-keepalive"]):
            with self.subTest(path=path, keep=keep), Server() as server:
                done = run("-n", number, "-c", 2, *keep, *options,
                           server.url(path))
                self.assertEqual(counts(done.json), expected, done.err)
                self.assertEqual(done.json["requests"]["total"], number)
        return done

    def test_whole_answers_are_good(self):
        for path in ("/ok", "/chunked", "/until-close", "/says-close",
                     "/interim", "/pieces", "/big"):
            done = self.check(path, {"200": 20})
            self.assertEqual(done.json["requests"]["good"], 20)
            self.assertEqual(done.code, 0)

    def test_answers_without_body_are_good(self):
        self.check("/204", {"204": 20})
        self.check("/304", {"304": 20})
        self.check("/head", {"200": 20}, "-m", "HEAD")

    def test_error_statuses_are_bad_but_completed(self):
        for path in ("/404", "/500"):
            done = self.check(path, {path[1:]: 20})
            self.assertEqual(done.json["requests"]["bad"], 20)
            self.assertEqual(done.json["requests"]["completed"], 20)
            self.assertEqual(done.json["status"]["classes"][path[1] + "xx"],
                             20)

    def test_short_answers_are_not_good(self):
        for path in ("/short", "/short-chunked", "/short-head"):
            done = self.check(path, {"short_body": 20})
            self.assertEqual(done.json["requests"]["bad"], 20)
            self.assertEqual(done.json["requests"]["completed"], 0)
            self.assertEqual(done.json["requests"]["per_s"], 0)
            self.assertEqual(done.code, 1)

    def test_what_is_not_http_is_a_protocol_error(self):
        for path in ("/garbage", "/two-lengths", "/extra"):
            done = self.check(path, {"protocol": 20})
            self.assertEqual(done.json["requests"]["bad"], 20)

    def test_a_closed_connection_is_a_read_error(self):
        done = self.check("/no-answer", {"read": 20})
        self.assertEqual(done.json["requests"]["socket_errors"], 20)
        self.assertEqual(done.json["failures"]["read"]["first"],
                         "closed without an answer")

    def test_a_reset_is_a_read_error(self):
        done = self.check("/reset", {"read": 20})
        self.assertEqual(done.json["failures"]["read"]["first"],
                         "Connection reset by peer")

    def test_silence_is_a_timeout(self):
        done = self.check("/silent", {"timeout": 4}, "--timeout", "200ms",
                          number=4)
        self.assertEqual(done.json["requests"]["socket_errors"], 4)
        self.assertGreaterEqual(done.seconds, 0.4)
        self.assertLess(done.seconds, 5)

    def test_bytes_are_counted(self):
        with Server() as server:
            done = run("-n", 5, server.url("/big"))
        self.assertGreater(done.json["received_bytes"], 5 * BIG)
        self.assertLess(done.json["received_bytes"], 5 * BIG + 1000)

    def test_kinds_are_told_apart_in_one_run(self):
        with Server() as server:
            done = run("-n", 40, *map(server.url, ("/ok", "/404", "/short",
                                                   "/reset")))
        self.assertEqual(counts(done.json), {"200": 10, "404": 10,
                                             "short_body": 10, "read": 10})


class Connections(unittest.TestCase):
    def test_keep_alive_uses_each_connection_for_many_requests(self):
        with Server() as server:
            done = run("-n", 400, "-c", 4, "-t", 2, server.url("/ok"))
            self.assertEqual(server.nr_connections, 4)
        self.assertEqual(done.json["connections_opened"], 4)
        self.assertEqual(len(done.json["threads"]), 2)

    def test_without_keep_alive_each_request_has_its_connection(self):
        with Server() as server:
            done = run("-n", 300, "-c", 4, "--no-keepalive",
                       server.url("/ok"))
            self.assertEqual(server.nr_connections, 300)
        self.assertEqual(done.json["connect_time"]["count"], 300)

    def test_exactly_the_asked_number_is_sent(self):
        with Server() as server:
            run("-n", 1001, "-c", 7, "-t", 3, server.url("/ok"))
            self.assertEqual(server.nr_requests, 1001)

    def test_refused_connections_back_off(self):
        done = run("-n", 24, "-c", 2, "http://127.0.0.1:%d/" % free_port())
        self.assertEqual(counts(done.json), {"connect": 24})
        self.assertEqual(done.json["failures"]["connect"]["first"],
                         "Connection refused")
        # 1 + 2 + ... + 64 ms and 4 times 100 ms on each connection.
        self.assertGreater(done.json["seconds"], 0.4)
        self.assertLess(done.rusage, 0.3)
        self.assertEqual(done.code, 1)
        self.assertEqual([w["code"] for w in done.json["warnings"]],
                         ["nothing_answered"])

    def test_pipelined_requests_are_all_answered(self):
        with Server() as server:
            done = run("-n", 1000, "-p", 8, "-c", 2, server.url("/ok"))
            self.assertEqual(server.nr_requests, 1000)
        self.assertEqual(counts(done.json), {"200": 1000})

    def test_pipelined_requests_behind_a_close_are_sent_again(self):
        with Server() as server:
            done = run("-n", 100, "-p", 8, server.url("/close-after/3"))
        self.assertEqual(counts(done.json), {"200": 100})
        self.assertGreater(done.json["requests_resent"], 0)

    def test_ten_thousand_connections_from_one_process(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 10200
        resource.setrlimit(resource.RLIMIT_NOFILE,
                           (max(soft, wanted), max(hard, wanted)))
        # The tool starts with the usual soft limit and raises it itself.
        def usual_limit():
            resource.setrlimit(resource.RLIMIT_NOFILE,
                               (1024, max(hard, wanted)))
        try:
            with Server() as server:
                server.keeps = False
                done = subprocess.run(
                    [TOOL, "--json", "-n", "20000", "-c", "10000",
                     "--timeout", str(DEADLINE), server.url("/ok")],
                    capture_output=True, text=True, timeout=DEADLINE,
                    preexec_fn=usual_limit)
                self.assertEqual(server.most_open, 10000)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        report = json.loads(done.stdout)
        VALIDATOR.validate(report)
        self.assertEqual(counts(report), {"200": 20000}, done.stderr)
        self.assertEqual(report["connections_opened"], 10000)

    def test_too_few_descriptors_is_said(self):
        if os.geteuid() == 0:
            limits = (64, 64)
            code = ("import os, resource, sys;"
                    "resource.setrlimit(resource.RLIMIT_NOFILE, %r);"
                    "os.setgid(65534); os.setuid(65534);"
                    "os.execv(sys.argv[1], sys.argv[1:])" % (limits,))
        else:
            code = ("import os, resource, sys;"
                    "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64));"
                    "os.execv(sys.argv[1], sys.argv[1:])")
        # Another user may not reach the build tree.
        with tempfile.TemporaryDirectory() as place:
            os.chmod(place, 0o755)
            copy = os.path.join(place, "htstress")
            with open(TOOL, "rb") as source, open(copy, "wb") as target:
                target.write(source.read())
            os.chmod(copy, 0o755)
            done = subprocess.run(
                ["/usr/bin/python3", "-c", code, copy, "-c", "100", "-n",
                 "1", "http://127.0.0.1:1/"], capture_output=True, text=True,
                timeout=DEADLINE, cwd="/")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr,
                         "htstress: 100 connections need 134 file "
                         "descriptors, 64 are allowed (see ulimit -Hn)\n")


class Targets(unittest.TestCase):
    def test_several_urls_take_turns(self):
        with Server() as server:
            run("-n", 6, *map(server.url, ("/any/a", "/any/b", "/any/c")))
            self.assertEqual(server.paths(), ["/any/a", "/any/b", "/any/c"] * 2)

    def test_urls_of_two_servers_share_the_connections(self):
        with Server() as one, Server() as two:
            done = run("-n", 100, "-c", 4, one.url("/ok"), two.url("/404"))
            self.assertEqual(one.nr_connections, 2)
            self.assertEqual(two.nr_connections, 2)
        self.assertEqual(set(counts(done.json)), {"200", "404"})

    def path_file(self, lines, *options):
        with tempfile.NamedTemporaryFile("w") as file, Server() as server:
            file.write("\n".join(lines))
            file.flush()
            done = run("--path-file", file.name, *options, server.url("/"))
            self.assertEqual(done.code, 0, done.err)
            return server.paths()

    def test_paths_of_a_file_come_in_their_order(self):
        lines = ["/any/%d" % i for i in range(5)]
        self.assertEqual(self.path_file(lines, "-n", 10), lines * 2)

    def test_a_seed_repeats_a_random_choice(self):
        lines = ["/any/%d" % i for i in range(50)]
        first = self.path_file(lines, "-n", 100, "--seed", 1)
        self.assertEqual(first, self.path_file(lines, "-n", 100, "--seed", 1))
        other = self.path_file(lines, "-n", 100, "--seed", 2)
        self.assertNotEqual(first, other)
        self.assertGreater(len(set(first)), 25)

    def test_method_fields_and_content_arrive(self):
        body = os.urandom(300000)
        with tempfile.NamedTemporaryFile() as file, Server() as server:
            file.write(body)
            file.flush()
            done = run("-n", 3, "-m", "PUT", "-H", "X-A: b", "-h", "name",
                       "--body", file.name, server.url("/ok"))
            self.assertEqual(counts(done.json), {"200": 3})
            for method, _, head, content in server.requests:
                self.assertEqual(method, "PUT")
                self.assertIn("\r\nX-A: b", head)
                self.assertIn("\r\nHost: name\r\n", head)
                self.assertEqual(content, body)

    def test_unix_socket(self):
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "socket")
            with Server(unix_path=path) as server:
                done = run("-n", 50, "-c", 2, "-u", path, "http://h/big")
                self.assertEqual(server.nr_requests, 50)
        self.assertEqual(counts(done.json), {"200": 50})

    def test_ipv6(self):
        with Server(host="::1") as server:
            done = run("-n", 10, "-6", server.url("/ok"))
        self.assertEqual(counts(done.json), {"200": 10})

    def test_localhost_finds_the_family_that_listens(self):
        with Server() as server:
            done = run("-n", 10, "http://localhost:%d/ok" % server.port)
        self.assertEqual(counts(done.json), {"200": 10})

    def test_connect_to_replaces_the_address(self):
        with Server() as server:
            done = run("-n", 3, "--connect-to",
                       "127.0.0.1:%d" % server.port,
                       "http://name.invalid/ok")
            self.assertIn("Host: name.invalid", server.requests[0][2])
        self.assertEqual(counts(done.json), {"200": 3})

    def test_unknown_names_are_said(self):
        done = run("-n", 1, "http://name.invalid/")
        self.assertEqual(done.code, 1)
        self.assertRegex(done.err,
                         "^htstress: cannot resolve 'name.invalid': ")


class Time(unittest.TestCase):
    def test_duration_ends_the_run(self):
        with Server() as server:
            done = run("-D", "700ms", "-c", 2, server.url("/ok"))
        self.assertAlmostEqual(done.json["seconds"], 0.7, places=3)
        self.assertLess(done.seconds, 5)
        rate = done.json["requests"]["completed"] / done.json["seconds"]
        self.assertAlmostEqual(done.json["requests"]["per_s"], rate, places=3)

    def test_warm_up_is_not_counted(self):
        with Server() as server:
            done = run("-n", 100, "--warmup", "300ms", "-c", 2,
                       server.url("/ok"))
            self.assertGreater(server.nr_requests, 120)
        self.assertEqual(done.json["requests"]["total"], 100)
        self.assertEqual(done.json["service_time"]["count"], 100)
        self.assertEqual(done.json["connect_time"]["count"], 0)
        self.assertIn("\nconnections:   0 opened\n", done.err)

    def test_an_interval_holds_what_happened_in_it(self):
        # A starved machine may leave the first tenth of a second empty, but
        # not every time.
        for _ in range(10):
            with Server() as server:
                line = run("-D", "500ms", "--warmup", "100ms", "-c", 2,
                           server.url("/ok")).json["timeline"]
            self.assertEqual(len(line["completed"]), 5)
            if line["completed"][0] > 0:
                return
        self.fail("nothing was counted in the first interval")

    def test_open_model_keeps_its_rate(self):
        with Server() as server:
            done = run("-D", 2, "-R", 300, "-c", 4, "-t", 2,
                       server.url("/ok"))
        report = done.json
        asked = (report["requests"]["total"] + report["open_model"]["unsent"]
                 + report["unfinished"]["unanswered"])
        self.assertEqual(asked, 600)
        self.assertEqual(report["response_time"]["count"],
                         report["requests"]["completed"])

    def test_open_model_opens_connections_again(self):
        with Server() as server:
            done = run("-n", 60, "-R", 200, "-c", 3,
                       server.url("/close-after/2"))
        self.assertEqual(counts(done.json), {"200": 60})

    def test_open_model_with_one_connection_per_request(self):
        with Server() as server:
            done = run("-n", 60, "-R", 200, "-c", 3, "--no-keepalive",
                       server.url("/ok"))
            self.assertEqual(server.nr_connections, 60)
        self.assertEqual(counts(done.json), {"200": 60})

    def test_a_stall_shows_in_the_corrected_p99_only(self):
        with Server(stall_after=4) as server:
            done = run("-D", 10, "-R", 50, "-c", 2, server.url("/stall"))
        report = done.json
        # Of 500 requests 50 were due in the stalled second, and waited evenly
        # between 0 and 1 s: p99 is at 0.9 s, p90 at its beginning, p75 knows
        # nothing of it.  Only the two that were sent know of it in their
        # service time.
        self.assertGreater(percentile(report["response_time"], 99), 0.8)
        self.assertLess(percentile(report["response_time"], 75), 0.5)
        self.assertLess(percentile(report["service_time"], 99), 0.4)
        self.assertGreater(report["service_time"]["max_us"], 0.9e6)
        self.assertIn("connections_busy",
                      [w["code"] for w in report["warnings"]])

    def test_the_closed_model_says_that_it_hides_the_stall(self):
        # Two of 3000 requests meet the stall: far from the 99th percentile.
        with Server(stall_at_request=1500) as server:
            done = run("-n", 3000, "-c", 2, server.url("/stall"))
        self.assertLess(percentile(done.json["service_time"], 99), 0.5)
        self.assertIn("hidden_stalls",
                      [w["code"] for w in done.json["warnings"]])

    def test_an_answer_that_never_came_is_said(self):
        with Server() as server:
            done = run("-D", "2s", "-c", 2, server.url("/silent"))
        self.assertEqual(done.json["unfinished"]["unanswered"], 2)
        self.assertGreater(done.json["unfinished"]["oldest_us"], 0.4e6)
        self.assertIn("unfinished",
                      [w["code"] for w in done.json["warnings"]])

    def test_memory_does_not_grow_with_the_run(self):
        def peak(number):
            with Server() as server:
                server.keeps = False
                child = subprocess.Popen(
                    [TOOL, "-q", "-n", str(number), "-c", "4",
                     server.url("/ok")])
                _, status, usage = os.wait4(child.pid, 0)
                child.returncode = os.waitstatus_to_exitcode(status)
                self.assertEqual(child.returncode, 0)
                return usage.ru_maxrss  # KiB
        short = peak(2000)
        self.assertLess(peak(40000) - short, 400)


class Reports(unittest.TestCase):
    OLD_LINES = (r"requests:      (\d+)\n"
                 r"good requests: (\d+) \[([0-9.]+)%\]\n"
                 r"bad requests:  (\d+) \[([0-9.]+)%\]\n"
                 r"socket errors: (\d+) \[([0-9.]+)%\]\n"
                 r"seconds:       ([0-9.]+)\n"
                 r"requests/sec:  ([0-9.]+)\n")

    def test_an_old_command_line_prints_the_old_lines(self):
        with Server() as server:
            done = run("-n", 1000, "-c", 1, "-t", 4, server.url("/ok"),
                       json_report=False)
        self.assertEqual(done.code, 0)
        match = re.search(self.OLD_LINES, done.out)
        self.assertIsNotNone(match, done.out)
        self.assertEqual(match.groups()[:7],
                         ("1000", "1000", "100", "0", "0", "0", "0"))
        # The seconds have three decimals, and are few of them.
        self.assertAlmostEqual(1000 / float(match[9]), float(match[8]),
                               delta=0.0006)
        self.assertIn("note: -t 4: 1 connections keep 1 threads busy",
                      done.out)

    def test_text_goes_to_standard_error_when_json_goes_out(self):
        with Server() as server:
            done = run("-n", 10, server.url("/ok"))
        self.assertRegex(done.err, self.OLD_LINES)
        quiet = None
        with Server() as server:
            quiet = run("-q", "-n", 10, server.url("/ok"))
        self.assertEqual(quiet.err, "")

    def test_fail_if_has_its_own_exit_code(self):
        with Server() as server:
            url = server.url("/404")
            crossed = run("-n", 10, "--fail-if", "p99>10s,bad>9", url)
            fine = run("-n", 10, "--fail-if", "p99>10s,errors>0", url)
        self.assertEqual(crossed.code, 3)
        self.assertIn("failed: bad>9", crossed.err)
        self.assertEqual(crossed.json["fail_if"],
                         [{"condition": "p99>10s", "crossed": False},
                          {"condition": "bad>9", "crossed": True}])
        self.assertEqual(fine.code, 0)

    def test_files_are_written(self):
        with tempfile.TemporaryDirectory() as place, Server() as server:
            name = lambda file: os.path.join(place, file)
            done = run("-D", "500ms", "-R", 200, "--json=" + name("a.json"),
                       "--csv=" + name("a.csv"), "--histogram",
                       name("a.hgrm"), "--plot", name("a.svg"),
                       server.url("/ok"), json_report=False)
            self.assertEqual(done.code, 0, done.err)
            with open(name("a.json"), encoding="utf-8") as file:
                VALIDATOR.validate(json.load(file))
            with open(name("a.csv"), encoding="utf-8") as file:
                names, values = file.read().splitlines()
                self.assertEqual(names.count(","), values.count(","))
            with open(name("a.hgrm"), encoding="utf-8") as file:
                self.check_histogram(file.read())
            root = xml.etree.ElementTree.parse(name("a.svg")).getroot()
            self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
            same = run("--compare", name("a.json"), name("a.json"),
                       json_report=False)
            self.assertEqual(same.code, 0, same.err)
            self.assertIn("within noise", same.out)

    def check_histogram(self, text):
        rows = [list(map(float, line.split())) for line in text.splitlines()
                if line and line[0] == " " and "Value" not in line]
        self.assertGreater(len(rows), 10)
        for column in range(3):
            values = [row[column] for row in rows]
            self.assertEqual(values, sorted(values))
        self.assertEqual(rows[-1][1], 1)

    def test_a_file_that_cannot_be_written_is_said(self):
        with Server() as server:
            done = run("-n", 1, "--plot", "/nonexistent/x.svg",
                       server.url("/ok"))
        self.assertEqual(done.code, 1)
        self.assertIn("htstress: cannot write /nonexistent/x.svg: "
                      "No such file or directory\n", done.err)

    def test_usage_errors_exit_with_2(self):
        done = run("-c", "0", "u", json_report=False)
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertEqual(done.err, "htstress: --concurrency: 0 is out of "
                                   "range, expected 1 to 1000000\n")

    def test_debug_shows_the_answers(self):
        with Server() as server:
            done = run("-d", "-n", 1, server.url("/chunked"))
        self.assertIn("6;x=y\n world\n0\nTrailer: t\n", done.err)

    def wait_for_requests(self, server, number):
        deadline = time.monotonic() + DEADLINE
        while server.nr_requests < number:
            self.assertLess(time.monotonic(), deadline)
            select.select([], [], [], 0.01)

    def test_interrupt_ends_the_run_and_prints_the_report(self):
        with Server() as server:
            server.keeps = False
            child = subprocess.Popen(
                [TOOL, "--json", "-c", "2", server.url("/ok")],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.wait_for_requests(server, 100)
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=DEADLINE)
        self.assertEqual(child.returncode, 0)
        report = json.loads(out)
        VALIDATOR.validate(report)
        self.assertTrue(report["interrupted"])
        self.assertGreater(report["requests"]["good"], 90)
        self.assertRegex(err, self.OLD_LINES)
        self.assertIn("\ninterrupted\n", err)

    def progress_of(self, *options):
        """Standard error of a run of 1.2 s when it is a terminal."""
        master, slave = pty.openpty()
        with Server() as server:
            server.keeps = False
            child = subprocess.Popen(
                [TOOL, "-D", "1200ms", *options, server.url("/ok")],
                stdout=subprocess.DEVNULL, stderr=slave)
            os.close(slave)
            text = b""
            try:
                while True:
                    text += os.read(master, 4096)
            except OSError:  # the last writer closed the terminal
                pass
            self.assertEqual(child.wait(DEADLINE), 0)
        os.close(master)
        return text.decode()

    def test_progress_is_for_terminals(self):
        self.assertRegex(self.progress_of(),
                         r"\d\.\d s  \d+ requests/sec now  0 errors  p99 ")
        self.assertEqual(self.progress_of("--no-progress"), "")
        with Server() as server:
            done = run("-D", "700ms", server.url("/ok"))
        self.assertNotIn("requests/sec now", done.err)


class Documents(unittest.TestCase):
    """Help, manual page and completion tell of the same options."""

    PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "../../src/tools/man/htstress.1")
    NAME = re.compile(r"(?<![\w-])--?[A-Za-z0-9](?:[a-z-]+|\b)")

    def options_of_help(self):
        names = set()
        for line in run("--help", json_report=False).out.splitlines():
            if re.match(r" +-", line):
                names |= set(self.NAME.findall(re.sub(r"  +\w.*", "", line)))
        return names

    def test_the_manual_page_has_the_options_of_the_help(self):
        names = set()
        with open(self.PAGE, encoding="utf-8") as file:
            page = file.read().replace("\\", "")
        for entry in re.findall(r"^\.TP\n(.*)", page, re.MULTILINE):
            names |= set(self.NAME.findall(entry))
        self.assertEqual(names, self.options_of_help())
        self.assertIn("--json", names)
        self.assertIn("-j", names)

    def test_the_help_has_the_options_that_are_parsed(self):
        script = run("--completion", "bash", json_report=False).out
        offered = set(re.search(r"names='([^']*)'", script)[1].split())
        self.assertEqual(offered, {name for name in self.options_of_help()
                                   if name[1] in "-46"})


class Schema(unittest.TestCase):
    """The check of the reports can fail."""

    def test_a_changed_report_is_refused(self):
        with Server() as server:
            report = run("-n", 2, server.url("/ok")).json
        changes = [lambda r: r.pop("seconds"),
                   lambda r: r.update(extra=1),
                   lambda r: r["requests"].update(good="2"),
                   lambda r: r["service_time"].update(p99=1),
                   lambda r: r["failures"].pop("timeout"),
                   lambda r: r.update(schema=2)]
        for change in changes:
            copy = json.loads(json.dumps(report))
            change(copy)
            with self.assertRaises(jsonschema.ValidationError):
                VALIDATOR.validate(copy)


class Lines(unittest.TextTestResult):
    """ok - NAME, not ok - NAME: what tests/run-check counts."""

    @staticmethod
    def name(test):
        return test.id().partition(".")[2].replace("test_", "")

    def addSuccess(self, test):
        print("ok - htstress", self.name(test), flush=True)

    def stopTest(self, test):
        super().stopTest(test)
        bad = [t for t, _ in self.failures + self.errors]
        if any(t is test or getattr(t, "test_case", None) is test
               for t in bad):
            print("not ok - htstress", self.name(test), flush=True)


def main():
    global TOOL, VALIDATOR
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    TOOL = os.path.abspath(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    VALIDATOR = jsonschema.Draft202012Validator(schema)
    runner = unittest.TextTestRunner(resultclass=Lines, stream=sys.stderr,
                                     verbosity=0)
    program = unittest.main(argv=[sys.argv[0], *sys.argv[3:]], exit=False,
                            testRunner=runner)
    sys.exit(not program.result.wasSuccessful())


if __name__ == "__main__":
    main()
