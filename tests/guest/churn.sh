#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest, as root: files, the policy and the parameters change under clients
# that ask all the while, for a minute (or $1 seconds) and until each was twice;
# every answer is whole, and what is served afterwards is what is there then.
# shellcheck disable=SC2317 # functions are called through again
set -euo pipefail

seconds=${1:-60}
place=/var/tmp/churn
parameters=/sys/module/khttpd/parameters
url=http://127.0.0.1:8081
tasks=(change_files change_policy change_numbers ask)
work=$place
# shellcheck source=tests/pkg/told.sh
. ./told.sh

# make_root LETTER: files that are cached, read in pages, streamed, and an index;
# with a policy that lists folders and adds a field.
make_root() {
	local root=$place/$1 file
	mkdir -p "$root/folder"
	for file in hot:3000 paged:90000 large:900000; do
		head -c "${file#*:}" /dev/zero | tr '\0' "$1" >"$root/${file%:*}"
	done
	cp "$root/hot" "$root/folder/index.html"
	gzip -k "$root/paged"
	chmod -R a+rX "$place"
	python3 policy.py >"$place/block-$1" <<-END
		{"sites": [{"root": "$root", "flags": 1, "rules": [[1, 0, "/", "Site: $1"]]}]}
	END
}

# again TASK: until there is no more load; with a line in a file for each time.  With
# a pause, or the answers would all be slow ones, and no two of them be sent at once.
again() {
	while [ -e "$place/go" ]; do
		if ! "$1" "$(turns "$1")"; then
			echo "$1" >>"$place/wrong"
			break
		fi
		echo >>"$place/$1"
		sleep 0.5
	done
}

turns() { wc -l <"$place/$1"; } # turns TASK: how often so far

# all_twice: how long that takes depends on the machine.
all_twice() {
	local task
	for task in "${tasks[@]}"; do [ "$(turns "$task")" -ge 2 ] || return 1; done
}

# In place, by a new name, by owner and mode, a file that comes and goes, a folder
# under another name.
change_files() {
	local root=$place/a
	cp "$root/paged" "$root/.new" && chmod a+r "$root/.new" && mv "$root/.new" "$root/paged" &&
		cat "$place/b/hot" >"$root/hot" && cat "$root/folder/index.html" >"$root/hot" &&
		chmod 600 "$root/hot" && chown 7 "$root/hot" && chown 0 "$root/hot" && chmod 644 "$root/hot" &&
		touch "$root/gone" && rm "$root/gone" &&
		mv "$root/folder" "$root/elsewhere" && mv "$root/elsewhere" "$root/folder"
}

change_policy() { # change_policy NUMBER
	local letter=ab
	letter=${letter:$(($1 % 2)):1}
	echo "$place/block-$letter" >"$parameters/policy" &&
		echo "$place/$letter" >"$parameters/root" &&
		echo "index.html,hot" >"$parameters/index"
}

change_numbers() { # change_numbers NUMBER
	local odd=$(($1 % 2))
	echo $((odd * 32768)) >"$parameters/cache_size" &&
		echo $((odd * 262144)) >"$parameters/cache_max_file" &&
		echo $((odd * 7)) >"$parameters/keepalive_requests" &&
		echo $((odd + 60)) >"$parameters/keepalive_timeout" &&
		echo $((odd + 65535)) >"$parameters/max_connections" &&
		cat /proc/khttpd "$parameters"/* >/dev/null
}

# An answer is of one version of the file, which may be an empty one, or refused.
ask() {
	local body path
	for path in hot large folder/; do
		body=$(curl --silent --fail --max-time 60 --http1.0 "$url/$path") || continue
		[[ $body =~ ^(a*|b*)$ ]] || return 1
	done
	curl --silent --max-time 60 -r 5-10,70000- -o /dev/null "$url/paged" || true
}

# Mostly for what is in the cache.
load() {
	cat >"$place/paths.lua" <<-'END'
		local paths, n = { "/paged", "/folder/", "/large", "/", "/gone" }, 0
		function request()
			n = n + 1
			local path = n % 16 == 0 and paths[n / 16 % #paths + 1] or "/hot"
			return wrk.format("GET", path, { ["Accept-Encoding"] = n % 32 == 0 and "gzip" or "" })
		end
	END
	wrk -t2 -c16 -d"$seconds" --timeout 60 -s "$place/paths.lua" "$url"
}

make_root b
make_root a
modprobe khttpd root="$place/a"
touch "$place/go"
for task in "${tasks[@]}"; do
	: >"$place/$task"
	again "$task" &
done
for _ in 1 2 3 4 5; do
	load
	if [ -e "$place/wrong" ] || all_twice; then break; fi
done
rm "$place/go"
wait

served=$(sed -n "s/^responses_fast //p" /proc/khttpd)
for task in "${tasks[@]}"; do
	told "$task, $(turns "$task") times under $served answers from the cache" [ "$(turns "$task")" -ge 2 ]
done
told 'every change was taken, every answer whole' [ ! -e "$place/wrong" ]
change_policy 0
told 'what is there afterwards is served' cmp <(curl --silent "$url/hot") "$place/a/hot"
told 'the module unloads' modprobe -r khttpd
[ $failed = 0 ]
