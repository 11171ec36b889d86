# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Facts about Debian: where it is, which suite carries which kernel.  Exact
# package names (ABI numbers) change weekly and are asked of apt, never kept.

KHTTPD_DEBIAN_MIRROR=${KHTTPD_DEBIAN_MIRROR:-http://deb.debian.org/debian}
KHTTPD_DEBIAN_SECURITY=${KHTTPD_DEBIAN_SECURITY:-$KHTTPD_DEBIAN_MIRROR-security}

kernels=(5.10 6.1 6.12 7.2 7.3)
releases=(bookworm trixie)

# Beside them those that are made here, from the source package of one of them,
# to notice faults that Debian's let pass.
made_kernels=(debug smp race)

# made_of KERNEL: whose source it is made from, its flavour, for which architecture
# and the parts of its configuration (PART.config); fails for a kernel of Debian's.
made_of() {
	case $1 in
	debug) echo 7.2 debug um guest debug faults ;;
	smp) echo 6.12 smp x86_64 guest emulated smp faults ;;
	race) echo 7.2 race x86_64 guest emulated race ;;
	*) return 1 ;;
	esac
}

# is_program KERNEL: it is User-Mode Linux, which no machine has to be made for.
is_program() { [[ $(made_of "$1") = *\ um\ * ]]; }

# suite_of_kernel KERNEL: the suite whose compiler and headers belong to it.  What
# is made here, is made in the oldest release: it runs on every later one.
suite_of_kernel() {
	case $1 in
	5.10) echo bullseye ;;
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	7.2) echo sid ;;
	7.3) echo experimental ;;
	*) made_of "$1" >/dev/null && echo bookworm ;;
	esac
}

# kernel_of_release RELEASE: the kernel a machine of that release runs.
kernel_of_release() {
	case $1 in
	bookworm) echo 6.1 ;;
	trixie) echo 6.12 ;;
	*) return 1 ;;
	esac
}

# release_of_kernel KERNEL: the root image a kernel is booted with by default.
release_of_kernel() {
	case $(suite_of_kernel "$1") in
	bullseye | bookworm) echo bookworm ;;
	*) echo trixie ;;
	esac
}

# has_dkms SUITE: bullseye's dkms 2.8 is too old for our dkms.conf.
has_dkms() { [ "$1" != bullseye ]; }

# base_suite SUITE: experimental is no suite of its own, it lies on sid.
base_suite() {
	case $1 in
	experimental) echo sid ;;
	*) echo "$1" ;;
	esac
}

# sources_of SUITE: sources.list lines.
sources_of() {
	case $1 in
	sid) ;;
	experimental) echo "deb $KHTTPD_DEBIAN_MIRROR sid main" ;;
	*)
		echo "deb $KHTTPD_DEBIAN_MIRROR $1-updates main"
		echo "deb $KHTTPD_DEBIAN_SECURITY $1-security main"
		;;
	esac
	echo "deb $KHTTPD_DEBIAN_MIRROR $1 main"
}

# apt_settings: how this machine reaches and trusts the archive (a proxy, a
# frozen mirror whose Release files have expired) holds for chroots as well.
apt_settings() {
	apt-config dump | sed "s,;$,," | grep -E '^Acquire::(https?::Proxy|Check-Valid-Until)[ :]' || true
}

# private_apt WORK SUITE: sets the array apt to options that keep its lists of
# SUITE in the folder WORK, so that asking needs no root and changes nothing.
private_apt() {
	local work=$1
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
	sources_of "$2" >"$work/sources"
	apt=(-o Dir::Etc::sourcelist="$work/sources" -o Dir::Etc::sourceparts=-
		-o Dir::State::lists="$work/lists" -o Dir::State::status=/dev/null
		-o Dir::Cache="$work/cache" -o Acquire::Languages=none -o Acquire::Retries=3
		-o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User=root
		-o Dir::Etc::TrustedParts=/usr/share/keyrings -o Dir::Etc::Trusted=/dev/null)
}
