# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Failures that have nothing to do with the sources: one line that says what to
# do.  Sourced by cache.sh.

cache_gigabytes=15 # what make check fills the cache with

# free_megabytes PATH: on its file system, also before PATH exists.
free_megabytes() {
	local path=$1
	until [ -e "$path" ]; do path=$(dirname "$path"); done
	df --output=avail -BM "$path" | tail -n 1 | tr -dc 0-9
}

# explain_space [LOG]: LOG tells of a full file system, or cannot tell because the
# cache's is full.
explain_space() {
	grep -qs 'No space left on device' "${1:-/dev/null}" || [ "$(free_megabytes "$KHTTPD_CACHE")" -lt 8 ] || return
	explain_full
}

explain_full() {
	say "no space left in $KHTTPD_CACHE (needs about $cache_gigabytes GB): free some or set KHTTPD_CACHE=..."
}

unreachable='Could not connect|Unable to connect|Connection (refused|failed|timed out)|Could not resolve'
unreachable+='|Temporary failure resolving|Network is unreachable|No route to host'

# explain_archive LOG [WHERE ADVICE]: apt could not reach the archive.
explain_archive() {
	grep -qsE "$unreachable" "$1" || return
	say "cannot reach Debian's archive (${2:-${KHTTPD_DEBIAN_MIRROR:-}}): check the network or ${3:-set KHTTPD_DEBIAN_MIRROR=...}"
}

# explain LOG: fails if LOG shows neither.
explain() { explain_space "$1" || explain_archive "$1"; }

# explained LOG: the last such line in a log of several builds.
explained() { grep -hE " (no space left in|cannot reach Debian's archive) " "$1" | tail -n 1 | cut -d' ' -f2- | grep .; }

# cache_has_room: for who will ask for many entries; each would fail by itself.
cache_has_room() {
	[ "$(free_megabytes "$KHTTPD_CACHE")" -ge 1024 ] || { explain_full; return 1; }
}
