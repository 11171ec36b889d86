# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A minimal root of Debian: what debootstrap's variant minbase has, git and make.

# root_make ROOT RELEASE: with this commit cloned to /root/khttpd, and nothing
# of this machine's cache.
root_make() {
	local log=$1.log
	root_remove "$1"
	mkdir -p "$(dirname "$1")"
	if ! as_root env PATH="$PATH:/usr/sbin:/sbin" setpriv --pdeathsig KILL -- \
		debootstrap --variant=minbase --include=git,make "$2" "$1" "$KHTTPD_DEBIAN_MIRROR" >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		return 1
	fi
	# As a machine has it: with updates, and reached as this one reaches them.
	sources_of "$2" | as_root tee "$1/etc/apt/sources.list" >/dev/null
	apt_settings | sed 's/$/;/' | as_root tee "$1/etc/apt/apt.conf.d/90machine" >/dev/null
	as_root git -c safe.directory='*' clone -q --no-local "$top" "$1/root/khttpd"
}

# root_run ROOT PROGRAM [ARGUMENT...]: as root, in the clone, with this machine's
# devices and network.  PROGRAM is the first process of a PID namespace: what it
# leaves running ends with it, and all of it with the caller.
root_run() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	as_root setpriv --pdeathsig KILL -- unshare --mount --pid --fork --kill-child -- bash -euc '
		root=$1 mirror=$2
		shift 2
		mount --bind "$root" "$root"
		mount -t proc proc "$root/proc"
		mount --rbind /sys "$root/sys"
		mount --bind /dev "$root/dev"
		mount -t tmpfs shm "$root/dev/shm"
		mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
		# As a machine has its root: in a chroot nobody gets a user namespace.
		cd "$root"
		pivot_root . .
		umount -l .
		exec /usr/bin/env -i -C /root/khttpd HOME=/root TERM=dumb KHTTPD_DEBIAN_MIRROR="$mirror" \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' root_run "$1" "$KHTTPD_DEBIAN_MIRROR" "${@:2}" </dev/null
}

# root_remove ROOT
root_remove() { cache_remove "$1"; }
