# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# How a guest's run is judged.  The exit code of COMMAND counts only if the
# guest said it on the verdict port and the kernel log is clean.

exit_timeout=124 exit_guest=125

# Every kernel report that means a bug; matched in the kernel's own messages.
kernel_faults='Kernel panic|BUG:|WARNING:|Oops|general protection fault|unable to handle'
kernel_faults+='|INFO: (task|rcu|lockdep|possible)|rcu.*(stall|self-detected)|lockdep'
kernel_faults+='|KASAN|KCSAN|UBSAN|KFENCE|kmemleak:.*(leak|suspected)|soft lockup|hard LOCKUP'
kernel_faults+='|scheduling while atomic|sleeping function called|refcount_t:|list_(add|del) corruption'
kernel_faults+='|Call Trace:|Trying to vfree|bad page|nobody cared'
# Said at every boot, of the machine and not of us.
harmless='ommand line:|lockdep is turned off|Lockdep: .*max|lockdep_init|kmemleak: (Kernel memory leak detector|Automatic)'
harmless+='|LOCKDEP_|RCU (CPU stall|lockdep)|rcu: .*(RCU lockdep|stall warnings)'

# kernel_log FILE: what the kernel itself wrote, made readable from /dev/kmsg
# records (`prio,seq,usec,flags;text`); programs may write there as well, with
# a facility (prio / 8) other than 0.
kernel_log() {
	awk -F'[,;]' '
		/^[0-9]+,[0-9]+,[0-9]+,/ {
			own = int($1 / 8) == 0
			if (own) printf "[%11.6f] %s\n", $3 / 1e6, substr($0, index($0, ";") + 1)
			next
		}
		own && !/^ (SUBSYSTEM|DEVICE)=/ { print }' "$1"
}

# find_faults FILE
find_faults() { grep -aE "$kernel_faults" "$1" | grep -avE "$harmless"; }

# emulator_at_fault: the kernel died on a breakpoint of its own before our init
# ran.  It patches its code through one, and an emulated processor may still run
# the translated breakpoint after the patch is complete.
emulator_at_fault() {
	[ -n "$reason" ] && [ ! -s "$run/kernel" ] && grep -q 'Oops: int3' "$run/faults"
}

# judge EMULATOR-EXIT: sets code, and reason when the harness and not COMMAND says no.
judge() {
	local verdict
	verdict=$(<"$run/verdict")
	kernel_log "$run/kernel" >"$run/kernel.log"
	[ -s "$run/kernel.log" ] || cp "$run/console" "$run/kernel.log"
	code=$exit_guest reason=
	if find_faults "$run/kernel.log" >"$run/faults"; then
		reason="the kernel reported: $(head -n 1 "$run/faults")"
	elif [ "$1" = 124 ] || [ "$1" = 137 ]; then
		code=$exit_timeout reason="no verdict within $timeout s"
		[ -z "$verdict" ] || reason="no end within $timeout s, after $verdict"
	elif [[ $verdict =~ ^exit\ ([0-9]+)$ ]]; then
		code=${BASH_REMATCH[1]}
	else
		reason="the guest ended without a verdict: $(tail -n 1 "$run/emulator")"
	fi
}
