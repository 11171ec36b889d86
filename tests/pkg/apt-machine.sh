# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A guest that installs with apt what people install with apt: Debian is the
# folder archive/, and khttpd.example, where README.md gets khttpd from, the
# folder repo/ behind a web server of its own.  After story.sh.

# bare_machine: a Debian without what comes with khttpd (run --bare).
bare_machine() {
    local module
    printf "deb [trusted=yes] file:$PWD/archive %s main\n" bookworm bookworm-backports \
        >/etc/apt/sources.list
    echo '127.0.0.1 khttpd.example' >>/etc/hosts
    for module in dkms/*.ko; do takes_module "$module"; done
    serve_repository repo
    not command -v dkms
    not command -v openssl
    [ ! -e "/lib/modules/$(uname -r)/build" ]
}

# serve_repository FOLDER: from now on, as if it had been put there just now.
serve_repository() {
    find "$1/dists" -type f -exec touch {} +
    ln -sfn "$PWD/$1" /srv/repository.new
    mv -T /srv/repository.new /srv/repository
    listening 80 ||
        setsid python3 -m http.server 80 --bind 127.0.0.1 --directory /srv/repository >"$work/web.log" 2>&1 &
    eventually curl -fsS -o /dev/null http://khttpd.example/khttpd.asc
}

# recommends yes|no: what the machine's administrator has decided.
recommends() {
    local value=true
    [ "$1" = yes ] || value=false
    echo "APT::Install-Recommends \"$value\";" >/etc/apt/apt.conf.d/99story-recommends
}

# newest_in FOLDER: the version, without Debian's revision, of a repository.
newest_in() {
    find "$1/pool" -name 'khttpd-dkms_*' -printf '%f\n' | cut -d_ -f2 | cut -d- -f1 |
        sort -V | tail -n 1
}

# DKMS has made itself a key with openssl, and signed with it.
is_signed() { [ -n "$(modinfo -F signer khttpd)" ] && [ -f /var/lib/dkms/mok.pub ]; }

# The version of the module that runs, of the file that the next load takes,
# and of the package: they must be the same.
versions() {
    local package
    package=$(dpkg-query -f '${Version}' -W khttpd-dkms)
    echo "$(cat /sys/module/khttpd/version) $(modinfo -F version khttpd) ${package%-*}"
}

runs_version() { # runs_version VERSION
    active
    versions
    [ "$(versions)" = "$1 $1 $1" ]
}
