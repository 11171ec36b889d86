# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A layer: a tar that is unpacked over a guest's root.

# layer_of WORK FILE: what overlay_run changed.  Overlayfs marks a removed file
# as device 0:0, and a folder that hides the one below as opaque: both are
# removed before the layer is unpacked.
layer_of() {
	local upper=$1/upper part
	for part in tmp run dev proc mnt; do rm -rf "${upper:?}/$part"; done
	{
		find "$upper" -type c -printf "%P\n"
		{ find "$upper" -type d -exec getfattr --absolute-names -n trusted.overlay.opaque {} + 2>/dev/null || true; } |
			sed -n "s,^# file: $upper/,,p"
	} >"$1/removed"
	find "$upper" -type c -delete
	if [ -s "$1/removed" ]; then
		sed "s,.*,rm -rf '/new/&'," "$1/removed" >"$upper/.remove"
	fi
	tar -C "$upper" -cf "$2" .
}
