# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sources for a builder: for builders, which know them by a digest.

# copy_sources TREE FOLDER DIGEST PATH...: those paths of TREE; fails if they are not
# what DIGEST was made of, as when somebody edits them at this moment.
copy_sources() {
	local tree=$1 folder=$2 digest=$3 path
	shift 3
	for path; do
		[ ! -e "$tree/$path" ] || (cd "$tree" && cp -r --preserve=mode --parents "$path" "$folder/")
	done
	[ "$(top=$folder files_digest "$@")" = "$digest" ] || {
		echo "the sources were changed while they were copied: begin again"
		return 1
	}
}
