# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# How long the tests may take, as README says, on two processors.  Whoever adds
# tests that take longer makes room for them, or puts them into another tier.

# limit_of SCOPE cold|warm: seconds; nothing where there is no limit.  Warm means
# that nothing had to be installed or made for the cache.
limit_of() {
	case $1-$2 in
	check-cold) echo $((15 * 60)) ;;
	check-warm) echo $((5 * 60)) ;;
	more-cold) echo $((60 * 60)) ;; # both: 75
	more-warm) echo $((35 * 60)) ;; # both: 40
	esac
}

# The limits are for a processor that needs this long for the sum below, in
# hundredths of a second; a slower one may take longer, by as much.
reference_speed=170

# machine_slowness: in hundredths of the reference, at least 100.
machine_slowness() {
	local took
	took=$(python3 -c '
import time
began = time.process_time()
total = 0
for number in range(12_000_000):
    total += number * number & 0xff
print(round(100 * (time.process_time() - began)))' 2>/dev/null) || took=$reference_speed
	took=$((took * 100 / reference_speed))
	echo $((took > 100 ? took : 100))
}

# longest_step SCOPE SLOWNESS: seconds after which a step will not end by itself any
# more; nothing where there is no limit.
longest_step() {
	local limit
	limit=$(limit_of "$1" cold)
	[ -z "$limit" ] || echo $((limit * $2 / 100))
}

# time_limit SCOPE SECONDS BUILT SLOWNESS: says whether SECONDS are within the
# limit; BUILT is a file with a line for all that was made on the way.
time_limit() {
	local state=warm limit note=''
	[ ! -s "$3" ] || state=cold
	limit=$(($(limit_of "$1" $state) * $4 / 100))
	[ "$4" -lt 105 ] || note=", $(($4 - 100)) % more than on the machine of README"
	[ $state = warm ] || note+="; $(wc -l <"$3") things were made or installed"
	echo "make ${1/more/check-more} took $(($2 / 60)) min $(($2 % 60)) s, of at most $((limit / 60)) min $((limit % 60)) s$note"
	[ "$2" -le "$limit" ]
}
