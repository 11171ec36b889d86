# SPDX-License-Identifier: GPL-2.0-only
"""What the servers do beside the cost of one request: how long answers take
under load, and what a second processor brings."""
import statistics

OWN = "khttpd"
TIMES = ("p50", "p99", "p99.9")  # microseconds of the guest's clock


class Load:
    """Of the lines "latency SERVER RATE P50 P99 P99.9" and
    "scale SERVER PROCESSORS REQUESTS"."""

    def __init__(self):
        self.latency = {}
        self._rates = {}

    def take(self, kind, words):
        if kind == "latency":
            rate, *times = (float(word) for word in words[1:])
            self.latency[words[0]] = {"rate": rate, **dict(zip(TIMES, times))}
        else:
            rates = self._rates.setdefault(words[0], {"1": [], "2": []})
            rates[words[1]].append(float(words[2]))

    def scale(self):
        """Of every server requests a second with one processor and with two,
        medians, and their ratio."""
        table = {}
        for name, rates in self._rates.items():
            one, two = (statistics.median(rates[n]) for n in ("1", "2"))
            table[name] = {"one": one, "two": two, "ratio": round(two / one, 3)}
        return table

    def ratios(self):
        """Our times to the best peer's."""
        own = self.latency.get(OWN)
        peers = [times for name, times in self.latency.items() if name != OWN]
        if not own or not peers:
            return {}
        return {name: round(own[name] / min(p[name] for p in peers), 3)
                for name in TIMES}

    def print(self, limits):
        if self.latency:
            print("\nresponse time at 70 % of the most that each can answer, "
                  "microseconds of the guest's clock\n")
            print("    requests/s       p50       p99     p99.9")
        for name, times in self.latency.items():
            print(f"  {times['rate']:>12,.0f}" +
                  "".join(f"{times[part]:>10,.1f}" for part in TIMES) +
                  f"  {name}")
        for part, ratio in self.ratios().items():
            limit = f" ({limits[part]:.2f})" if part in limits else ""
            print(f"  {part}: {ratio} of the best other{limit}")
        if self._rates:
            print("\nrequests per second of the machine below, medians: one "
                  "processor, two, their ratio\n")
        for name, row in self.scale().items():
            print(f"  {row['one']:>10,.0f}{row['two']:>10,.0f}"
                  f"{row['ratio']:>8.2f}  {name}")

    def verdicts(self, limits):
        """Yields (right, sentence) for every limit."""
        ratios = self.ratios()
        for name, limit in limits.items():
            ratio = ratios.get(name)
            yield ratio is not None and ratio <= limit, (
                f"{OWN} latency: {name} is {ratio} of the best other, at most "
                f"{limit}")
