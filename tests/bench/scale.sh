# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Part of in-guest.sh: what a second processor brings.  Prints
# "scale SERVER PROCESSORS REQUESTS", a second by the clock of the machine
# below, several times over.

rounds=5

use_processors() { # 1|2
  echo $(($1 - 1)) >/sys/devices/system/cpu/cpu1/online
}

# One client thread and one worker for each processor.
measure_processors() { # SERVER 1|2
  use_processors "$2"
  workers=$2
  start "$1" scale 1k.bin
  wait_until_right 1k.bin
  wrk -t "$2" -c 32 -d 2s "$(url_of 1k.bin)" >client.out
  completed wrk >/dev/null
  echo "scale $1 $2 $(sed -n 's/^Requests\/sec: *//p' client.out | grep .)"
  stop "$1"
  wait_until_gone
}

# By turns, so that what else the machine below does falls on all alike.
measure_scale() {
  local round server
  for ((round = 0; round < rounds; round++)); do
    for server in "${load_servers[@]}"; do
      # shellcheck disable=SC2053 # a pattern
      [[ $server == $only ]] || continue
      measure_processors "$server" 1
      measure_processors "$server" 2
    done
  done
}
