# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The kernel's own judges of source text.

# kernel_scripts: see build/kernel-scripts; of the kernel that debug is.
kernel_scripts() {
	local version
	read -r _ version _ <<<"$(kernel_index "$debug_source")" || return 1
	cache_entry kernel-scripts kernel-scripts "$debug_source" "$version" \
		"$(suite_of_kernel "$debug_source")"
}
