# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Build chroots, one per kernel.

# kernel_chroot KERNEL
kernel_chroot() {
	local suite facts packages=make,gcc,libc6-dev,kmod
	suite=$(suite_of_kernel "$1")
	facts=$(kernel_index "$1") || return 1
	if [ "$1" = debug ]; then
		debug_chroot "$suite" "$packages" "$facts"
		return
	fi
	# Headers before 6.1 leave out what their host tools are linked with.
	if [ "$suite" = bullseye ]; then packages+=,libelf1; fi
	if has_dkms "$suite"; then packages+=,dkms; fi
	# shellcheck disable=SC2086 # a list of words
	cache_entry "chroot-$1" chroot "$(base_suite "$suite")" \
		"$(sources_of "$suite")" "$packages" $facts
}

# debug_chroot SUITE PACKAGES FACTS
debug_chroot() {
	local abi version
	read -r abi version _ <<<"$3"
	cache_entry chroot-debug debug-chroot "$1" "$(sources_of "$1")" \
		"$2,cpio,flex,bison,bc,libelf-dev,xz-utils" "$debug_source" "$version" "$abi-debug" \
		"$(files_digest tests/guest/debug.config tests/guest/inside/build-debug-kernel \
			tests/guest/build/deb-chroot)"
}
