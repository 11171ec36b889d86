# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The emulated machine: what QEMU is called with.  Callers fill the settings;
# machine_start runs one machine in the folder $run.

smp=2 memory=1024 count_instructions='' publish=() append='' timeout=600
board="q35,smm=off,vmport=off" reboots=''
disks=() # SERIAL=FILE: raw and never written to, or a .qcow2 that keeps changes
tcg_thread=multi # a thread for each processor, or a single one for all by turns
kept_disk='' # one of them, raw, that keeps changes too
told=(out err verdict kernel fetch) # ports that the guest writes files of this machine by

# has_acceleration: /dev/kvm alone proves nothing, a stock kernel hangs on one
# whose processor has no virtualization flags.
has_acceleration() {
	grep -qwE 'vmx|svm' /proc/cpuinfo && { : <>/dev/kvm; } 2>/dev/null
}

# machine_processor: sets arguments; counting needs one processor, a virtual
# clock of one instruction per nanosecond, and no fast string instructions
# (each turn of a `rep` would count as one).
machine_processor() {
	if [ -n "$count_instructions" ]; then
		arguments+=(-accel "tcg,thread=single" -icount "shift=0,sleep=off" -smp 1 -cpu "max,-erms,-fsrm")
		kernel_arguments+=" mitigations=off clearcpuid=112,297,580"
	elif has_acceleration; then
		arguments+=(-accel kvm -cpu host -smp "$smp")
	else
		# What has been translated serves the next process too if its
		# addresses are the same: starting one takes a fifth of the time.  A
		# compiler's code alone would push the rest out of less room.
		arguments+=(-accel "tcg,thread=$tcg_thread,tb-size=512" -cpu "max,la57=off,-erms,-fsrm" -smp "$smp")
		kernel_arguments+=" mitigations=off norandmaps"
	fi
}

machine_disks() {
	local disk serial how
	for disk in "${disks[@]}"; do
		serial=${disk%%=*}
		case $disk in
		*.qcow2) how=format=qcow2 ;;
		*="${kept_disk:-none}") how=format=raw,cache=unsafe ;;
		*) how=format=raw,snapshot=on ;;
		esac
		arguments+=(-drive "if=none,id=$serial,file=${disk#*=},$how"
			-device "virtio-blk-pci,drive=$serial,serial=$serial")
	done
}

# machine_ports: one virtio port for each thing the guest tells, so that no
# output can be taken for another's.
machine_ports() {
	local name
	arguments+=(-device "virtio-serial-pci,max_ports=16")
	for name in "${told[@]}"; do
		arguments+=(-chardev "file,id=$name,path=$run/$name"
			-device "virtserialport,chardev=$name,name=$name")
	done
	machine_console
	arguments+=(-serial chardev:console)
}

machine_console() { arguments+=(-chardev "file,id=console,path=$run/console"); }

# machine_arguments KERNEL-IMAGE INITRAMFS: sets the array arguments.
machine_arguments() {
	kernel_arguments="console=ttyS0 loglevel=5 log_buf_len=4M panic=-1 oops=panic"
	kernel_arguments+=" rcupdate.rcu_cpu_stall_timeout=60 net.ifnames=0 no_timer_check watchdog_thresh=60"
	arguments=(-M "$board" -m "$memory" -nodefaults -no-user-config -display none -monitor none)
	[ -n "$reboots" ] || arguments+=(-no-reboot)
	machine_processor
	machine_disks
	machine_ports
	machine_network
	machine_boot "$1" "$2"
}

machine_boot() { arguments+=(-kernel "$1" -initrd "$2" -append "$kernel_arguments $append"); }

# machine_run: run to the end or the deadline and hand the guest's output on
# while it comes (readers).  The machine dies with us, and so does what watches it.
machine_run() {
	local status=0
	rm -f "$run/out" "$run/err"
	mkfifo "$run/out" "$run/err"
	cat "$run/out" &
	readers+=($!)
	cat "$run/err" >&2 &
	readers+=($!)
	TMPDIR=$run setpriv --pdeathsig KILL -- \
		timeout --foreground --kill-after=5 "$timeout" \
		setpriv --pdeathsig KILL -- \
		"${emulator[@]}" "${arguments[@]}" </dev/null >"$run/emulator" 2>&1 || status=$?
	# Had it not come so far as to open them, the readers would wait on.
	: <>"$run/out" <>"$run/err"
	return $status
}
