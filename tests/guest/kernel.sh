# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Kernels to boot.

# kernel_entry KERNEL: see build/kernel.
kernel_entry() {
	local chroot facts builder=kernel
	facts=$(kernel_index "$1") || return 1
	chroot=$(kernel_chroot "$1") || return 1
	[ "$1" != debug ] || builder=debug-kernel
	cache_entry "kernel-$1" "$builder" "$chroot" "${facts%% *}"
}

# initramfs_entry NAME KERNEL-ENTRY
initramfs_entry() {
	cache_entry "initramfs-$1" initramfs "$2" "$(files_digest tests/guest/inside/initramfs-init)"
}
