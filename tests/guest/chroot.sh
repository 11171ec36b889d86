# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Build chroots, one per kernel.

# kernel_chroot KERNEL
kernel_chroot() {
	local suite facts packages=make,gcc,libc6-dev,kmod
	suite=$(suite_of_kernel "$1")
	facts=$(kernel_index "$1") || return 1
	if made_of "$1" >/dev/null; then
		made_chroot "$1" "$suite" "$packages" "$facts"
		return
	fi
	# Headers before 6.1 leave out what their host tools are linked with.
	if [ "$suite" = bullseye ]; then packages+=,libelf1; fi
	if has_dkms "$suite"; then packages+=,dkms; fi
	# shellcheck disable=SC2086 # a list of words
	cache_entry "chroot-$1" chroot "$(base_suite "$suite")" \
		"$(sources_of "$suite")" "$packages" $facts
}

# made_chroot KERNEL SUITE PACKAGES FACTS
made_chroot() {
	local source flavour arch parts abi version part files=()
	read -r source flavour arch parts <<<"$(made_of "$1")"
	for part in $parts; do files+=("tests/guest/$part.config"); done
	read -r abi version _ <<<"$4"
	cache_entry "chroot-$1" made-chroot "$2" "$(sources_of "$2")" \
		"$3,ccache,cpio,flex,bison,bc,libelf-dev,xz-utils" "$source" "$version" "$arch" "$abi-$flavour" "$parts" \
		"$(files_digest "${files[@]}" tests/guest/inside/build-kernel tests/guest/build/deb-chroot)"
}
