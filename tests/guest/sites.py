#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a guest, as root: what a policy makes of requests.

Each site below shows one thing; one policy with all of them is loaded, and
each answer is compared as a whole where it can be.
"""
import http.client
import json
import pathlib
import re
import subprocess
import sys
import time

import policy
import tally

PLACE = pathlib.Path("/var/tmp/sites")
BLOCK = PLACE / "block"
DEADLINE = 60  # seconds that a client waits for the next byte
MANY = 20000  # names in the large directory

LISTING, HIDDEN, ENCODED_ONLY, BY_HOST = 1, 2, 4, 8
PREFIX, TYPE, EXACT, REDIRECT, PAGE = 1, 2, 3, 4, 5
SERVE, NOT_FOUND = 1, 2


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def text(self):
        return self.body.decode()


def ask(path, host="", method="GET", **fields):
    connection = http.client.HTTPConnection("127.0.0.1", 8081, timeout=DEADLINE)
    headers = {"Host": host} | {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request(method, path, headers=headers)
    answer = Answer(connection.getresponse())
    connection.close()
    return answer


def write(path, text=""):
    path = PLACE / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def make_files():
    for name in ("main", "app", "serve", "strict", "hidden", "coded"):
        write(f"{name}/index.html", name)
        write(f"{name}/sub/index.html", f"{name} sub")
    write("main/404.html", "a page for what is missing")
    write("main/assets/x.css", "css")
    write("main/data.gpx", "gpx")
    write("main/noext", "noext")
    write("main/page.htm", "page")
    write("hidden/.env", "dot")
    write("coded/only.txt.gz", "gzip form")
    write("coded/both.txt", "plain")
    write("list/a <b>&\".txt", "1")
    write("list/b.txt", "22")
    write("list/Ünïcode.txt", "333")
    write("list/.dot", "hidden")
    write("list/sub/inner.txt", "x")
    (PLACE / "list" / "back").symlink_to("sub")
    (PLACE / "list" / "out").symlink_to("/etc")
    write("hosts/one.example/index.html", "one")
    write("hosts/one.example/sub/index.html", "one sub")
    write("hosts/two.example/index.html", "two")
    (PLACE / "many").mkdir(exist_ok=True)
    for i in range(MANY):
        (PLACE / "many" / f"name-{i:06}").touch()
    subprocess.run(["chmod", "-R", "a+rX", PLACE], check=True)


def site(name, **more):
    return {"root": str(PLACE / name)} | more


def write_policy():
    sites = {
        "main": site("main", default_type="text/x-default", rules=[
            [EXACT, 301, "/old", "/new"],
            [EXACT, 302, "/asked", "/where?fixed=1"],
            [REDIRECT, 308, "/docs/", "https://docs.example/base/"],
            [PREFIX, 0, "/assets/", "Cache-Control: max-age=60"],
            [PREFIX, 0, "/assets/", "X-Kind: asset"],
            [PREFIX, 0, "/", "Cache-Control: no-cache"],
            [TYPE, 0, "text/html", "X-Frame-Options: DENY"],
            [PAGE, 404, "", "/404.html"],
            [PAGE, 403, "", "/missing.html"],
        ]),
        "app": site("app", fallback="/index.html"),
        "serve": site("serve", slash=SERVE),
        "strict": site("strict", slash=NOT_FOUND),
        "hidden": site("hidden", flags=HIDDEN),
        "coded": site("coded", flags=ENCODED_ONLY, ranges=0),
        "list": site("list", flags=LISTING),
        "many": site("many", flags=LISTING),
        "hosts": site("hosts", flags=BY_HOST, rules=[[PAGE, 404, "", "/index.html"]]),
    }
    names = {f"{name}.test": i for i, name in enumerate(sites) if name != "hosts"}
    names["*.wild.test"] = names["app.test"]
    names["*.example"] = list(sites).index("hosts")
    BLOCK.write_bytes(policy.block({
        "sites": list(sites.values()), "names": names, "types": {"gpx": "application/gpx+xml"},
        "server": "www", "unknown_host": 421,
    }))


def check_hosts():
    tally.report("a site answers for its name", ask("/", "app.test").text() == "app")
    tally.report("case, port and a last dot are no part of it", ask("/", "APP.Test.:8081").text() == "app")
    tally.report("a wildcard answers for names below it", ask("/", "a.b.wild.test").text() == "app")
    tally.report("but not for its own", ask("/", "wild.test").status == 421)
    tally.report("an unknown host is misdirected", ask("/", "else.where").status == 421)
    tally.report("an address that is no name too", ask("/", "[::1]").status == 421)
    tally.report("each host has its directory", [ask("/", f"{name}.example").text() for name in ("one", "two", "one")] == ["one", "two", "one"])
    tally.report("a host without one is unknown", ask("/", "three.example").status == 421)
    moved = ask("/sub", "one.example")
    tally.report("a redirect does not show the directory", (moved.status, moved.fields.get("location")) == (301, "/sub/"))
    gone = ask("/none", "two.example")
    tally.report("a page of an error is the host's own", (gone.status, gone.text()) == (404, "two"))
    tally.report("no path leaves the host's directory", ask("/../two.example/", "one.example").status == 400)


def check_redirects():
    def location(path):
        answer = ask(path, "main.test")
        return answer.status, answer.fields.get("location")

    tally.report("an exact redirect", location("/old") == (301, "/new"))
    tally.report("it keeps the query", location("/old?a=b") == (301, "/new?a=b"))
    tally.report("but not behind one of its own", location("/asked?a=b") == (302, "/where?fixed=1"))
    tally.report("a prefix appends the rest, escaped", location("/docs/a%20b/%C3%BC?q") == (308, "https://docs.example/base/a%20b/%C3%BC?q"))
    tally.report("other paths are not redirected", ask("/older", "main.test").status == 404)
    tally.report("HEAD gets it without a body", ask("/old", "main.test", "HEAD").body == b"")


def check_fields():
    for again in range(2):
        css = ask("/assets/x.css", "main.test")
        html = ask("/page.htm", "main.test")
        tally.report(f"fields by prefix, the first of a name ({again})",
                     (css.fields.get("cache-control"), css.fields.get("x-kind")) == ("max-age=60", "asset"))
        tally.report(f"fields by type ({again})",
                     (html.fields.get("x-frame-options"), html.fields.get("cache-control")) == ("DENY", "no-cache"))
        tally.report(f"no fields of other types ({again})", "x-frame-options" not in css.fields)
    fresh = ask("/assets/x.css", "main.test", If_None_Match=css.fields["etag"])
    tally.report("a 304 has them too", (fresh.status, fresh.fields.get("cache-control")) == (304, "max-age=60"))
    tally.report("a type of the table", ask("/data.gpx", "main.test").fields["content-type"] == "application/gpx+xml")
    tally.report("the default type", ask("/noext", "main.test").fields["content-type"] == "text/x-default")
    tally.report("the server's name", css.fields["server"] == "www" and fresh.fields["server"] == "www")


def check_errors():
    gone = ask("/none", "main.test")
    tally.report("a page for 404 has the status, its type and no tag",
                 (gone.status, gone.text(), gone.fields["content-type"], "etag" in gone.fields)
                 == (404, "a page for what is missing", "text/html; charset=utf-8", False))
    head = ask("/none", "main.test", "HEAD")
    tally.report("HEAD gets its length", (head.status, head.fields["content-length"], head.body) == (404, gone.fields["content-length"], b""))
    ranged = ask("/none", "main.test", Range="bytes=0-0", If_None_Match="*")
    tally.report("conditions and ranges do not apply to it", (ranged.status, ranged.body) == (404, gone.body))
    (PLACE / "main" / "closed").write_text("x")
    (PLACE / "main" / "closed").chmod(0)
    closed = ask("/closed", "main.test")
    tally.report("a missing page leaves the short text", (closed.status, closed.text()) == (403, "403 Forbidden\n"))


def check_paths():
    tally.report("the fallback is sent for what is not there",
                 [(a.status, a.text()) for a in (ask("/any/where", "app.test"), ask("/x", "app.test"))] == [(200, "app")] * 2)
    tally.report("what is there comes before it", ask("/sub/", "app.test").text() == "app sub")
    write("app/x", "now there")
    tally.report("also when it comes later", ask("/x", "app.test").text() == "now there")
    served = ask("/sub", "serve.test")
    tally.report("a directory is served without its slash", (served.status, served.text()) == (200, "serve sub"))
    tally.report("or is not found without it", ask("/sub", "strict.test").status == 404 and ask("/sub/", "strict.test").text() == "strict sub")
    tally.report("hidden names are served where they may be", ask("/.env", "hidden.test").text() == "dot")
    tally.report("and not elsewhere", ask("/.dot", "list.test").status == 404)


def check_coded():
    only = ask("/only.txt", "coded.test", Accept_Encoding="gzip")
    tally.report("an encoded form without its file", (only.status, only.text(), only.fields.get("content-encoding"), only.fields["content-type"])
                 == (200, "gzip form", "gzip", "text/plain; charset=utf-8"))
    tally.report("is not acceptable to who cannot read it", ask("/only.txt", "coded.test", Accept_Encoding="identity").status == 406)
    tally.report("a site without ranges sends the whole", ask("/both.txt", "coded.test", Range="bytes=0-0").status == 200)


def hits():
    lines = dict(line.split() for line in pathlib.Path("/proc/khttpd").read_text().splitlines())
    return int(lines["cache_hits"])


def check_hot():
    """What was asked before is answered from the cache, whatever its form."""
    write("coded/page.txt", "plain")
    write("coded/page.txt.gz", "gzip form")
    subprocess.run(["touch", "-d", "2020-01-01", PLACE / "coded/page.txt"], check=True)
    time.sleep(1)  # what has just changed is not kept
    tag = ask("/index.html", "serve.test").fields["etag"]
    for what, path, host, fields in (
            ("an index", "/", "serve.test", {}),
            ("a directory without its slash", "/sub", "serve.test", {}),
            ("the directory of a host", "/", "one.example", {}),
            ("a file", "/index.html", "serve.test", {}),
            ("a range", "/index.html", "serve.test", {"Range": "bytes=1-2"}),
            ("a 304", "/index.html", "serve.test", {"If_None_Match": tag}),
            ("an encoded form", "/page.txt", "coded.test", {"Accept_Encoding": "gzip"})):
        ask(path, host, **fields)
        before = hits()
        ask(path, host, **fields)
        tally.report(f"{what} is hot the second time", hits() == before + 1)


def names_of(page):
    return re.findall(r'<tr><td><a href="([^"]*)"', page)


def check_listing():
    page = ask("/", "list.test")
    tally.report("a listing is HTML in chunks", (page.status, page.fields["content-type"], page.fields.get("transfer-encoding"), page.fields.get("vary"))
                 == (200, "text/html; charset=utf-8", "chunked", "Accept"))
    tally.report("directories first, then names by their bytes; nothing hidden, nothing outside",
                 names_of(page.text()) == ["./back/", "./sub/", "./a%20%3Cb%3E%26%22.txt", "./b.txt", "./%C3%9Cn%C3%AFcode.txt"])
    tally.report("no name is markup", "<b>" not in page.text().partition("<tbody>")[2] and "a &lt;b&gt;&amp;&quot;.txt" in page.text())
    tally.report("every link leads to its file", [ask("/" + name[2:], "list.test").status for name in names_of(page.text())] == [200] * 5)
    by_size = names_of(ask("/?sort=size&order=desc", "list.test").text())
    tally.report("sorted by size, the other way", by_size[2:] == ["./%C3%9Cn%C3%AFcode.txt", "./b.txt", "./a%20%3Cb%3E%26%22.txt"])
    items = json.loads(ask("/", "list.test", Accept="application/json").body)
    tally.report("JSON for who asks for it", [(item["name"], item["type"], item.get("size")) for item in items]
                 == [("back", "directory", None), ("sub", "directory", None), ("a <b>&\".txt", "file", 1), ("b.txt", "file", 2), ("Ünïcode.txt", "file", 3)])
    tally.report("64 members of Accept are read, one more is refused",
                 [ask("/", "list.test", Accept=", ".join(["text/html"] * nr)).status for nr in (64, 65)] == [200, 431])
    below = ask("/sub/", "list.test")
    tally.report("a directory below leads up", names_of(below.text()) == ["../", "./inner.txt"])
    tally.report("HEAD has the head alone", ask("/", "list.test", "HEAD").body == b"")
    write("list/sub/later.txt")
    tally.report("a listing is never old", "./later.txt" in names_of(ask("/sub/", "list.test").text()))
    tally.report("without an index and a listing it is not found", ask("/assets/", "main.test").status == 404)


def check_old_client():
    connection = http.client.HTTPConnection("127.0.0.1", 8081, timeout=DEADLINE)
    connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"  # pylint: disable=protected-access
    connection.request("GET", "/", headers={"Host": "list.test", "Connection": "keep-alive"})
    answer = Answer(connection.getresponse())
    tally.report("in HTTP/1.0 the end of the connection is its end",
                 "transfer-encoding" not in answer.fields and answer.fields.get("connection") == "close"
                 and answer.text().endswith("</html>\n"))


def timed(method):
    began = time.monotonic()
    answer = ask("/", "many.test", method)
    return time.monotonic() - began, answer


def check_large():
    page = ask("/", "many.test")
    tally.report(f"{MANY} names are all listed, in order",
                 names_of(page.text()) == [f"./name-{i:06}" for i in range(MANY)] and page.text().endswith("</html>\n"))
    items = json.loads(ask("/?order=desc", "many.test", Accept="application/json").body)
    get, head = timed("GET"), timed("HEAD")
    tally.report("HEAD has the fields of GET", {**get[1].fields, "date": ""} == {**head[1].fields, "date": ""} and head[1].status == 200)
    tally.report(f"HEAD lists nothing: it takes less than a tenth of the time ({get[0]:.3f} s, {head[0]:.3f} s)", head[0] < get[0] / 10)
    tally.report("in JSON too", [item["name"] for item in items] == [f"name-{i:06}" for i in reversed(range(MANY))])


def main():
    make_files()
    write_policy()
    loaded = subprocess.run(["modprobe", "khttpd", f"root={PLACE / 'main'}", f"policy={BLOCK}"], check=False).returncode == 0
    tally.report("the module loads with the policy", loaded)
    if loaded:
        for check in (check_hosts, check_redirects, check_fields, check_errors, check_paths, check_coded, check_hot, check_listing, check_old_client, check_large):
            check()
    tally.report("the module unloads", subprocess.run(["modprobe", "-r", "khttpd"], check=False).returncode == 0)
    sys.exit(tally.failed)


main()
