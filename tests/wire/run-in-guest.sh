#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the wire tests inside a guest, as root, beside the program khttpd_wire:
# loads the module (or, with --service, takes the running service with its
# root moved), asks, unloads, and looks at what the kernel log got meanwhile.
# usage: run-in-guest.sh [--service] [--filter PATTERN]
# shellcheck disable=SC2317 # report calls the functions
set -euo pipefail
cd "$(dirname "$0")"

service='' filter='-Large.*'
while [ $# -gt 0 ]; do
  case $1 in
  --service) service=yes ;;
  --filter) filter=$2 && shift ;;
  *) echo "unknown option: $1" >&2 && exit 2 ;;
  esac
  shift
done

root=/srv/wire
failed=0
kernel=$(uname -r)

report() { # NAME COMMAND...
  local name=$1
  shift
  if "$@"; then
    echo "ok - $kernel: $name"
  else
    echo "not ok - $kernel: $name"
    failed=1
  fi
}

mark() { echo "khttpd-wire: $1" >/dev/kmsg; }

start() {
  if [ -n "$service" ]; then
    systemctl start khttpd
    echo "$root" >/sys/module/khttpd/parameters/root
  else
    modprobe khttpd root="$root"
  fi
}

stop() {
  if [ -n "$service" ]; then systemctl stop khttpd; else modprobe -r khttpd; fi
}

module_is_gone() { [ ! -e /sys/module/khttpd ]; }

# Nothing a peer does may be printed: no line of the module between the marks.
log_is_silent() {
  local lines
  lines=$(dmesg | sed -n '/khttpd-wire: begin/,/khttpd-wire: end/p' |
    grep 'khttpd' | grep -v 'khttpd-wire: ' || true)
  [ -z "$lines" ] || { echo "$lines" && false; }
}

# A filter that runs nothing, or a crash in the middle, must not pass.
ran_to_the_end() {
  grep -q '^\[  PASSED  \] [1-9]' "$1" && ! grep -q '^\[  FAILED  \]' "$1"
}

run_tests() { # NAME FILTER
  ./khttpd_wire --root "$root" --gtest_filter="$2" 2>&1 | tee out.log || true
  sed -n -e "s/^\[       OK \] \([^ ]*\) .*/ok - $kernel: \1/p" \
    -e "s/^\[  FAILED  \] \([^ ]*\) (.* ms)/not ok - $kernel: \1/p" \
    -e "s/^\[  FAILED  \] \([^ ]*\), where .* ms)/not ok - $kernel: \1/p" out.log
  report "$1" ran_to_the_end out.log
}

# What the administrator writes may be answered in the log.
admins='Limit.ValuesOutOfRangeAreNotTaken'

./khttpd_wire --root "$root" --make-root-only
start
mark begin
case $filter in
*-*) run_tests 'every wire test has run' "$filter:$admins" ;;
*) run_tests 'every wire test has run' "$filter-$admins" ;;
esac
mark end
report 'no peer makes the module print' log_is_silent
case $filter in
-Large.\*) run_tests 'parameters have been tried' "$admins" ;;
esac
[ ! -e /proc/khttpd ] || cat /proc/khttpd
report 'the module unloads' stop
report 'the module is gone' module_is_gone
exit "$failed"
