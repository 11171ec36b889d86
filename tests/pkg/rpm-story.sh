#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The rpm packages on a machine with systemd, from `dnf install` to `rpm -e`.
# Runs as root in a Debian guest with rpm and dnf; what Debian has installed, a
# package without files tells the rpm database (see distribution.spec).
# Compiling takes an emulated processor minutes, and rpm-order has the real DKMS do
# it: here it takes the MODULE that was compiled outside.
# usage: rpm-story.sh REPOSITORY NEXT-RPMS MODULE
set -euo pipefail

repository=$(realpath "${1:?usage: rpm-story.sh REPOSITORY NEXT-RPMS MODULE}")
next=$(realpath "$2") module=$(realpath "$3")
for part in story readme downloads; do
    # shellcheck source=/dev/null
    . "$(dirname "$0")/$part.sh"
done

# What is there: names on the disk, but for what the machine writes as it runs
# and what belongs to rpm, dnf and DKMS themselves.
everything() {
    find / -xdev \( -path /guest -o -path /tmp -o -path /var/log -o -path /var/tmp \
        -o -path /var/cache/dnf -o -path /var/lib/dnf -o -path /var/lib/systemd \
        -o -path /root/.rpmdb -o -path /root/.gnupg -o -path /var/lib/dkms/mok.\* \) \
        -prune -o -print | sort
}

installed_version() { rpm -q --qf '%{version}\n' khttpd khttpd-dkms | uniq; }

nothing_there() {
    not loaded
    not rpm -q khttpd khttpd-dkms
    rpm -i "$next"/debian-distribution-*.rpm
    # Folders that belong to Fedora's own packages and are not on Debian.
    mkdir -p /etc/yum.repos.d /usr/lib/firewalld/services /usr/share/licenses /usr/share/man/man{5,8}
    everything >"$work/before"
}

# The README's server is this machine for once.
installs_as_the_readme_says() {
    takes_module "$module"
    echo '127.0.0.1 khttpd.example' >>/etc/hosts
    python3 -m http.server -d "$repository" 80 >"$work/server" 2>&1 &
    # shellcheck disable=SC2064 # the pid of now
    trap "kill $!" EXIT
    eventually listening 80
    readme dnf
}

signatures_hold() {
    rpm -q gpg-pubkey
    rpm -q --qf '%{name} %{rsaheader:pgpsig}\n' khttpd khttpd-dkms >"$work/signed"
    same "signed packages" 2 "$(grep -c 'RSA/SHA256' "$work/signed")"
}

serves_after_the_install() {
    active
    loaded
    serves_sample 8081
    khttpdctl diagnose
    same "loaded version" "$(installed_version)" "$(</sys/module/khttpd/version)"
}

built_by_dkms() {
    dkms status khttpd >"$work/dkms"
    says "$work/dkms" "khttpd/$(installed_version), $release, x86_64: installed"
}

asked_for_nothing_more() {
    not rpm -q khttpd-tools
    not systemctl is-enabled --quiet khttpd
    systemctl is-enabled khttpd-options.path khttpd-options.service
    systemctl is-active khttpd-options.path
    [ -f "$options" ]
}

takes_a_configuration() {
    mkdir -p "$site"
    head -c 24000000 /dev/urandom >"$site/large"
    echo "a site" >"$site/index.html"
    printf '%s\n' "root = $site" 'port = 8090' >/etc/khttpd.conf
    eventually says "$options" "root=$site"
    systemctl restart khttpd
    same page "a site" "$(fetch 8090/)"
}

# The module of the next version is the present one with another version and
# checksum written into it.
prepare_next_module() {
    local version
    version=$(rpm -qp --qf '%{version}' "$next"/khttpd-dkms-*.rpm)
    objcopy --dump-section .modinfo="$work/modinfo" "$(modinfo -n khttpd)" "$work/unused.ko"
    python3 - "$work/modinfo" "$version" <<'END'
import re, sys
path, version = sys.argv[1:]
text = b"\0" + open(path, "rb").read()
text = re.sub(rb"\0version=[^\0]*", b"\0version=" + version.encode(), text)
text = re.sub(rb"\0srcversion=....", b"\0srcversion=0000", text) + b"next=yes\0"
open(path, "wb").write(text[1:])
END
    objcopy --update-section .modinfo="$work/modinfo" "$work/unused.ko" "$work/khttpd.ko"
    takes_module "$work/khttpd.ko"
}

upgrades_while_serving() {
    prepare_next_module
    under_downloads 8090 "$site/large" rpm -U "$next"/khttpd-[0-9]*64.rpm "$next"/khttpd-dkms-*.rpm
}

is_the_next_version() {
    local version
    version=$(installed_version)
    same packages "$(rpm -qp --qf '%{version}' "$next"/khttpd-dkms-*.rpm)" "$version"
    same "loaded version" "$version" "$(</sys/module/khttpd/version)"
    same "loaded sources" "$(modinfo -F srcversion khttpd)" "$(</sys/module/khttpd/srcversion)"
    same "a mark of the next version" yes "$(modinfo -F next khttpd)"
    same "status of DKMS" "khttpd/$version, $release, x86_64: installed" "$(dkms status)"
    active
    same page "a site" "$(fetch 8090/)"
}

keeps_the_configuration() {
    same configuration "root = $site,port = 8090" "$(paste -sd, /etc/khttpd.conf)"
    [ -f /etc/khttpd.conf.rpmnew ]
    says "$options" "root=$site"
}

erases() {
    not rpm -e khttpd
    rpm -e khttpd-dkms khttpd
    not loaded
    not listening 8090
    not active
    rm /etc/dkms/khttpd-*.conf
}

# The administrator's are the edited configuration, the site and the repository.
nothing_is_left() {
    everything >"$work/after"
    comm -13 "$work/before" "$work/after" >"$work/left"
    printf '%s\n' /etc/khttpd.conf.rpmnew /etc/khttpd.conf.rpmsave /etc/yum.repos.d/khttpd.repo \
        "$site" "$site/index.html" "$site/large" | diff - "$work/left"
    same "lost files" "" "$(comm -23 "$work/before" "$work/after")"
    same "in /run" "" "$(find /run \( -name '*khttpd*' -o -name modprobe.d \) -print)"
    same units 0 "$(systemctl list-units --all --no-legend 'khttpd*' | grep -vc not-found || true)"
    not grep -q khttpd "/lib/modules/$release/modules.dep"
}

told "the machine has never had khttpd" nothing_there
told "dnf installs from the repository as the README says" installs_as_the_readme_says
# Without it there is nothing more to tell.
[ "$failed" = 0 ] || exit 1
told "dnf took packages that are signed" signatures_hold
told "the service serves the sample site" serves_after_the_install
told "DKMS has the module of this version for this kernel" built_by_dkms
told "what nobody asked for is not installed, enabled or started" asked_for_nothing_more
told "the service takes another configuration" takes_a_configuration
told "rpm upgrades while files are downloaded, and none is lost" upgrades_while_serving
told "the next version is the one that serves" is_the_next_version
told "the configuration is kept, the new one lies beside it" keeps_the_configuration
told "erasing stops the server" erases
told "erasing leaves nothing of the packages" nothing_is_left
story_ends
