# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# For judges that take long: what was found clean is not judged again until it, the
# judge or one of the judge's tools is another.  After guest/cache.sh.

# found_clean TOOL...: this judge has found all that is compiled into the module
# clean with tools of these versions, or paths whose names tell what is in them.
found_clean() {
	local folder=$KHTTPD_CACHE/analysis
	mkdir -p "$folder"
	find "$folder" -type f -mtime +30 -delete
	stamp=$folder/${0##*/}-$({
		files_digest src/core src/module src/uapi src/Kbuild "tests/analysis/${0##*/}"
		printf '%s\n' "$@"
	} | digest)
	[ -e "$stamp" ] && touch "$stamp"
}

# now_clean: what found_clean was asked about.
now_clean() { mkdir -p "${stamp%/*}" && touch "$stamp"; }
