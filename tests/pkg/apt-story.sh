#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# From the apt repository, on a machine that has neither DKMS nor headers: what
# README.md says is typed as it stands there.  Install, configure, upgrade and
# downgrade under downloads, purge; at the end the machine is as before.
# usage: apt-story.sh (beside archive/, repo/, repo-next/ and README.md)
set -euo pipefail
# shellcheck source=tests/pkg/story.sh
. "$(dirname "$0")/story.sh"
# shellcheck source=tests/pkg/readme.sh
. "$(dirname "$0")/readme.sh"
# shellcheck source=tests/pkg/apt-machine.sh
. "$(dirname "$0")/apt-machine.sh"
# shellcheck source=tests/pkg/downloads.sh
. "$(dirname "$0")/downloads.sh"

large=/srv/site/large

# Whatever a package could leave behind: every path with its kind, mode, owner
# and size, what is in /etc, units and accounts, ports and modules.  Left out is
# what apt, dpkg and systemd keep for themselves, and what runs meanwhile.
left_behind() {
    find / -xdev \( -path /guest -o -path /tmp -o -path /var/tmp -o -path /srv -o -path /var/log \
        -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg \
        -o -path /var/lib/systemd/timers \) -prune -o \
        -type d -printf '%p %M %u:%g\n' -o -printf '%p %M %u:%g %s %l\n'
    find /etc /usr/lib/modules/*/modules.* -type f -exec sha256sum {} +
    find /run \( -name '*khttpd*' -o -name modprobe.d \) -printf '%p\n'
    find /var/lib/dpkg /var/log /var/cache -path /var/cache/apt -prune -o -name '*khttpd*' -printf '%p\n'
    dpkg-query -f 'package ${Package} ${Version} ${db:Status-Status}\n' -W
    systemctl list-unit-files --no-legend | sed 's/^/unit /'
    systemctl list-units --all --plain --no-legend 'khttpd*'
    grep '^khttpd' /proc/modules
    ss -Htln | awk '{ print "listens on", $4 }'
}

# DKMS keeps the key it signs with, which somebody may have enrolled.
snapshot() { # snapshot FILE
    (set +e && left_behind) | grep -vE '^/var/lib/dkms(/mok\.(key|pub))? ' | sort >"$1"
}

without_recommends() {
    recommends no
    # Its last line starts the service, which has no module.
    not readme install
    [ "$(dpkg-query -f '${db:Status-Status}' -W khttpd-dkms)" = installed ]
    [ ! -e "/lib/modules/$release/build" ]
    not loaded
}

diagnose_names_headers() {
    not khttpdctl diagnose >"$work/diagnose"
    says "$work/diagnose" "apt install linux-headers-$release"
}

headers_after() {
    local command
    command=$(grep -o 'apt install linux-headers-.*' "$work/diagnose")
    $command < <(yes y 2>/dev/null)
    dpkg -S "$(readlink -f "/lib/modules/$release/build")"
    systemctl start khttpd
    runs_version "$first"
    is_signed
    serves_sample 8081
}

# The person at the keyboard.
editor() {
    printf 'root = %s\nmax_connections = 5000\n' "${large%/*}" >>"$1"
}

configures() {
    mkdir -p "${large%/*}"
    head -c 24000000 /dev/urandom >"$large"
    export -f editor
    export large
    readme configure
    cp /etc/khttpd.conf "$work/edited"
    keeps_configuration
}

keeps_configuration() {
    cmp /etc/khttpd.conf "$work/edited"
    [ "$(parameter root)" = "${large%/*}" ]
    [ "$(parameter max_connections)" = 5000 ]
    systemctl is-enabled --quiet khttpd
    fetch 8081/large | cmp - "$large"
}

upgrades() {
    serve_repository repo-next
    under_downloads 8081 "$large" readme upgrade
    # How many the restart met; the others had their last bytes in time.
    grep -hc 'Will retry' "$work"/lane-*.log || true
}

downgrades() {
    local version
    version=$(dpkg-deb -f repo/pool/bookworm/khttpd-dkms_*.deb Version)
    under_downloads 8081 "$large" \
        apt-get install -y --allow-downgrades "khttpd-dkms=$version" "khttpd=$version"
}

only_version() { # only_version VERSION
    [ "$(ls /var/lib/dkms/khttpd)" = "$(printf '%s\nkernel-%s-x86_64' "$1" "$release")" ]
    [ "$(find /usr/src -maxdepth 1 -name 'khttpd-*')" = "/usr/src/khttpd-$1" ]
    [ "$(find /lib/modules -name 'khttpd.ko*' | wc -l)" = 1 ]
    [ ! -e /run/reboot-required ]
}

remove_keeps_configuration() {
    apt-get remove -y khttpd-dkms khttpd
    not loaded
    not listening 8081
    cmp /etc/khttpd.conf "$work/edited"
}

purge_leaves_nothing() {
    readme purge
    # What came along; openssl stays otherwise, as others suggest it.
    apt-get purge -y "linux-headers-$release" openssl
    apt-get autoremove --purge -y
    rm /etc/apt/apt.conf.d/99story-recommends
    snapshot "$work/after"
    diff "$work/before" "$work/after"
}

told "a machine without DKMS, headers and openssl" bare_machine
[ $failed = 0 ] || exit 1
first=$(newest_in repo) next=$(newest_in repo-next)
snapshot "$work/before"
told "README's install without recommends installs, and start fails" without_recommends
told "diagnose names the headers that are missing" diagnose_names_headers
told "the headers it names bring the module" headers_after
told "README's configure changes a running server and enables it" configures
told "README's upgrade, under downloads: each is whole" upgrades
told "the upgraded module runs" runs_version "$next"
told "the upgrade keeps the edited configuration" keeps_configuration
told "nothing of the older version is left" only_version "$next"
told "a downgrade, under downloads: each is whole" downgrades
told "the older module runs" runs_version "$first"
told "the downgrade keeps the edited configuration" keeps_configuration
told "nothing of the newer version is left" only_version "$first"
told "a removal stops the server and keeps the configuration" remove_keeps_configuration
told "README's purge leaves the machine as it was" purge_leaves_nothing
story_ends
