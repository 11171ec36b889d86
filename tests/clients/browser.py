#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Chromium against a server that has the site of make-site.py, with a video,
and the sample site below sample/.
usage: browser.py URL NAME PICTURES
  NAME goes into the names of the tests; screenshots are left in PICTURES.
"""

import os
import sys

from chromium import Chromium

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../guest"))
import tally  # pylint: disable=wrong-import-position

PICTURES, SCRIPTS, PARTS = 24, 6, 24 + 6 + 3  # parts: with page, style, video


class Story:
    def __init__(self, browser, url, name, pictures):
        self.browser = browser
        self.url = url.rstrip("/")
        self.name = name
        self.pictures = pictures

    def tell(self, what, right, seen=""):
        tally.report(f"{self.name}: {what}", right)
        if not right and seen != "":
            print(f"    {seen}")

    def shot(self, name):
        self.browser.picture(os.path.join(self.pictures, f"{self.name}-{name}.png"))

    def page_of_many_parts(self):
        browser = self.browser
        browser.screen(1000, 800)
        answers = browser.load(f"{self.url}/page/")
        bad = [answer for answer in answers if answer[1] not in (200, 206)
               and not answer[0].endswith("favicon.ico")]
        self.tell("Chromium loads a page of many parts",
                  len(answers) >= PARTS and not bad, bad or answers)
        shown = browser.ask("[...document.images].filter(i => i.complete && "
                            "i.naturalWidth == 64).length")
        self.tell("Chromium shows every picture", shown == PICTURES, shown)
        self.tell("Chromium runs every script", browser.ask("window.ran") == SCRIPTS)
        color = browser.ask("getComputedStyle(document.body).backgroundColor")
        self.tell("Chromium takes the style", color == "rgb(10, 20, 30)", color)

    def video_seek(self):
        """Beyond what was read ahead, so that a range has to be asked for."""
        browser = self.browser
        duration = browser.ask("""new Promise((resolve, reject) => {
            const film = document.querySelector("video");
            film.onerror = () => reject(new Error(film.error.message));
            if (film.readyState >= 1) resolve(film.duration);
            else film.onloadedmetadata = () => resolve(film.duration); })""")
        self.tell("Chromium reads the length of a video", 59 < duration < 61, duration)
        begin = len(browser.events)
        browser.ask("""new Promise((resolve, reject) => {
            const film = document.querySelector("video");
            film.onerror = () => reject(new Error(film.error.message));
            film.onseeked = resolve;
            film.currentTime = 55; })""")
        parts = [headers.get("content-range", "") for url, status, headers
                 in browser.responses(begin) if url.endswith(".mp4") and status == 206]
        far = [part for part in parts if int(part[6:].split("-")[0]) > 10 << 20]
        self.tell("Chromium seeks in a video with a range", bool(far), browser.responses(begin))
        painted = browser.ask("""(() => {
            const film = document.querySelector("video");
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [48, 27];
            const pen = canvas.getContext("2d");
            pen.drawImage(film, 0, 0, 48, 27);
            const colors = pen.getImageData(0, 0, 48, 27).data;
            return new Set(colors).size; })()""")
        self.tell("Chromium shows the picture it sought", painted > 20, painted)
        self.shot("page")

    def reload_is_conditional(self):
        browser = self.browser
        begin = len(browser.events)
        browser.call("Page.reload")
        browser.wait("Page.loadEventFired", begin)
        # A status of 304 is hidden behind the 200 that it renews.
        codes = [event["params"]["statusCode"] for event in browser.events[begin:]
                 if event.get("method") == "Network.responseReceivedExtraInfo"]
        self.tell("Chromium's reload is answered 304", codes.count(304) >= 1, codes)

    def sample_site(self):
        browser = self.browser
        for what, width, dark in (("on a desk", 1000, False), ("on a phone", 360, False),
                                  ("in the dark", 360, True)):
            browser.screen(width, 800, dark)
            answers = browser.load(f"{self.url}/sample/")
            # What the page before still asked for may come in between.
            bad = [answer for answer in answers
                   if answer[1] != 200 and "/sample/" in answer[0]]
            browser.ask("""new Promise(resolve => { const look = () => document.querySelector(
                "#asking").hidden ? setTimeout(look, 20) : resolve(); look(); })""")
            wide = browser.ask("document.documentElement.scrollWidth")
            self.tell(f"the sample site is whole {what}", not bad and wide <= width,
                      bad or f"{wide} pixels wide")
            self.shot("sample-" + what.split()[-1])
        asked = browser.ask("[...document.querySelectorAll('[data-ask]')].map(e => e.textContent)")
        self.tell("the sample site shows a part, an unchanged file and a missing one",
                  asked[:2] == ["206, 16 bytes", "304, 0 bytes"] and asked[2].startswith("404, "),
                  asked)
        light = browser.ask("getComputedStyle(document.body).color.match(/[0-9]+/)[0] > 128")
        self.tell("the sample site writes in a light colour in the dark", light)
        browser.key("Tab")
        focus = browser.ask("document.activeElement.tagName + getComputedStyle("
                            "document.activeElement).outlineStyle")
        self.tell("the sample site shows where the keyboard is",
                  focus.startswith("A") and not focus.endswith("none"), focus)

    def nothing_from_elsewhere(self):
        foreign = [url for url, _, _ in self.browser.responses()
                   if not url.startswith((self.url, "data:", "about:"))]
        self.tell("no page asks another server", not foreign, foreign)


def main():
    url, name, pictures = sys.argv[1:]
    os.makedirs(pictures, exist_ok=True)
    browser = Chromium()
    try:
        story = Story(browser, url, name, pictures)
        story.page_of_many_parts()
        story.video_seek()
        story.reload_is_conditional()
        story.sample_site()
        story.nothing_from_elsewhere()
    except (RuntimeError, TimeoutError, EOFError) as error:
        tally.report(f"{name}: the browser's story was told to its end: {error}", False)
    finally:
        browser.close()
    return tally.failed


if __name__ == "__main__":
    sys.exit(main())
