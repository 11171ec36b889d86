# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What `make demo` shows of its work, a line for each stage, and the jobs that
# do it.  Each job is a process group: a signal finds us waiting, not in the
# middle of something, and all that a job has started ends with it.
# Whoever sources this sets stages, their number, and stage_log, a file.

stage=0 stage_open=''
declare -A jobs=()

# job NAME COMMAND...: begin it.  It finds out itself what failed: `set -e` is off.
job() {
	local name=$1
	shift
	set -m
	("$@") </dev/null >>"$stage_log" 2>&1 8>&- &
	set +m
	jobs[$name]=$!
}

# job_end NAME: wait for it.
job_end() {
	local code=0
	wait "${jobs[$1]}" || code=$?
	unset "jobs[$1]"
	return $code
}

# end_jobs: those that run.
end_jobs() {
	local pid deadline
	for pid in "${jobs[@]}"; do as_root kill -TERM -- "-$pid" 2>/dev/null || true; done
	deadline=$((SECONDS + 5))
	for pid in "${jobs[@]}"; do
		while as_root kill -0 -- "-$pid" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.1; done
		as_root kill -KILL -- "-$pid" 2>/dev/null || true
	done
	jobs=()
}

# stage_begin WHAT, stage_end [HOW]: a line with the seconds so far.
stage_begin() {
	stage=$((stage + 1))
	stage_open=yes
	printf '[%d/%d] %s ... ' $stage "$stages" "$1"
}

stage_end() {
	stage_open=
	printf '%s(%d s)\n' "${1:+$1 }" $SECONDS
}

# stage_failed WHY FILE: ends it all with the last lines of what the stage said.
stage_failed() {
	stage_end failed
	! explained "$2" >&2 || exit 1
	{
		echo "--- the last lines of $2"
		tail -n 15 "$2" | tr -d '\r' | sed 's/^/    /'
		echo "---"
	} >&2
	die "stage $stage of $stages failed: $1"
}

# stage_of JOB WHAT: a stage that is a job's end.
stage_of() {
	stage_begin "$2"
	job_end "$1" || stage_failed "$2" "$stage_log"
	stage_end
}
