#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A kernel upgrade: khttpd is installed as README.md says, the release's next
# kernel follows, and after a reboot the server is there again.  The machine is
# booted twice, with the same disk.
# usage: kernel-story.sh before|after (beside archive/, repo/ and README.md)
set -euo pipefail
# shellcheck source=tests/pkg/story.sh
. "$(dirname "$0")/story.sh"
# shellcheck source=tests/pkg/readme.sh
. "$(dirname "$0")/readme.sh"
# shellcheck source=tests/pkg/apt-machine.sh
. "$(dirname "$0")/apt-machine.sh"

installs() {
    recommends yes
    readme install
    dpkg-query -W openssl linux-headers-amd64
    runs_version "$version"
    serves_sample 8081
}

# The person at the keyboard.
editor() { echo 'max_connections = 5000' >>"$1"; }

configures() {
    export -f editor
    readme configure
    [ "$(parameter max_connections)" = 5000 ]
}

takes_the_kernel() {
    readme kernel
    # The kernel's and DKMS's own hooks have built it, for both.
    dkms status khttpd >"$work/dkms"
    cat "$work/dkms"
    [ "$(grep -c installed "$work/dkms")" = 2 ]
    says "$work/dkms" ", 6.12"
    serves_sample 8081
}

is_the_new_kernel() { [[ $(uname -r) == 6.12* ]]; }

serves_after_boot() {
    runs_version "$version"
    serves_sample 8081
    [ "$(parameter max_connections)" = 5000 ]
    khttpdctl diagnose
}

before() {
    told "a machine without DKMS, headers and openssl" bare_machine
    [ $failed = 0 ] || exit 1
    told "README's install with recommends brings all and starts" installs
    told "DKMS signed the module" is_signed
    told "README's configure changes the server and enables it" configures
    told "README's kernel upgrade builds the module for the new kernel" takes_the_kernel
}

after() {
    told "the machine runs the new kernel" is_the_new_kernel
    told "the server is there again by itself" serves_after_boot
    told "the module of the new kernel is signed" is_signed
}

version=$(newest_in repo)
"$1"
story_ends
