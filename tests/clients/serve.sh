# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced by those who run the clients: the programs, the site, a server's
# port.  wire/serve.sh has the rest.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../wire/serve.sh"

clients_here=$wire_top/tests/clients
clients_pictures=$wire_top/build/clients

# clients_prepare [--video]: the site is $wire_place/site.
clients_prepare() {
	local packages=(curl wget brotli zstd)
	[ $# = 0 ] || packages+=(chromium ffmpeg)
	"$wire_top/tests/guest/needs" "${packages[@]}"
	wire_make_place
	/usr/bin/python3 "$clients_here/make-site.py" "$wire_place/site" "$@"
	cp -r "$wire_top/conf/www" "$wire_place/site/sample"
}

# clients_wait PORT SECONDS: until the server answers.
clients_wait() {
	local deadline=$((SECONDS + $2))
	until curl -sf --max-time 5 -o /dev/null "http://127.0.0.1:$1/index.html"; do
		[ $SECONDS -lt $deadline ] || return 1
		sleep 0.2
	done
}
