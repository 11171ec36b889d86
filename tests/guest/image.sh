# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Root disks.

# What tests and people need in a guest, and what our packages depend on: a
# guest has no network to fetch from.  (libfmt-dev stands for its library, whose
# name differs by release.)
image_packages=systemd,systemd-sysv,udev,dbus,apt,kmod,procps,psmisc,iproute2
image_packages+=,python3,curl,wrk,apache2-utils,nghttp2-client,nginx,lighttpd
image_packages+=,netcat-openbsd,tcpdump,strace,slowhttptest,attr,e2fsprogs,less
image_packages+=,ca-certificates,openssl,dkms,make,gcc,libc6-dev,libfmt-dev,linux-headers-amd64

# image_entry RELEASE: see build/image.
image_entry() {
	local facts abi
	facts=$(kernel_index "$(kernel_of_release "$1")") || return 1
	abi=${facts%% *}-amd64
	cache_entry "image-$1" image "$1" "$(sources_of "$1")" \
		"$image_packages,linux-image-$abi,linux-headers-$abi"
}
