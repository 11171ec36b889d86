# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Our rpm packages, and a Debian root with rpm to build and try them in.

rpm_sources=(VERSION LICENSE README.md CMakeLists.txt dkms.conf conf systemd rpm debian/changelog
	src/CMakeLists.txt src/Kbuild src/tools src/uapi src/core src/module)

# rpm_root RELEASE: what the packages are built, checked and installed in; with
# DKMS and the headers of the release's kernel it builds the module as well.
rpm_root() {
	local facts abi packages=build-essential,ccache,rpm,rpmlint,kmod,dkms,patch,cpio,file,python3-firewall
	facts=$(kernel_index "$(kernel_of_release "$1")") || return 1
	abi=${facts%% *}
	packages+=,linux-headers-$abi-amd64,linux-headers-$abi-cloud-amd64
	packages+=,cmake,libcli11-dev,libfmt-dev,nlohmann-json3-dev
	cache_entry "rpm-root-$1" deb-chroot "$1" "$(sources_of "$1")" "$packages"
}

# rpms_entry RELEASE [VARIANT]: a folder with the packages, binary and source.
# A VARIANT is what an upgrade is tried with: bump has a higher release, next a
# higher version, other module sources and another configuration file.
rpms_entry() {
	local root
	root=$(rpm_root "$1") || return 1
	cache_entry "rpms${2:+-$2}-$1" rpms "$root" "$top" "$(files_digest "${rpm_sources[@]}")" \
		"$(files_digest tests/guest/inside/build-rpms tests/guest/overlay.sh tests/pkg/distribution.spec)" \
		"${2:-}" "${rpm_sources[@]}"
}
