# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The cache: directories named after the content that made them.  An entry is
# built under .building and renamed when complete, so one that can be seen is
# whole; one that was killed with its caller left what the next one sweeps away.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
KHTTPD_CACHE=${KHTTPD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/khttpd}
export KHTTPD_CACHE
. "$here/ending.sh"
. "$here/explain.sh"
keep_entries=3              # of one name: the newest and two to go back to
keep_seconds=$((4 * 3600)) # longer than any run takes from its first use of one to its last

# A closed terminal is no reason to leave out the rest.
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2 || true; }
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit "${status:-1}"
}

# note_built WHAT: for whoever wants to know whether all was there.
note_built() { [ -z "${KHTTPD_BUILT:-}" ] || echo "$1" >>"$KHTTPD_BUILT"; }

# as_root COMMAND...: chroots, overlays and file ownership need it.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# digest: of standard input, as used in entry names.
digest() { sha256sum | cut -c1-16; }

# files_digest PATH...: names, modes and bytes of the files below the paths
# (relative to the checkout's root); a path that does not exist counts too.
files_digest() {
	(
		cd "$top" || exit
		for path; do
			if [ -e "$path" ]; then
				find "$path" -type f -printf '%m %p\n' -exec sha256sum {} +
				find "$path" -type l -printf 'link %p %l\n'
			else
				echo "none $path"
			fi
		done | LC_ALL=C sort | digest
	)
}

# cache_entry NAME BUILDER [INPUT...]: print the entry's path, building it
# first if need be.  build/BUILDER is called with a directory to fill and the
# inputs; the key is the builder's text and the inputs' text.
cache_entry() {
	local name=$1 builder=$2 key entry
	shift 2
	key=$({
		cat "$here/build/$builder"
		printf '%s\n' "$@"
	} | digest)
	entry=$KHTTPD_CACHE/$name-$key
	if [ ! -d "$entry" ]; then
		mkdir -p "$KHTTPD_CACHE/.building" "$KHTTPD_CACHE/.lock" || { explain_space || true; return 1; }
		(
			flock 9
			# Another run has made it while we waited: we waited all the same.
			if [ -d "$entry" ]; then note_built "$name"; else cache_build "$name" "$builder" "$entry" "$@"; fi
		) 9>"$KHTTPD_CACHE/.lock/$name" || return 1
	fi
	touch -c "$entry" 2>/dev/null || as_root touch "$entry"
	echo "$entry"
}

# cache_build NAME BUILDER ENTRY [INPUT...]: called under the name's lock, in a
# shell of its own, which a signal ends with all that the builder did.
cache_build() {
	local name=$1 builder=$2 entry=$3 log signal began=$SECONDS
	shift 3
	cache_remove "$KHTTPD_CACHE/.building/$name".??????{,.source}
	work=$(mktemp -d "$KHTTPD_CACHE/.building/$name.XXXXXX") || { explain_space || true; return 1; }
	log=$KHTTPD_CACHE/.building/$name.log
	for signal in INT TERM HUP; do
		# shellcheck disable=SC2064 # the signal's name is meant
		trap "cache_stop; ended_by $signal" "$signal"
	done
	chmod 755 "$work"
	say "building $name (log: $log)"
	if ! cache_run_builder "$log" "$here/build/$builder" "$work" "$@"; then
		# Before there is space again.
		explain "$log" || {
			tail -n 40 "$log" >&2
			say "building $name failed after $((SECONDS - began)) s, whole log in $log"
		}
		cache_stop
		return 1
	fi
	# A name that outlives a power failure has its bytes on the disk.
	if ! as_root sync -f "$work" || ! as_root mv -T "$work" "$entry"; then
		cache_stop
		return 1
	fi
	say "built $name in $((SECONDS - began)) s"
	note_built "$name"
	cache_prune "$name"
}

# cache_run_builder LOG COMMAND...: in namespaces of its own, so that none of its
# processes and mounts outlives it.  It ends too when the script that wants
# the entry is killed.
cache_run_builder() {
	local log=$1 code=0 command=(setpriv --pdeathsig KILL -- unshare --mount --pid --fork --kill-child --mount-proc --
		env KHTTPD_CACHE="$KHTTPD_CACHE" PATH="$PATH:/usr/sbin:/sbin")
	shift
	[ "$(id -u)" = 0 ] || command=(sudo "${command[@]}")
	tail --pid=$$ -f /dev/null >/dev/null 9>&- &
	watcher_pid=$!
	"${command[@]}" "$@" >"$log" 2>&1 9>&- &
	builder_pid=$!
	wait -n $builder_pid $watcher_pid || code=$?
	# That the watcher ended first is no success of the builder's.
	kill $watcher_pid 2>/dev/null || code=1
	[ $code != 0 ] || builder_pid=''
	return $code
}

# cache_stop: end the builder and remove what it made.
cache_stop() {
	local pids
	trap '' INT TERM HUP
	mapfile -t pids < <(descendants_of "$builder_pid")
	# The first process of the namespace takes all others with it; its parent waits
	# until they are gone.
	[ ${#pids[@]} = 0 ] || as_root kill -KILL "${pids[@]}" 2>/dev/null || true
	kill $watcher_pid 2>/dev/null || true
	wait
	cache_remove "$work" "$work.source"
	trap - INT TERM HUP
}

# cache_prune NAME: drop all but the most recently used entries of a name, and those
# that another run may be using.
cache_prune() {
	local old
	find "$KHTTPD_CACHE" -maxdepth 1 -name "$1-????????????????" -printf '%T@ %p\n' |
		sort -rn | tail -n +$((keep_entries + 1)) |
		awk -v until="$(($(date +%s) - keep_seconds))" '$1 < until { print $2 }' |
		while read -r old; do cache_remove "$old"; done
}

# cache_remove PATH...: a build that was killed may have left parts of this machine
# mounted there (/dev, /sys), of which nothing may go with it.
cache_remove() {
	local path point
	for path; do
		while read -r point; do
			as_root umount "$point"
		done < <(awk -v under="$path/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r)
		as_root rm -rf --one-file-system "$path"
	done
}
