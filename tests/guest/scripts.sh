# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The kernel's own judges of source text.

# kernel_scripts: see build/kernel-scripts; of the kernel that debug is.
kernel_scripts() {
	local source version
	read -r source _ <<<"$(made_of debug)"
	read -r _ version _ <<<"$(kernel_index "$source")" || return 1
	cache_entry kernel-scripts kernel-scripts "$source" "$version" \
		"$(suite_of_kernel "$source")"
}
