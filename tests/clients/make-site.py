#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make a site for real clients: hundreds of files under names of every kind,
each directory with an index that links them, text with compressed siblings,
a large file, and a page with pictures, scripts and a video.
usage: make-site.py FOLDER [--video]
"""

import gzip
import html
import os
import random
import struct
import subprocess
import sys
import urllib.parse
import zlib

# All that a file may be called and a URL can say.  No name begins with a dot:
# such files are not served.
ODD_NAMES = [
    "two words", " leading blank", "trailing blank ", "100%", "a+b", "it's",
    'say "hi"', "a&b=c", "semi;colon", "hash#tag", "what?", "star*", "tilde~", "(round)", "[square]",
    "{curly}", "pipe|", "back\\slash", "caret^", "tick`", "comma,comma", "at@sign", "co:lon", "$dollar",
    "ex!claim", "<angle>", "-dash", "dots...", "é", "ÀÉÎÕÜ", "日本語", "русский", "עברית", "🙂",
    "e\u0301 in two", "CamelCase", "camelcase", "long" + "g" * 196,
]
# wget decodes these twice when it names a file; for curl alone.
PERCENT_NAMES = ["%41", "%2e%2e", "%252e", "%2f"]
TYPES = ["html", "txt", "bin", "css", "js", "svg", "json"]
LARGE = 8 << 20  # bytes; several hundred segments, far beyond the cache's files
PICTURES = 24
VIDEO_SECONDS = 60


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.random = random.Random(1)

    def write(self, path, data):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        # An hour ago, a minute apart: conditions compare times.
        when = 1700000000 + 60 * self.random.randint(0, 1000)
        os.utime(path, (when, when))

    def data(self, size):
        return self.random.randbytes(size)

    def text(self, lines):
        words = "softirq socket page cache request answer byte kernel".split()
        return "".join(" ".join(self.random.choice(words) for _ in range(9)) + "\n"
                       for _ in range(lines)).encode()

    def tree(self, path, depth):
        for number in range(8):
            kind = self.random.choice(TYPES[1:])
            size = self.random.choice([0, 1, 100, 4096, 20000, 70000])
            self.write(f"{path}/f{number}.{kind}",
                       self.text(size // 60) if kind == "txt" else self.data(size))
        for number in range(3 if depth else 0):
            self.tree(f"{path}/d{number}", depth - 1)

    def odd(self):
        for name in ODD_NAMES:
            self.write(f"odd/{name}", self.data(200) + name.encode())
            if "g" * 100 not in name:
                self.write(f"odd/in {name}/{name}.txt", name.encode() * 3)

        for name in PERCENT_NAMES:
            self.write(f"percent/{name}", name.encode())

    def compressed(self):
        """Text and its siblings, younger than it as they have to be."""
        plain = os.path.join(self.folder, "text/book.txt")
        self.write("text/book.txt", self.text(3000))
        self.write("text/plain-only.txt", self.text(3000))
        with open(plain, "rb") as file:
            text = file.read()
        packed = {"gz": gzip.compress(text, mtime=0)}
        for suffix, command in (("br", ["brotli", "-c"]), ("zst", ["zstd", "-q", "-c"])):
            packed[suffix] = subprocess.run(command, input=text, check=True,
                                            stdout=subprocess.PIPE).stdout
        for suffix, data in packed.items():
            self.write(f"text/book.txt.{suffix}", data)
            os.utime(f"{plain}.{suffix}", (1710000000, 1710000000))

    def picture(self, number):
        """A PNG of 64 by 64 that no codec library had a hand in."""
        rows = b"".join(b"\0" + bytes((x * 4 ^ number * 8, y * 4, number * 10)[c]
                                      for x in range(64) for c in range(3))
                        for y in range(64))
        def chunk(kind, data):
            body = kind + data
            return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 64, 64, 8, 2, 0, 0, 0)) +
                chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))

    def page(self, video):
        """What a browser loads at once."""
        pictures = [f"pictures/{n:02}.png" for n in range(PICTURES)]
        for number, name in enumerate(pictures):
            self.write(f"page/{name}", self.picture(number))
        for number in range(6):
            self.write(f"page/scripts/{number}.js", b"window.ran = (window.ran || 0) + 1;\n")
        self.write("page/style.css", b"body { background: rgb(10, 20, 30); color: white }\n"
                                     b"img { width: 80px; margin: 4px }\n")
        body = "".join(f'<img src="{name}" alt="">' for name in pictures)
        body += "".join(f'<script src="scripts/{n}.js"></script>' for n in range(6))
        if video:
            self.video("page/film.mp4")
            body += ('<p><video src="film.mp4" preload="metadata" width="480" muted controls>'
                     "</video></p>")
        self.write("page/index.html", (
            '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Many parts</title>'
            f'<link rel="stylesheet" href="style.css"><h1>Many parts</h1>{body}\n').encode())

    def video(self, name):
        """Noise, so that it is far larger than what a player reads ahead."""
        path = os.path.join(self.folder, name)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                        f"testsrc2=size=480x270:rate=15:duration={VIDEO_SECONDS}",
                        "-vf", "noise=alls=40:allf=t", "-c:v", "libx264", "-preset", "ultrafast",
                        "-g", "15", "-b:v", "4M", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
                        path], check=True)

    def indexes(self):
        for path, folders, files in os.walk(self.folder):
            if "percent" in folders:
                folders.remove("percent")
            if "index.html" in files:
                folders.clear()  # linked by that page
                continue
            names = [name + "/" for name in sorted(folders)] + sorted(files)
            links = "".join(f'<li><a href="./{urllib.parse.quote(name)}">{html.escape(name)}</a>\n'
                            for name in names)
            self.write(os.path.relpath(os.path.join(path, "index.html"), self.folder),
                       f'<!DOCTYPE html><meta charset="utf-8"><title>Index</title>\n<ul>\n{links}'
                       "</ul>\n".encode())


def main():
    site = Site(sys.argv[1])
    site.tree("tree", 3)
    site.odd()
    site.compressed()
    site.write("large.bin", site.data(LARGE))
    site.page("--video" in sys.argv[2:])
    site.indexes()


if __name__ == "__main__":
    main()
