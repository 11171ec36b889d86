# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# How what was begun comes to its end when a person or a caller ends it early.
# Sourced by cache.sh.  A script that waits for a program ends at once by a TERM or
# HUP of its own only if it has no trap for it; an EXIT trap is run all the same.

# children_of PID...: process IDs, from /proc: procps may be missing.
children_of() {
	local wanted=" $* " file line pid
	for file in /proc/[0-9]*/stat; do
		read -r line 2>/dev/null <"$file" || continue
		pid=${line%% *}
		# A program's name may have blanks and brackets in it.
		line=${line##*) }
		line=${line#* }
		[[ $wanted != *" ${line%% *} "* ]] || [ "$pid" = "$BASHPID" ] || echo "$pid"
	done
}

# descendants_of PID: not PID itself; parents before their children.
descendants_of() {
	local level=("$1")
	while mapfile -t level < <(children_of "${level[@]}") && [ ${#level[@]} != 0 ]; do
		printf '%s\n' "${level[@]}"
	done
}

# alive PID...: those that still run.
alive() {
	local pid
	for pid; do
		[[ ! -e /proc/$pid/stat || $(cat "/proc/$pid/stat" 2>/dev/null) =~ ^.*\)\ [ZX] ]] || echo "$pid"
	done
}

# end_descendants PID [SECONDS]: TERM to all that PID started, so that they clean
# up, and KILL to those that are there SECONDS later.  Orphans of the first keep
# their IDs on the list.
end_descendants() {
	local deadline=$((SECONDS + ${2:-30})) found left
	mapfile -t found < <(descendants_of "$1")
	[ ${#found[@]} != 0 ] || return 0
	as_root kill -TERM "${found[@]}" 2>/dev/null || true
	while mapfile -t left < <(alive "${found[@]}") && [ ${#left[@]} != 0 ]; do
		if [ $SECONDS -ge $deadline ]; then
			as_root kill -KILL "${left[@]}" 2>/dev/null || true
		fi
		[ $SECONDS -lt $((deadline + 5)) ] || return 1
		sleep 0.1
	done
}

# ended_by SIGNAL: end this shell as the signal would have, so that whoever waits
# for it does not go on.
ended_by() {
	trap - EXIT "$1"
	kill -s "$1" "$BASHPID"
	exit 1 # for one that a background shell ignores
}
