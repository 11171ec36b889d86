# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A root disk that outlives its run, and the kernel that is installed on it.

PATH=$PATH:/usr/sbin:/sbin # debugfs, modprobe

# root_disk IMAGE: sets disks; the kept one begins as a copy of IMAGE.
root_disk() {
	disks=("root=${kept_disk:-$1}")
	[ -z "$kept_disk" ] || cp --sparse=always "$1" "$kept_disk"
}

# on_disk DISK REQUEST: see debugfs(8); reads an ext4 without mounting it.
on_disk() { debugfs -R "$2" "$1" 2>/dev/null; }

# installed_kernel DISK DIR: what a boot loader would start from /boot, as
# DIR/vmlinux, with DIR/initramfs.  The other modules stay on the disk.
installed_kernel() {
	local abi modules=$2/modules/lib/modules
	abi=$(on_disk "$1" 'ls -p /boot' | sed -n 's,.*/vmlinuz-\([^/]*\)/.*,\1,p' | sort -V | tail -n 1)
	[ -n "$abi" ] || die "there is no kernel in /boot on $1"
	mkdir -p "$modules"
	echo "$abi" >"$2/abi"
	on_disk "$1" "dump /boot/vmlinuz-$abi $2/vmlinuz"
	unpack_vmlinux "$2/vmlinuz" "$2/vmlinux"
	on_disk "$1" "rdump /usr/lib/modules/$abi $modules"
	"$here/build/initramfs" "$2" "$2"
}
