#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the guest whose instructions are counted: in every case each server
# answers in turn, see cases.sh; then every client asks khttpd, see clients.sh.
# usage: [PROFILE=yes] in-guest.sh CASE-PATTERN SERVER-PATTERN CLIENT...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# In memory: who waits for a disk lets the guest's clock leap.
mkdir /run/bench
cd /run/bench

# shellcheck disable=SC2034 # used by the parts
wanted=$1 only=$2
clients=("${@:3}")
root=/srv/bench
port=8080

say() { echo "bench: $*"; }

for part in clients servers cases; do
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
      measure_client "$client" "$case" "http://127.0.0.1:$port/12.txt"
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
versions | sed 's/^/version /'
measure_servers
measure_clients
echo "kernel $(uname -r)"
