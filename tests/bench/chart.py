# SPDX-License-Identifier: GPL-2.0-only
"""A chart of what a request costs, as SVG: in every case a bar for each server,
the longest of a case as long as that of any other."""
from xml.sax.saxutils import escape

WIDTH = 860
LEFT = 300  # where bars begin
LONGEST = 450
BAR = 14
GAP = 12  # between cases
TOP = 66

# Name, beginning of its settings' names, colour.  A server's best settings are
# shown.
SERVERS = (
    ("khttpd", "khttpd", "#1f6feb"),
    ("floor", "floor", "#b9c4d0"),
    ("lighttpd", "lighttpd", "#d4761b"),
    ("nginx", "nginx", "#2da44e"),
)

TITLES = {
    "keepalive": "1 KiB, keep-alive",
    "pipelined": "1 KiB, 16 requests at once",
    "not_modified": "304 to If-None-Match",
    "close": "1 KiB, connection per request",
    "64k": "64 KiB",
    "1m": "1 MiB",
    "many": "10 000 files, 1000 connections",
}


def text_at(x, y, text, more=""):
    return f'<text x="{x}" y="{y}"{more}>{escape(text)}</text>'


def bars_of(costs):
    """(name, colour, cost) of the servers that were measured."""
    for name, beginning, colour in SERVERS:
        own = [c for n, c in costs.items() if n.startswith(beginning)]
        if own:
            yield name, colour, max(own) if name == "khttpd" else min(own)


def draw_case(title, costs, y):
    """Returns lines of SVG and the y below them."""
    bars = list(bars_of(costs))
    longest = max((cost for _, _, cost in bars), default=1)
    lines = [text_at(20, y + BAR - 3, title, ' font-weight="bold"')]
    for name, colour, cost in bars:
        length = round(LONGEST * cost / longest, 1)
        lines.append(text_at(LEFT - 8, y + BAR - 3, name,
                             ' text-anchor="end"'))
        lines.append(f'<rect x="{LEFT}" y="{y}" width="{length}" '
                     f'height="{BAR - 2}" fill="{colour}"/>')
        lines.append(text_at(LEFT + length + 6, y + BAR - 3,
                             f"{cost:,}".replace(",", " ")))
        y += BAR
    return lines, y + GAP


def draw(facts, cases):
    lines, y = [], TOP
    for name, case in cases.items():
        more, y = draw_case(TITLES.get(name, name),
                            case["instructions_per_request"], y)
        lines += more
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
        f'height="{y}" viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" '
        'font-size="12" fill="#24292f">',
        f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>',
        text_at(20, 26, "Instructions per request, client included",
                ' font-size="15" font-weight="bold"'),
        text_at(20, 46, f"kernel {facts['kernel']}, {facts['date'][:10]}; "
                        "a shorter bar is better"),
    ]
    return "\n".join(head + lines + ["</svg>"]) + "\n"
