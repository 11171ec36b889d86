#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest of two processors, as root: one of them goes and comes back twenty
# times (or $1) while clients ask for small and large files.
# shellcheck disable=SC2317 # functions are called through told
set -euo pipefail

rounds=${1:-20}
root=/var/tmp/unplug
url=http://127.0.0.1:8081
switch=/sys/devices/system/cpu/cpu1/online
work=$(mktemp -d)
# shellcheck source=tests/pkg/told.sh
. ./told.sh

counter() { sed -n "s/^$1 //p" /proc/khttpd; }

# Answered since it was last asked.
seen=0
goes_on() {
	local before=$seen deadline=$((SECONDS + 20))
	until seen=$(counter requests) && [ "$seen" -gt "$before" ]; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
	done
}

unplug() {
	local round
	for ((round = 0; round < rounds; round++)); do
		echo 0 >"$switch"
		goes_on
		goes_on
		echo 1 >"$switch"
		goes_on
	done
}

mkdir -p $root
printf small >$root/small
head -c 3000000 /dev/urandom >$root/large
chmod -R a+rX $root
modprobe khttpd root=$root
for path in small large; do
	while [ ! -e $root.done ]; do
		wrk -t1 -c8 -d2s --timeout 60 "$url/$path" >>$root.$path || echo "wrk failed" >>$root.$path
	done &
done
goes_on
told "requests are answered while a processor goes and comes back, $rounds times" unplug
touch $root.done
wait
# Whatever waited on the processor that went was seen to by the other.
told "no answer was wrong or missing" not grep -E 'Socket errors|Non-2xx|failed' $root.small $root.large
told "a large file is whole" cmp <(curl -sS "$url/large") $root/large
for ((tries = 0; tries < 50; tries++)); do
	[ "$(counter connections)" != 0 ] || break
	sleep 0.1
done
told "no connection is left" [ "$(counter connections)" = 0 ]
echo "$(counter requests) requests"
told "the module unloads" modprobe -r khttpd
[ $failed = 0 ]
