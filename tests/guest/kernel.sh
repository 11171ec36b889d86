# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Kernels to boot.

# kernel_entry KERNEL: see build/kernel and build/made-kernel.
kernel_entry() {
	local chroot facts abi flavour
	facts=$(kernel_index "$1") || return 1
	chroot=$(kernel_chroot "$1") || return 1
	read -r abi _ flavour _ <<<"$facts"
	if made_of "$1" >/dev/null; then
		cache_entry "kernel-$1" made-kernel "$chroot" "$abi-$flavour"
	else
		cache_entry "kernel-$1" kernel "$chroot" "$abi"
	fi
}

# initramfs_entry NAME KERNEL-ENTRY
initramfs_entry() {
	cache_entry "initramfs-$1" initramfs "$2" "$(files_digest tests/guest/inside/initramfs-init)"
}
