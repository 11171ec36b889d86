# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash

# apt_index FOLDER SUITE [FIELD=VALUE...]: FOLDER/dists/SUITE from the packages
# in FOLDER/pool/SUITE, with more fields for its Release file.
apt_index() (
	cd "$1" || exit
	suite=$2 new=dists/.$2 fields=(-o APT::FTPArchive::MD5=no -o APT::FTPArchive::SHA1=no)
	shift 2
	for field in Suite="$suite" Codename="$suite" Components=main Architectures=amd64 "$@"; do
		fields+=(-o "APT::FTPArchive::Release::$field")
	done
	rm -rf "$new"
	mkdir -p "$new/main/binary-amd64"
	apt-ftparchive "${fields[@]}" packages "pool/$suite" >"$new/main/binary-amd64/Packages" || exit
	gzip -9nk "$new/main/binary-amd64/Packages"
	apt-ftparchive "${fields[@]}" release "$new" >"$new.Release" || exit
	mv "$new.Release" "$new/Release"
	rm -rf "dists/$suite"
	mv "$new" "dists/$suite"
)
