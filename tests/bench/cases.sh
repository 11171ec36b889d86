# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Part of in-guest.sh: a server answers one case.  Prints
# "result CASE SERVER REQUESTS NANOSECONDS".

# Name, file below the root, length (a factor), and who answers.  Where a peer's
# settings could matter all are tried, elsewhere those that won.  The floor has
# one answer, in one packet.
cases="
keepalive     1k.bin     1  khttpd floor nginx-sendfile-on nginx-sendfile-off lighttpd-simple lighttpd-inotify khttpd-again
pipelined     1k.bin     1  khttpd floor nginx-sendfile-off lighttpd-simple
not_modified  1k.bin     1  khttpd floor nginx-sendfile-off lighttpd-simple
close         1k.bin     1  khttpd floor nginx-sendfile-off lighttpd-simple
64k           64k.bin    2  khttpd nginx-sendfile-on nginx-sendfile-off lighttpd-simple
1m            1m.bin     4  khttpd nginx-sendfile-on nginx-sendfile-off lighttpd-simple
many          many/0000  12 khttpd nginx-sendfile-on nginx-sendfile-off lighttpd-simple lighttpd-inotify
"
many=10000 # files, of 4 KiB
root=/srv/bench

# Text, so that every server gives it a type; any bytes would do.
text() { head -c $(($1 * 3 / 4)) /dev/urandom | base64 -w 0; }

# In memory: the disk would write during the measurement.
make_root() {
  mkdir -p "$root"
  mount -t tmpfs bench "$root"
  text 1024 >"$root/1k.bin"
  text 65536 >"$root/64k.bin"
  text 1048576 >"$root/1m.bin"
  echo 'Hello world' >"$root/12.txt"
}

make_many() {
  [ ! -d "$root/many" ] || return 0
  mkdir "$root/many"
  text 4096 >4k.bin
  head -c $((many * 4096)) < <(yes "$(<4k.bin)" | tr -d '\n') |
    split -b 4096 -d -a 4 - "$root/many/"
  seq -f '/many/%04.0f' 0 $((many - 1)) >paths
  sleep 3
}

url_of() { echo "http://$address:$port/$1"; }

etag_of() { # FILE
  curl -sfI "$(url_of "$1")" | tr -d '\r' | sed -n 's/^etag: *//Ip' | grep .
}

# Sets fields, as curl takes them, and load, the options of wrk.
set_load() { # CASE FILE
  fields=() load=(-t"$threads" -c"$connections")
  case $1 in
  pipelined) load+=(-s "$here/pipelined.lua") ;;
  not_modified) fields=(-H "If-None-Match: $(etag_of "$2")") ;;
  close) fields=(-H 'Connection: close') ;;
  many) load=(-t"$threads" -c1000 -s "$here/many.lua") ;;
  esac
  load+=("${fields[@]}")
}

# The server answers the very bytes, or what follows would measure an error.
wait_until_right() { # FILE
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if curl -sf -o got "$(url_of "$1")"; then
      cmp got "$root/$1" && return
    fi
    sleep 0.02
  done
  say "no server answers for $1" && return 1
}

check_answer() { # CASE SERVER FILE
  local expected=200
  if [ "$2" = floor ]; then
    curl -s -i --raw "${fields[@]}" -o got "$(url_of "$3")" && cmp got floor.answer
    return
  fi
  wait_until_right "$3"
  set_load "$1" "$3"
  [ "$1" != not_modified ] || expected=304
  [ "$(curl -s "${fields[@]}" -o got -w '%{http_code}' "$(url_of "$3")")" = $expected ]
}

# load_for SECONDS URL: wrk, stopped after a time; sets requests and micros.
# Interrupted before it has begun to wait, it waits to the end: the first time,
# perhaps, while it is read from the disk.
load_for() {
  local begin=${EPOCHREALTIME/./}
  timeout --preserve-status -s INT "$1" wrk -d 4s "${load[@]}" "$2" >client.out
  micros=$((${EPOCHREALTIME/./} - begin))
  requests=$(completed wrk)
}

# Where the instructions go: the guest's clock counts them, so that a sample of
# it is a sample of instructions.  Only what runs with interrupts off is seen
# late, where it ends.
profile() { # CASE SERVER URL
  timeout --preserve-status -s INT 3 wrk -d 4s "${load[@]}" "$3" >/dev/null &
  perf record -q -a -e cpu-clock -F 9000 -o perf.data -- sleep 2 2>/dev/null
  wait $!
  echo "profile $1 $2"
  perf report -i perf.data --stdio -t '|' --sort comm,dso,symbol 2>/dev/null |
    awk -F '|' '/^ *[0-9]/ && $2 !~ /swapper/ { part[$3 " " $4] += $1; all += $1 }
      END { for (name in part) printf "%6.2f %%  %s\n", 100 * part[name] / all, name }' |
    sort -rn | head -n 60
}

# Every file once: caches filled.
visit_many() {
  htstress -n $many -c 16 --path-file paths "$1" >client.out
  completed htstress >/dev/null
}

# middle_run SECONDS URL: as load_for, of three runs the one in the middle: into
# another a burst of the kernel's own work may fall.
middle_run() {
  local round runs=()
  for round in 1 2 3; do
    load_for "$1" "$2"
    runs+=("$requests $micros")
  done
  read -r requests micros < <(printf '%s\n' "${runs[@]}" | sort -n | sed -n 2p)
}

# A long run less a short one: starting and connecting is in both.  A first run
# fills caches and lets windows grow.
measure() { # CASE SERVER URL LENGTH
  local short_requests short_micros requests micros
  [ "$1" != many ] || visit_many "$3"
  load_for 0.1 "$3"
  [ "$mode" != profile ] || { profile "$@" && return; }
  middle_run 0.1 "$3"
  short_requests=$requests short_micros=$micros
  middle_run $(($4 * 3 / 10)).$(($4 * 3 % 10 + 1)) "$3"
  echo "result $1 $2 $((requests - short_requests))" \
    "$(((micros - short_micros) * 1000))"
  # Closed connections hold their ports for a minute; the next one shall find
  # all free.  With nothing to do the guest's clock leaps.
  [ "$1" != close ] || sleep 61
}

# measure_case CASE FILE LENGTH SERVER...
measure_case() {
  local case=$1 file=$2 length=$3 server
  shift 3
  [ "$case" != many ] || make_many
  for server; do
    # shellcheck disable=SC2053 # a pattern
    [[ $server == $only ]] || continue
    start "$server" "$case" "$file"
    check_answer "$case" "$server" "$file" ||
      { say "$server does not answer $case right" && return 1; }
    measure "$case" "$server" "$(url_of "$file")" "$length"
    [ "$server-$case" != khttpd-keepalive ] || memory
    stop "$server"
    wait_until_gone
  done
}

# Bytes of khttpd's own for each connection, with what the slab adds.
memory() { echo "memory khttpd $(</sys/kernel/slab/khttpd_conn/slab_size)"; }

measure_servers() {
  local case file length names
  while read -r case file length names; do
    # shellcheck disable=SC2053 # a pattern
    [[ $case == $wanted ]] || continue
    # shellcheck disable=SC2086 # words
    measure_case "$case" "$file" "$length" $names
  done < <(grep . <<<"$cases")
}
