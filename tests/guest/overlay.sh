# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Work inside a chroot without leaving a trace in it: for builders, as root.

# overlay_run LOWER WORK SCRIPT [ARG...]: run SCRIPT (a file) in an overlay over
# LOWER; what it changed stays in WORK/upper.  WORK/share is seen as /mnt.  It
# ends with its caller: a later builder sweeps the folder away.
overlay_run() {
	local lower=$1 work=$2 script=$3
	shift 3
	mkdir -p "$work"/{upper,scratch,merged,share}
	cp "$script" "$work/share/.script"
	# shellcheck disable=SC2016 # expanded by the inner shell
	setpriv --pdeathsig KILL -- unshare --mount --pid --fork --kill-child -- bash -euc '
		lower=$1 work=$2
		shift 2
		mount -t overlay overlay -o "lowerdir=$lower,upperdir=$work/upper,workdir=$work/scratch" "$work/merged"
		mount -t proc proc "$work/merged/proc"
		mount --bind /dev "$work/merged/dev"
		# Names there may come from process numbers, which builders share.
		mount -t tmpfs shm "$work/merged/dev/shm"
		mount --bind "$work/share" "$work/merged/mnt"
		exec chroot "$work/merged" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			bash /mnt/.script "$@"
	' overlay "$lower" "$work" "$@"
}
