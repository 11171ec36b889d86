# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# From the file in /boot to the ELF file in it, which QEMU starts directly.

# number OFFSET SIZE FILE: a little-endian field of the x86 boot header.
number() { od -A n -t "u$2" -j $(($1)) -N "$2" "$3" | tr -d ' '; }

# unpack_vmlinux IMAGE FILE.  Documentation/arch/x86/boot.rst: the payload lies
# payload_offset (0x248) bytes after the setup sectors (count at 0x1f1) and ends
# with its unpacked size.
unpack_vmlinux() {
	local start length
	start=$((($(number 0x1f1 1 "$1") + 1) * 512 + $(number 0x248 4 "$1")))
	length=$(($(number 0x24c 4 "$1") - 4))
	dd if="$1" of="$2.packed" bs=64K iflag=skip_bytes,count_bytes \
		skip="$start" count="$length" status=none
	case $(od -A n -t x1 -N 4 "$2.packed") in
	" fd 37 7a 58") xz -dc "$2.packed" ;;
	" 28 b5 2f fd") zstd -dc "$2.packed" ;;
	" 02 21 4c 18") lz4 -dc "$2.packed" ;;
	" 1f 8b"*) gzip -dc "$2.packed" ;;
	*) echo "vmlinuz is packed in an unknown way" >&2 && return 1 ;;
	esac >"$2"
	rm "$2.packed"
}
