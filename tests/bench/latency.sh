# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Part of in-guest.sh: how long an answer takes while the server gets 70 % of
# the requests that it can answer at most.  Prints
# "latency SERVER RATE P50 P99 P99.9", requests a second of the guest's clock
# and microseconds, counted from when a request was due.

load_servers=(khttpd nginx-sendfile-off lighttpd-simple)

# of_report EXPRESSION...: in Python, of htstress's report.
of_report() {
  python3 -c 'import json, sys
report = json.load(open("report.json"))
times = report["response_time"] or report["service_time"]
percentile = {p["percentile"]: p["us"] for p in times["percentiles"]}
print(*(eval(text) for text in sys.argv[1:]))' "$@"
}

# Fails if an answer is not whole and right.
ask_for() { # SECONDS-AND-UNIT [OPTION...]
  htstress -t "$threads" -c "$connections" --json=report.json -D "$@" "$(url_of 1k.bin)" >client.out
}

measure_latency() {
  local server rate
  for server in "${load_servers[@]}"; do
    # shellcheck disable=SC2053 # a pattern
    [[ $server == $only ]] || continue
    start "$server" latency 1k.bin
    wait_until_right 1k.bin
    ask_for 200ms
    ask_for 1s
    rate=$(of_report 'int(0.7 * report["requests"]["per_s"])')
    ask_for 2s --warmup 300ms -R "$rate"
    echo "latency $server $rate $(of_report 'percentile[50]' 'percentile[99]' 'percentile[99.9]')"
    stop "$server"
    wait_until_gone
  done
}
