#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the guest whose instructions are counted: every server in turn
# answers every case; prints "result CASE SERVER REQUESTS-PER-SECOND".  Then
# every client asks khttpd, see clients.sh.
# usage: in-guest.sh SECONDS "SERVER..." "CLIENT..."
set -euo pipefail
cd "$(dirname "$0")"

seconds=$1
read -ra servers <<<"$2"
read -ra clients <<<"$3"
root=/srv/bench
port=8080

say() { echo "bench: $*"; }

# shellcheck source=/dev/null
. ./clients.sh

make_root() {
  mkdir -p "$root"
  # Text, so that every server gives it a type; any bytes would do.
  head -c 768 /dev/urandom | base64 -w 0 >"$root/1k.bin"
  echo 'Hello world' >"$root/12.txt"
  chmod -R a+rX "$root"
}

# One worker, no log, open files remembered, no limit on requests.
start_nginx() { # on|off: sendfile
  cat >nginx.conf <<EOF
user nobody nogroup;
worker_processes 1;
pid /run/nginx-bench.pid;
error_log /dev/null;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile $1;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=1000 inactive=1h;
  open_file_cache_valid 1h;
  server { listen 127.0.0.1:$port; root $root; }
}
EOF
  nginx -c "$PWD/nginx.conf"
}

stop_nginx() { nginx -c "$PWD/nginx.conf" -s quit 2>/dev/null; }

start_lighttpd() { # simple|inotify: stat cache
  cat >lighttpd.conf <<EOF
server.document-root = "$root"
server.bind = "127.0.0.1"
server.port = $port
server.username = "nobody"
server.groupname = "nogroup"
server.pid-file = "/run/lighttpd-bench.pid"
server.stat-cache-engine = "$1"
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 60
EOF
  lighttpd -f lighttpd.conf
}

stop_lighttpd() { kill "$(cat /run/lighttpd-bench.pid)"; }

start() {
  case $1 in
  nginx-sendfile-on) start_nginx on ;;
  nginx-sendfile-off) start_nginx off ;;
  lighttpd-*) start_lighttpd "${1#lighttpd-}" ;;
  khttpd*) modprobe khttpd root="$root" listen="127.0.0.1:$port" ;;
  esac
}

stop() {
  case $1 in
  nginx-*) stop_nginx ;;
  lighttpd-*) stop_lighttpd ;;
  khttpd*) modprobe -r khttpd ;;
  esac
}

# The server answers the very bytes, or what follows would measure an error.
wait_until_right() { # FILE
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if curl -sf -o got "http://127.0.0.1:$port/$1"; then
      cmp got "$root/$1" && return
    fi
    sleep 0.02
  done
  say "no server answers for $1" && return 1
}

# Until the port is free for the next server.
wait_until_gone() {
  local tries
  for ((tries = 0; tries < 200; tries++)); do
    ss -Hltn "sport = :$port" | grep -q . || return 0
    sleep 0.02
  done
  say "the port stays in use" && return 1
}

measure() { # CASE FILE SERVER WRK-OPTION...
  local case=$1 url=http://127.0.0.1:$port/$2 server=$3
  shift 3
  wait_until_right "${url##*/}"
  # Warm: caches filled, windows grown.  An interrupt makes wrk stop in order.
  timeout -s INT 0.1 wrk -d 1s "$@" "$url" >warm.out 2>&1 || true
  wrk -d "${seconds}s" "$@" "$url" >wrk.out
  if grep -E 'Socket errors|Non-2xx' wrk.out; then
    say "$server did not answer everything"
    return 1
  fi
  echo "result $case $server $(sed -n 's/^Requests\/sec: *//p' wrk.out)"
}

measure_servers() {
  local server case file options
  for server in "${servers[@]}"; do
    start "$server"
    while read -r case file options; do
      case $case in '#'* | '') continue ;; esac
      # shellcheck disable=SC2086 # options are words
      measure "$case" "$file" "$server" $options
    done <cases
    stop "$server"
    wait_until_gone
  done
}

measure_clients() {
  local client case
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

make_root
versions | sed 's/^/version /'
measure_servers
measure_clients
echo "kernel $(uname -r)"
