#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The service in every known way to go wrong: it fails, and says why.  See
# story.sh.
set -euo pipefail
# shellcheck source=tests/pkg/story.sh
. "$(dirname "$0")/story.sh"

refused_policy() {
    configure 'listing = on'
    stopped
    not modprobe khttpd policy=/etc/passwd
    not khttpdctl diagnose >"$work/diagnose"
    says "$work/diagnose" 'the kernel refused what khttpdctl compiled from /etc/khttpd.conf: policy: '
    systemctl start khttpd
    khttpdctl diagnose
    systemctl stop khttpd
}

bad_configuration() {
    configure 'root = /srv' 'port = 70000'
    cp "$options" "$work/before"
    start_fails_with \
        '/etc/khttpd.conf:2:8: port: 70000 is out of range' \
        'port = 70000' \
        'expected a whole number from 1 to 65535'
    cmp "$options" "$work/before"
}

bad_parameter() {
    configure
    stopped
    not modprobe khttpd port=70000 2>"$work/modprobe"
    says "$work/modprobe" 'Invalid argument'
    dmesg >"$work/dmesg"
    says "$work/dmesg" 'khttpd: port: 70000 is out of range, expected 1 to 65535'
    not loaded
}

unknown_parameter() {
    stopped
    modprobe khttpd nonsense=1
    dmesg >"$work/dmesg"
    says "$work/dmesg" "khttpd: unknown parameter 'nonsense' ignored"
    modprobe -r khttpd
}

occupied_port() {
    local pid
    configure
    mkdir -p "$site"
    echo "another site" >"$site/index.html"
    python3 -m http.server -d "$site" 8081 >/dev/null 2>&1 &
    pid=$!
    # shellcheck disable=SC2064 # the pid of now
    trap "kill $pid" EXIT
    eventually listening 8081
    start_fails_with "cannot listen on" "in use by python3 (pid $pid)"
    khttpdctl diagnose >"$work/diagnose" && return 1
    says "$work/diagnose" "python3 (pid $pid)"
    [ "$(fetch 8081/)" = "another site" ]
}

recovers() {
    eventually not listening 8081
    systemctl start khttpd
    serves_sample 8081
    stopped
}

missing_root() {
    configure "root = $work/none"
    start_fails_with "root:" "$work/none" "No such file or directory"
    not listening 8081
}

unreadable_root() {
    mkdir -m 700 "$work/private"
    configure "root = $work/private"
    not khttpdctl diagnose >"$work/diagnose"
    says "$work/diagnose" "user 65534:65534 may not search it"
}

missing_configuration() {
    mv /etc/khttpd.conf "$work/conf"
    start_fails_with 'cannot read /etc/khttpd.conf: No such file or directory'
    mv "$work/conf" /etc/khttpd.conf
}

full_disk() {
    configure
    khttpdctl compile
    mkdir "$work/small"
    mount -t tmpfs -o size=8k,mode=755 none "$work/small"
    # shellcheck disable=SC2064 # the folder of now
    trap "umount '$work/small'" EXIT
    cp "$options" "$work/small/o.conf"
    cat /dev/zero >"$work/small/fill" 2>/dev/null || true
    not khttpdctl compile -o "$work/small/o.conf" 2>"$work/compile"
    says "$work/compile" "cannot write $work/small/o.conf: No space left on device"
    cmp "$options" "$work/small/o.conf"
    [ "$(find "$work/small" -type f | wc -l)" = 2 ]
}

missing_module_file() {
    local file
    configure
    file=$(modinfo -n khttpd)
    mv "$file" "$work/module"
    # shellcheck disable=SC2064 # the file of now
    trap "mv '$work/module' '$file'; depmod" EXIT
    start_fails_with "the module file" "is missing" "dkms install --force khttpd/"
    depmod
    start_fails_with "the module file khttpd.ko is missing" "dkms install --force khttpd/"
}

missing_headers() {
    local tree=/lib/modules/$release file state
    file=$(modinfo -n khttpd)
    state=$(echo /var/lib/dkms/khttpd/*/"$release")
    mv "$tree/build" "$work/build"
    mv "$file" "$work/module"
    mv "$state" "$work/state"
    # shellcheck disable=SC2064 # the places of now
    trap "mv '$work/build' '$tree/build'; mv '$work/state' '$state'; mv '$work/module' '$file'; depmod" EXIT
    depmod
    start_fails_with "apt install linux-headers-$release"
}

# These two settings of the kernel last until it ends: nothing loads after them.
locked_down_kernel() {
    configure
    stopped
    echo integrity >/sys/kernel/security/lockdown
    start_fails_with "Operation not permitted" "the kernel is locked down" \
        "no Secure Boot to enrol DKMS's key /var/lib/dkms/mok.pub with"
    not khttpdctl diagnose >"$work/diagnose"
    says "$work/diagnose" "the kernel is locked down"
}

enforced_signatures() {
    echo Y >/sys/module/module/parameters/sig_enforce
    start_fails_with "Key was rejected by service" "module.sig_enforce is set"
}

told "diagnose shows a policy that the kernel refused" refused_policy
told "a bad configuration fails the start with its place" bad_configuration
told "a bad parameter fails modprobe with a kernel log line" bad_parameter
told "an unknown parameter is named in the kernel log" unknown_parameter
told "an occupied port fails the start and names the process" occupied_port
told "once the port is free the failed service starts" recovers
told "a missing root fails the start with the path" missing_root
told "an unreadable root is found by diagnose" unreadable_root
told "a missing configuration fails the start" missing_configuration
told "a full disk leaves the old options" full_disk
told "a missing module file fails the start with what to do" missing_module_file
told "missing headers fail the start with the package to install" missing_headers
told "a kernel that is locked down fails the start with the reason" locked_down_kernel
told "a kernel that enforces signatures fails the start with the reason" enforced_signatures
story_ends
