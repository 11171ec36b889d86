#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest, as root: files of awkward sizes come back byte for byte, cold and
# hot, over IPv4 and IPv6, up to a sparse one of 5 GiB: with --whole all of it, else
# what lies where 31 and 32 bits end.  One line per check.
# shellcheck disable=SC2317 # functions are called through check
set -euo pipefail

root=/var/tmp/files
failed=0

check() { # check NAME COMMAND...
	local name=$1
	shift
	if "$@"; then
		echo "ok - $name on $(uname -r)"
	else
		echo "not ok - $name on $(uname -r)"
		failed=1
	fi
}

same() { # same ADDRESS NAME
	curl --silent --fail --max-time 500 "http://$1:8081/$2" | cmp - "$root/$2"
}

same_size() { # the Content-Length of HEAD
	local length
	length=$(curl --silent --fail --head "http://127.0.0.1:8081/$1" |
		tr -d '\r' | sed -n 's/^Content-Length: //p')
	[ "$length" = "$(stat -c %s "$root/$1")" ]
}

status_of() { # status_of STATUS PATH
	[ "$(curl --silent --path-as-is -o /dev/null -w '%{http_code}' "http://127.0.0.1:8081$2")" = "$1" ]
}

counter() {
	sed -n "s/^$1 //p" /proc/khttpd
}

# Past the clock's tick, a file that was just written may be kept.
settle() {
	local deadline=$((SECONDS + 20))
	until curl --silent -o /dev/null http://127.0.0.1:8081/1 && [ "$(counter cache_entries)" -gt 0 ]; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
	done
}

mkdir -p "$root/empty"
sizes='0 1 4095 4096 4097 65535 65536 262143 262144 262145 1048577 10000000'
for size in $sizes; do
	head -c "$size" /dev/urandom >"$root/$size"
done
./sparse.py make "$root/sparse"
chmod -R a+rX "$root"

check 'the module loads' modprobe khttpd root="$root"
check 'a small file enters the cache' settle
for size in $sizes; do
	check "$size bytes, cold" same 127.0.0.1 "$size"
	check "$size bytes, again" same 127.0.0.1 "$size"
	check "$size bytes over IPv6" same '[::1]' "$size"
	check "$size bytes, length of HEAD" same_size "$size"
done
hits=$(counter cache_hits)
check 'a hot file' same 127.0.0.1 4096
check 'the hot file came from the cache' test "$(counter cache_hits)" -gt "$hits"
check 'a missing file is 404' status_of 404 /nothing
check 'a way out of the root is refused' status_of 400 /../etc/passwd
check 'a directory without index is 404' status_of 404 /empty/
check '5 GiB sparse, length of HEAD' same_size sparse
if [ "${1:-}" = --whole ]; then
	check '5 GiB sparse' ./sparse.py fetch 8081 /sparse
else
	check '5 GiB sparse, around 2 and 4 GiB and at the end' ./sparse.py parts 8081 /sparse
fi
check 'the module unloads' modprobe -r khttpd
check 'nothing of it is left' test ! -e /proc/khttpd -a ! -e /sys/module/khttpd
rm -rf "$root"
exit $failed
