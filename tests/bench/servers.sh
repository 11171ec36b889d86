# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Part of in-guest.sh: the servers at their best settings.

address=127.0.0.1 port=8080
workers=1

# No log, open files remembered, no limit on requests.
start_nginx() { # on|off: sendfile
  cat >nginx.conf <<END
user nobody nogroup;
worker_processes $workers;
worker_rlimit_nofile 20000;
pid /run/nginx-bench.pid;
error_log /dev/null;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile $1;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=20000 inactive=1h;
  open_file_cache_valid 1h;
  server { listen $address:$port backlog=4096 reuseport; root $root; }
}
END
  nginx -c "$PWD/nginx.conf"
}

stop_nginx() { nginx -c "$PWD/nginx.conf" -s quit 2>/dev/null; }

# Without a media type there would be neither ETag nor Last-Modified.
start_lighttpd() { # simple|inotify: stat cache
  local more=$((workers > 1 ? workers : 0))
  cat >lighttpd.conf <<END
server.document-root = "$root"
server.bind = "$address"
server.port = $port
server.username = "nobody"
server.groupname = "nogroup"
server.pid-file = "/run/lighttpd-bench.pid"
server.stat-cache-engine = "$1"
server.max-worker = $more
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 60
server.max-fds = 20000
server.max-connections = 4096
server.listen-backlog = 4096
mimetype.assign = ( "" => "application/octet-stream" )
END
  lighttpd -f lighttpd.conf
}

stop_lighttpd() { kill "$(cat /run/lighttpd-bench.pid)"; }

start_khttpd() { modprobe khttpd root="$root" listen="$address:$port"; }

# The floor has one answer: what khttpd gives in this case, head and body.
start_floor() { # CASE FILE
  local close=0
  [ "$1" != close ] || close=1
  start_khttpd
  set_load "$1" "$2"
  curl -s -i --raw "${fields[@]}" -o floor.answer "$(url_of "$2")"
  stop khttpd
  wait_until_gone
  insmod "$here/floor.ko" port="$port" close=$close answer="$PWD/floor.answer"
}

# start SERVER CASE FILE
start() {
  case $1 in
  nginx-sendfile-on) start_nginx on ;;
  nginx-sendfile-off) start_nginx off ;;
  lighttpd-*) start_lighttpd "${1#lighttpd-}" ;;
  khttpd*) start_khttpd ;;
  floor) start_floor "$2" "$3" ;;
  esac
}

stop() { # SERVER
  case $1 in
  nginx-*) stop_nginx ;;
  lighttpd-*) stop_lighttpd ;;
  khttpd*) modprobe -r khttpd ;;
  floor) rmmod floor ;;
  esac
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
