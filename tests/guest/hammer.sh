#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest, as root: load and unload a hundred times (or $1), each time after
# some requests (or $2), while clients hammer small and large files, keep-alive
# and not, by IPv4 and IPv6 in turn.
set -euo pipefail

rounds=${1:-100}
requests=${2:-10}
root=/var/tmp/hammer
url=http://127.0.0.1:8081

mkdir -p "$root"
head -c 1024 /dev/urandom >"$root/small"
head -c 3000000 /dev/urandom >"$root/large"
chmod -R a+rX "$root"

# Clients that start again for as long as the file exists.
hammer() {
	while [ -e "$root/go" ]; do
		"$@" >/dev/null 2>&1 || true
	done
}

slowest=0
served=0
# Load, wait for answers, unload in the middle of them.
round() {
	local begin took deadline=$((SECONDS + 60))
	modprobe khttpd root="$root" listen="127.0.0.1:8081,[::1]:8081"
	until [ "$(sed -n 's/^requests //p' /proc/khttpd)" -gt "$requests" ]; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
	done
	served=$((served + $(sed -n 's/^requests //p' /proc/khttpd)))
	begin=$(date +%s%N)
	modprobe -r khttpd
	took=$((($(date +%s%N) - begin) / 1000000))
	[ "$took" -le "$slowest" ] || slowest=$took
	[ ! -e /sys/module/khttpd ]
}

touch "$root/go"
hammer wrk -t1 -c8 -d30 --timeout 1 $url/small &
hammer curl --silent --max-time 5 -o /dev/null $url/large &
hammer curl --silent --max-time 5 -0 -o /dev/null $url/small 'http://[::1]:8081/small' &
trap 'rm -f "$root/go"; pkill wrk || true; wait' EXIT

for ((i = 1; i <= rounds; i++)); do
	if ! round; then
		echo "not ok - round $i of loading and unloading under load"
		exit 1
	fi
done
echo "ok - loaded and unloaded $rounds times under load ($served requests, slowest unload $slowest ms)"
# Two seconds are given to answers under way; the rest is generous emulation.
if [ "$slowest" -gt 15000 ]; then
	echo "not ok - an unload took $slowest ms"
	exit 1
fi
echo 'ok - each unload took at most 15 s'
