#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the against-* scripts: builds the wire tests, finds a free port,
# starts a server and waits for it, cleans up.
set -euo pipefail

wire_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
wire_build=${KHTTPD_WIRE_BUILD:-$wire_top/build/wire}
wire_pids=()

# Prints the lines of a build only when it fails.
wire_build_programs() {
  local log=$wire_build/build.log
  mkdir -p "$wire_build"
  # Steps run side by side.
  exec 9>"$wire_build/lock"
  flock 9
  if ! (
    cd "$wire_top" && . tests/ccache.sh &&
      cmake -S tests/wire -B "$wire_build" &&
      cmake --build "$wire_build" -j "$(nproc)"
  ) >"$log" 2>&1; then
    cat "$log"
    return 1
  fi
  exec 9>&-
}

# A folder that the server's user can reach; removed at the end.
wire_make_place() {
  wire_place=$(mktemp -d "${TMPDIR:-/tmp}/khttpd-wire.XXXXXX")
  chmod 755 "$wire_place"
  trap wire_clean EXIT
}

wire_clean() {
  local pid
  for pid in "${wire_pids[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$wire_place"
}

wire_stop_last() {
  local pid=${wire_pids[-1]}
  unset 'wire_pids[-1]'
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# In wire_place.  Without the service: nothing but the tests may start it.
wire_need_nginx() {
  [ -x /usr/sbin/nginx ] && return
  echo "installing nginx-light"
  mkdir -p "$wire_place/policy"
  printf '#!/bin/sh\nexit 101\n' >"$wire_place/policy/policy-rc.d"
  chmod 755 "$wire_place/policy/policy-rc.d"
  { apt-get update && POLICYRCD="$wire_place/policy/policy-rc.d" \
    DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends nginx-light; } \
    >"$wire_place/apt.log" 2>&1 || { cat "$wire_place/apt.log"; return 1; }
}

# The kernel picks it; another program could take it before we do, then the
# server's own error tells.
wire_free_port() {
  python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# wire_wait_port PORT PID: until something accepts, at most ten seconds.
wire_wait_port() {
  local deadline=$((SECONDS + 10))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    if ! kill -0 "$2" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
      echo "the server does not accept on port $1" >&2
      return 1
    fi
    sleep 0.05
  done
}

# Turns GoogleTest's lines into the ones that are counted as tests.
wire_count_lines() {
  sed -n -e "s/^\[       OK \] \([^ ]*\).*/ok - $1 \1/p" \
    -e "s/^\[  FAILED  \] \([^ ]*\) (.*/not ok - $1 \1/p"
}
