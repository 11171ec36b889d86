# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The cache: directories named after the content that made them.  An entry is
# built under .building and renamed when complete, so one that can be seen is
# whole; a builder that dies leaves only what the next one sweeps away.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
KHTTPD_CACHE=${KHTTPD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/khttpd}
export KHTTPD_CACHE
keep_entries=3 # of one name: the newest and two to go back to

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
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
		mkdir -p "$KHTTPD_CACHE/.building" "$KHTTPD_CACHE/.lock"
		(
			flock 9
			[ -d "$entry" ] || cache_build "$name" "$builder" "$entry" "$@"
		) 9>"$KHTTPD_CACHE/.lock/$name" || return 1
	fi
	touch -c "$entry" 2>/dev/null || as_root touch "$entry"
	echo "$entry"
}

# cache_build NAME BUILDER ENTRY [INPUT...]: called under the name's lock.
cache_build() {
	local name=$1 builder=$2 entry=$3 work log began=$SECONDS
	shift 3
	cache_remove "$KHTTPD_CACHE/.building/$name".??????
	work=$(mktemp -d "$KHTTPD_CACHE/.building/$name.XXXXXX")
	log=$KHTTPD_CACHE/.building/$name.log
	chmod 755 "$work"
	say "building $name (log: $log)"
	if ! as_root env KHTTPD_CACHE="$KHTTPD_CACHE" PATH="$PATH:/usr/sbin:/sbin" \
		"$here/build/$builder" "$work" "$@" >"$log" 2>&1 9>&-; then
		tail -n 40 "$log" >&2
		cache_remove "$work"
		say "building $name failed after $((SECONDS - began)) s, whole log in $log"
		return 1
	fi
	as_root mv "$work" "$entry"
	say "built $name in $((SECONDS - began)) s"
	note_built "$name"
	cache_prune "$name"
}

# cache_prune NAME: drop all but the most recently used entries of a name.
cache_prune() {
	local old
	find "$KHTTPD_CACHE" -maxdepth 1 -name "$1-????????????????" -printf '%T@ %p\n' |
		sort -rn | tail -n +$((keep_entries + 1)) | cut -d' ' -f2- |
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
