# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Part of in-guest.sh: a client asks a server for one file, over and over.
# Prints "client CASE NAME REQUESTS NANOSECONDS".

client_cases=(keepalive close)
# What all of them are given.
threads=1 connections=16

# ask CLIENT CASE short|long URL: one run; its output in client.out.  wrk cannot
# be told a number of requests, so it is stopped when it has done about as many.
ask() {
  local number seconds field=() load=()
  case $2-$3 in
  keepalive-short) number=5000 seconds=0.2 ;;
  keepalive-long) number=65000 seconds=2 ;;
  close-short) number=1000 seconds=0.2 ;;
  close-long) number=8000 seconds=1.3 ;;
  esac
  [ "$2" = keepalive ] || field=(-H 'Connection: close')
  load=(-c "$connections")
  case $1-$2 in
  htstress*-keepalive) htstress -n $number "${load[@]}" "$4" ;;
  htstress*-close) htstress -n $number "${load[@]}" --no-keepalive "$4" ;;
  ab-keepalive) ab -q -k -n $number "${load[@]}" "$4" ;;
  ab-close) ab -q -n $number "${load[@]}" "$4" ;;
  h2load-*) h2load --h1 -n $number "${load[@]}" "${field[@]}" "$4" ;;
  wrk-*)
    timeout --preserve-status -s INT $seconds \
      wrk -t 1 -d 4s "${load[@]}" "${field[@]}" "$4"
    ;;
  esac >client.out
}

# completed CLIENT: how many requests client.out says were answered; fails if
# it knows of others.
completed() {
  if grep -E 'Socket errors|Non-2xx|^Failed requests: +[^ 0]' client.out >&2; then
    return 1
  fi
  case $1 in
  htstress*) sed -n 's/^good requests: \([0-9]*\) \[100%\]$/\1/p' client.out ;;
  ab) sed -n 's/^Complete requests: *//p' client.out ;;
  h2load) sed -n 's/.* \([0-9]*\) succeeded, 0 failed, 0 errored.*/\1/p' client.out ;;
  wrk) sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' client.out ;;
  esac | grep .
}

# timed CLIENT CASE short|long URL: sets requests and micros, the whole life of
# the client by the guest's clock.
timed() {
  local begin=${EPOCHREALTIME/./}
  ask "$@"
  micros=$((${EPOCHREALTIME/./} - begin))
  requests=$(completed "$1") || { say "$1 was not answered well" && return 1; }
}

# A long run less a short one: what a client does once (start, connect, print)
# is in both.  A first run warms everything up.
measure_client() { # CLIENT CASE URL
  local first_requests first_micros requests micros
  timed "$1" "$2" short "$3"
  timed "$1" "$2" short "$3"
  first_requests=$requests first_micros=$micros
  timed "$1" "$2" long "$3"
  echo "client $2 $1 $((requests - first_requests))" \
    "$(((micros - first_micros) * 1000))"
  # Closed connections hold their ports for a minute; the next client shall
  # find all free.  With nothing to do the guest's clock leaps.
  sleep 61
}
