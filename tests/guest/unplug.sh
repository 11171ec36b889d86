#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest of two processors, as root: one of them goes and comes back twenty
# times (or $1) while clients ask for small and large files.
# shellcheck disable=SC2317 # functions are called through report
set -euo pipefail

rounds=${1:-20}
root=/var/tmp/unplug
url=http://127.0.0.1:8081
switch=/sys/devices/system/cpu/cpu1/online
failed=0

report() { # report NAME COMMAND...: one line for a check
	local name=$1
	shift
	if "$@"; then
		echo "ok - $name"
	else
		echo "not ok - $name"
		failed=1
	fi
}

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
		goes_on && goes_on || return 1
		echo 1 >"$switch"
		goes_on || return 1
	done
}

all_right() { ! grep -E 'Socket errors|Non-2xx|failed' "$root".small "$root".large; }

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
report "requests are answered while a processor goes and comes back, $rounds times" unplug
touch $root.done
wait
# Whatever waited on the processor that went was seen to by the other.
report "no answer was wrong or missing" all_right
report "a large file is whole" cmp <(curl -sS "$url/large") $root/large
for ((tries = 0; tries < 50; tries++)); do
	[ "$(counter connections)" != 0 ] || break
	sleep 0.1
done
report "no connection is left" [ "$(counter connections)" = 0 ]
report "the module unloads" modprobe -r khttpd
echo "$seen requests"
exit $failed
