# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Build chroots, one per kernel.

# kernel_chroot KERNEL
kernel_chroot() {
	local suite facts packages=make,gcc,libc6-dev,kmod
	suite=$(suite_of_kernel "$1")
	facts=$(kernel_index "$1") || return 1
	# Headers before 6.1 leave out what their host tools are linked with.
	if [ "$suite" = bullseye ]; then packages+=,libelf1; fi
	if has_dkms "$suite"; then packages+=,dkms; fi
	# shellcheck disable=SC2086 # a list of words
	cache_entry "chroot-$1" chroot "$(base_suite "$suite")" \
		"$(sources_of "$suite")" "$packages" $facts
}
