#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the guest.  Where instructions are counted: in every case each server
# answers in turn, see cases.sh; then latency.sh; then every client asks khttpd,
# see clients.sh.  Where they are not, with two processors: scale.sh.
# usage: in-guest.sh count|profile|scale CASE-PATTERN SERVER-PATTERN CLIENT...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# In memory: who waits for a disk lets the guest's clock leap.
mkdir /run/bench
cd /run/bench

# shellcheck disable=SC2034 # used by the parts
mode=$1 wanted=$2 only=$3
clients=("${@:4}")

say() { echo "bench: $*"; }

# What ends the run shall not do so in silence.
set -E
trap 'say "${BASH_SOURCE##*/}:$LINENO: $BASH_COMMAND: exit code $?"' ERR

for part in clients servers cases latency scale; do
  # shellcheck source=/dev/null
  . "$here/$part.sh"
done

measure_clients() {
  local client case
  [ ${#clients[@]} != 0 ] || return 0
  start khttpd
  wait_until_right 12.txt
  for case in "${client_cases[@]}"; do
    for client in "${clients[@]}"; do
      measure_client "$client" "$case" "$(url_of 12.txt)"
    done
  done
  stop khttpd
}

versions() {
  nginx -v 2>&1
  lighttpd -v | sed -n '1s/ (.*//p'
  wrk -v 2>/dev/null | sed -n '1s/ \[.*//p' || true
  ab -V | sed -n '1s/^This is \(.*\) <.*/\1/p'
  h2load --version
  htstress --version
  echo "khttpd $(modinfo -F version khttpd)"
}

ulimit -n 20000
# It leaps all the same while packages are read.
echo 0 >/proc/sys/kernel/hung_task_timeout_secs
make_root
sleep 3 # a file that has just changed is not kept in a cache
if [ "$mode" = scale ]; then
  measure_scale
  exit
fi
versions | sed 's/^/version /'
measure_servers
# shellcheck disable=SC2053 # a pattern
if [[ $mode == count && latency == $wanted ]]; then measure_latency; fi
measure_clients
echo "kernel $(uname -r)"
