# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Our Debian packages.

# What the packages are made from.
package_sources=(VERSION LICENSE README.md CMakeLists.txt dkms.conf conf systemd
	src/CMakeLists.txt src/Kbuild src/tools src/uapi src/core src/module)
# All of debian but the tests, which take a package as it is.
mapfile -t -O ${#package_sources[@]} package_sources < <(cd "$top" && ls -d debian/[!t]*)

# build_depends: the names in debian/control, for a comma separated list.
build_depends() {
	sed -n '/^Build-Depends:/,/^[A-Z]/p' "$top/debian/control" | sed '1s/^[^:]*://; /^[A-Z]/d' |
		tr ',' '\n' | sed -E 's/[(<|].*//; s/ //g; s/=.*//' | grep . | paste -sd, -
}

# packages_entry RELEASE binary|elsewhere [TREE]: a folder with the .deb files of
# this checkout or of another tree.
packages_entry() {
	local chroot name=packages tree=${3:-$top}
	[ "$tree" = "$top" ] || name=packages-other
	[ "$2" = binary ] || name+=-$2
	chroot=$(cache_entry "deb-chroot-$1" deb-chroot "$1" "$(sources_of "$1")" \
		"build-essential,ccache,fakeroot,faketime,$(build_depends)") || return 1
	cache_entry "$name-$1" packages "$chroot" "$tree" "$(top=$tree files_digest "${package_sources[@]}")" \
		"$(files_digest tests/guest/inside/build-packages tests/guest/overlay.sh)" \
		"$2" "${package_sources[@]}"
}

# check_chroot RELEASE: the release with its own judges of packages, and what
# ours depend on.
check_chroot() {
	cache_entry "check-chroot-$1" deb-chroot "$1" "$(sources_of "$1")" \
		"lintian,devscripts,ufw,bash-completion,kmod,libfmt-dev"
}

# packages_layer RELEASE IMAGE-ENTRY FOLDER [PACKAGES]: a layer with them, and
# more of Debian's packages, installed by apt.
packages_layer() {
	cache_entry "packages-layer-$1" packages-layer "$2" "$3" \
		"$(files_digest tests/guest/inside/install-packages tests/guest/overlay.sh tests/guest/layer.sh)" ${4:+"$4"}
}

# more_layer RELEASE IMAGE-ENTRY PACKAGES: a layer with more of Debian's alone.
more_layer() {
	cache_entry "more-layer-$1" packages-layer "$2" '' \
		"$(files_digest tests/guest/inside/install-packages tests/guest/overlay.sh tests/guest/layer.sh)" "$3"
}
