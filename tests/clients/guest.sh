#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest, as root: serve /srv/site to the machine outside until it knocks
# at port 8082.
set -euo pipefail

kernel=$(uname -r)
chmod -R a+rX /srv/site
echo 'root = /srv/site' >/etc/khttpd.conf
khttpdctl load
echo 'clients: begin' >/dev/kmsg
nc -l 8082 </dev/null >/dev/null
echo 'clients: end' >/dev/kmsg
cat /proc/khttpd
khttpdctl unload
[ ! -e /proc/khttpd ]
echo "ok - $kernel: the module served real clients and unloads"
if dmesg | sed -n '/clients: begin/,/clients: end/p' | grep khttpd; then
	echo "not ok - $kernel: no client makes the module print"
	exit 1
fi
echo "ok - $kernel: no client makes the module print"
