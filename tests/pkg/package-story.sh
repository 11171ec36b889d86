#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The packages on a machine that has never had them: install, upgrade, remove,
# purge; DKMS compiles the module there.  See story.sh.
# usage: package-story.sh FOLDER-WITH-DEBS (beside README.md)
set -euo pipefail
# shellcheck source=tests/pkg/story.sh
. "$(dirname "$0")/story.sh"
# shellcheck source=tests/pkg/readme.sh
. "$(dirname "$0")/readme.sh"

debs=$(realpath "${1:?usage: package-story.sh FOLDER-WITH-DEBS}")

nothing_there() {
    not loaded
    not dpkg-query -W khttpd khttpd-dkms
}

installs() {
    (cd "$debs" && readme packages)
}

opens_no_port() {
    not loaded
    not listening 8081
    not active
    not systemctl is-enabled --quiet khttpd
}

built_by_dkms() {
    dkms status khttpd >"$work/dkms"
    says "$work/dkms" "$release"
    says "$work/dkms" installed
    [ "$(modinfo -F version khttpd)" = "$(dpkg-query -f '${Version}' -W khttpd-dkms | sed 's/-[^-]*$//')" ]
}

options_are_watched() {
    systemctl is-enabled khttpd-options.path khttpd-options.service
    systemctl is-active khttpd-options.path
    [ -f "$options" ]
    [ "$(stat -c %a "$options")" = 644 ]
}

starts_on_port_80() {
    configure 'port = 80'
    stopped
    systemctl start khttpd
    serves_sample 80
}

# The same package once more stands for an upgrade that keeps the module.
upgrade_keeps_serving() {
    apt-get install -y --reinstall -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confold "$debs"/khttpd_*.deb
    active
    serves_sample 80
    [ "$(parameter port)" = 80 ]
}

# The next version of the module, without the minutes of another build: DKMS
# takes the present one with another version written into it; the checksum of
# its sources is the same.
next_version() { # next_version FOLDER OLD NEW
    dpkg-deb -R "$debs"/khttpd-dkms_*.deb "$1/tree"
    mv "$1/tree/usr/src/khttpd-$2" "$1/tree/usr/src/khttpd-$3"
    sed -i "s/$2/$3/" "$1"/tree/DEBIAN/{control,postinst,prerm} "$1/tree/usr/src/khttpd-$3"/{VERSION,dkms.conf}
    sed -i "s/khttpd (>= $3/khttpd (>= $2/" "$1/tree/DEBIAN/control"
    (cd "$1/tree" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
    python3 - "$(modinfo -n khttpd)" "$1/khttpd.ko" "$2" "$3" <<'END'
import sys
source, target, old, new = sys.argv[1:]
text = open(source, "rb").read()
text = text.replace(b"\0version=%s\0" % old.encode(), b"\0version=%s\0" % new.encode())
open(target, "wb").write(text)
END
    takes_module "$1/khttpd.ko"
    dpkg-deb -b "$1/tree" "$1/khttpd-dkms_$3-1_all.deb"
}

upgrade_takes_the_new_module() {
    local old new
    old=$(modinfo -F version khttpd)
    new=${old%?}9
    mkdir "$work/next"
    next_version "$work/next" "$old" "$new"
    apt-get install -y -o Dpkg::Use-Pty=0 "$work/next/khttpd-dkms_$new-1_all.deb"
    rm "/etc/dkms/khttpd-$new-$release.conf"
    [ "$(modinfo -F version khttpd)" = "$new" ]
    [ "$(cat /sys/module/khttpd/version)" = "$new" ]
    active
    serves_sample 80
    [ ! -e "/var/lib/dkms/khttpd/$old" ]
    [ ! -e /run/reboot-required ]
}

remove_stops() {
    apt-get remove -y -o Dpkg::Use-Pty=0 khttpd khttpd-dkms
    not loaded
    not listening 80
    [ -f /etc/khttpd.conf ]
    [ ! -e "$options" ]
    [ ! -e /var/lib/dkms/khttpd ]
}

purge_leaves_nothing() {
    apt-get purge -y -o Dpkg::Use-Pty=0 khttpd khttpd-dkms
    find / -xdev \( -path /guest -o -path /var/log -o -path /proc \
        -o -path "$work" \) -prune -o -name '*khttpd*' -print >"$work/left"
    find /run -name '*khttpd*' >>"$work/left"
    # shellcheck disable=SC2094 # shown, then judged
    cat "$work/left"
    [ ! -s "$work/left" ]
    not grep -q khttpd "/lib/modules/$release/modules.dep"
    not loaded
    [ "$(systemctl list-units --all --no-legend 'khttpd*' | grep -vc not-found || true)" = 0 ]
}

told "the machine has never had khttpd" nothing_there
told "apt installs the two packages" installs
# Without it there is nothing more to tell.
[ "$failed" = 0 ] || exit 1
told "installing opens no port and loads nothing" opens_no_port
told "DKMS built the module of this version for this kernel" built_by_dkms
told "the options are compiled and watched" options_are_watched
told "the service can listen on port 80" starts_on_port_80
told "an upgrade of the service keeps it running" upgrade_keeps_serving
told "an upgrade of the module restarts the running server" upgrade_takes_the_new_module
told "removing the packages stops the server" remove_stops
told "purging leaves nothing" purge_leaves_nothing
story_ends
