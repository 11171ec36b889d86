#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Fetches a page and all that it names, and compares with the files of a folder.

usage: demo-site.py URL FOLDER
"""
import html.parser
import pathlib
import sys
import urllib.parse
import urllib.request


class Names(html.parser.HTMLParser):
    """The values of href and src."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.headers.get_content_type(), response.read()


def main(first, folder):
    left, seen = [first], set()
    while left:
        url = urllib.parse.urldefrag(left.pop()).url
        if url in seen or not url.startswith(first):
            continue
        seen.add(url)
        media, body = get(url)
        name = url[len(first):] or "index.html"
        if body != (pathlib.Path(folder) / name).read_bytes():
            sys.exit(f"{url} differs from {folder}/{name}")
        if media == "text/html":
            left += [urllib.parse.urljoin(url, name) for name in Names(body.decode()).found]
    print("the same:", *sorted(seen))
    return len(seen) < 4


sys.exit(main(*sys.argv[1:]))
