# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Downloads that go on while something is done to the server.  After story.sh.

rates=(600k 900k 1300k) # they must not all end at once

# download LANE URL FILE: one after the other until told to stop, each slowly
# (curl takes the first ten megabytes at once and only then begins to wait) and
# whole.
download() {
    local count=0
    while [ ! -e "$work/enough" ]; do
        curl --no-progress-meter -f --limit-rate "${rates[$1]}" --retry 60 --retry-delay 1 --retry-all-errors \
            -o "$work/lane-$1" "$2" || return
        cmp "$work/lane-$1" "$3" || return
        count=$((count + 1))
    done
    echo "lane $1: $count files"
}

# downloads_run PORT
downloads_run() { [ "$(ss -Htn state established "sport = :$1" | wc -l)" = ${#rates[@]} ]; }

# under_downloads PORT FILE COMMAND...: while COMMAND runs, FILE, which the
# server on that port has under its name, is always on its way.
under_downloads() {
    local port=$1 file=$2 lane pids=() status=0
    shift 2
    rm -f "$work/enough"
    for lane in "${!rates[@]}"; do
        download "$lane" "http://127.0.0.1:$port/$(basename "$file")" "$file" >"$work/lane-$lane.log" 2>&1 &
        pids+=($!)
    done
    eventually downloads_run "$port"
    "$@" || status=$?
    touch "$work/enough"
    for lane in "${pids[@]}"; do wait "$lane" || status=$?; done
    tail -n 5 "$work"/lane-*.log
    return $status
}
