# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What a machine would fetch from Debian, for a guest that has no network.

# What may be missing on a machine before khttpd, and comes with it.
archive_packages=(dkms linux-headers-amd64 openssl)
# The next kernel of a release, from its backports.
archive_upgrades=(linux-image-amd64 linux-headers-amd64)

# bare_layer RELEASE IMAGE-ENTRY: a layer without them.
bare_layer() {
	cache_entry "bare-layer-$1" bare-layer "$2" "${archive_packages[*]}" \
		"$(files_digest tests/guest/inside/purge-packages tests/guest/overlay.sh tests/guest/layer.sh)"
}

# archive_entry RELEASE: see build/archive.
archive_entry() {
	local image bare
	image=$(image_entry "$1") || return 1
	bare=$(bare_layer "$1" "$image") || return 1
	cache_entry "archive-$1" archive "$image" "$bare" "$1" "${archive_packages[*]}" \
		"${archive_upgrades[*]}" "$(files_digest tests/pkg/apt-index.sh)"
}
