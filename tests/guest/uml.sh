# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The machine of a debug kernel, in place of machine.sh's: User-Mode Linux is
# a program that needs no emulator.  What the guest has to tell it writes to
# files in the folder $run, which it reaches by hostfs.  It has one processor.

[ "$memory" -ge 2048 ] || memory=2048 # the sanitizers' own needs

machine_arguments() {
	local disk number=0
	[ -z "$count_instructions" ] || die "a debug kernel counts no instructions"
	[ ${#publish[@]} = 0 ] || die "a debug kernel publishes no port"
	[ -z "$kept_disk" ] || die "a debug kernel keeps no disk"
	kernel_arguments="mem=${memory}M noreboot panic=-1 oops=panic loglevel=5"
	kernel_arguments+=" umid=guest uml_dir=$run con=null con0=null,fd:1 ssl=null guest.ports=$run"
	arguments=("$1" "initrd=$2")
	for disk in "${disks[@]}"; do
		# c: without a lock on the disk, which other guests use too.
		arguments+=("ubd${number}c=$run/cow-$number,${disk#*=},${disk%%=*}")
		number=$((number + 1))
	done
	# shellcheck disable=SC2206 # words
	arguments+=($kernel_arguments $append)
}

# Its memory is a file that it maps for execution: /dev/shm may forbid that.
# Asked to end, it would close its consoles in whatever context it is in, and the
# kernel complain.
machine_run() {
	local machine
	: >"$run/out"
	: >"$run/err"
	ln -sf console "$run/emulator" # they are one program
	TMPDIR=$run setpriv --pdeathsig KILL -- \
		timeout --foreground --signal=KILL "$timeout" \
		setpriv --pdeathsig KILL -- \
		"${arguments[@]}" </dev/null >"$run/console" 2>&1 &
	machine=$!
	tail --pid=$machine -c +1 -f "$run/out" &
	readers+=($!)
	tail --pid=$machine -c +1 -f "$run/err" >&2 &
	readers+=($!)
	wait $machine
}
