# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
#
# What the stories share: they run as root in a guest booted with systemd and
# print one `ok - NAME` or `not ok - NAME` line a test.
set -euo pipefail

export LC_ALL=C DEBIAN_FRONTEND=noninteractive
release=$(uname -r)
options=/run/modprobe.d/khttpd-options.conf
sample=/usr/share/khttpd/www
site=/srv/www
work=$(mktemp -d /tmp/story.XXXXXX)
# Seconds until something that was set in motion must have happened; an
# emulated machine is slow.
patience=60

# shellcheck source=tests/pkg/told.sh
. "$(dirname "$0")/told.sh"

eventually() {
    local deadline=$((SECONDS + patience))
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $deadline ]; then
            echo "not in $patience seconds: $*"
            return 1
        fi
        sleep 0.2
    done
}

loaded() { [ -d /sys/module/khttpd ]; }
listening() { ss -Htln "sport = :$1" | grep -q .; }
parameter() { cat "/sys/module/khttpd/parameters/$1"; }
fetch() { curl -sS --max-time 30 -f "http://127.0.0.1:$1"; }
configure() { printf '%s\n' "$@" >/etc/khttpd.conf; }
active() { systemctl is-active --quiet khttpd; }

# However the test before ended.
stopped() {
    systemctl stop khttpd
    khttpdctl unload
}

# takes_module FILE: where DKMS would compile that version for this kernel, it takes
# what was compiled elsewhere.  An emulated processor compiles for minutes.
takes_module() {
    mkdir -p /etc/dkms
    echo "MAKE[0]=\"cp $(realpath "$1") src/khttpd.ko\"" >"/etc/dkms/khttpd-$(modinfo -F version "$1")-$release.conf"
}

serves_sample() { # serves_sample PORT
    local file
    for file in "$sample"/*; do
        fetch "$1/$(basename "$file")" | cmp - "$file"
    done
    fetch "$1/" | cmp - "$sample/index.html"
}

# A start that must fail; `systemctl status` must show each TEXT.
start_fails_with() {
    local text
    stopped
    not systemctl start khttpd
    systemctl is-failed --quiet khttpd
    for text; do eventually status_says "$text"; done
    not loaded
}

status_says() {
    systemctl status --lines=50 --no-pager --full khttpd >"$work/status" || true
    says "$work/status" "$1"
}

# The last line of a story.
story_ends() {
    rm -rf "$work"
    [ "$failed" = 0 ]
}
