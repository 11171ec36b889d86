#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest, as root: serve /srv/site until somebody knocks at port 8082, then
# try to reach what is outside.
# usage: published.sh PORTS ADDRESS...
set -euo pipefail
ports=$1
shift
chmod -R a+rX /srv/site
echo 'root = /srv/site' >/etc/khttpd.conf
khttpdctl load
nc -l 8082 </dev/null >/dev/null
# Before the kernel's own rule, which keeps 127.0.0.0/8 inside.
ip rule add preference 10 lookup local
ip rule del preference 0
for address; do
	ip rule add preference 1 to "$address" lookup 100
	ip route add "$address" via 10.0.2.2 dev eth0 src 10.0.2.15 table 100
done
python3 ./reach.py "$ports" "$@" 10.0.2.2
echo "tried $# addresses and the gateway"
