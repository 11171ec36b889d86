#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The life of the service on a machine that has never had it: install, start,
# configure, go wrong in every known way, remove, purge.  Runs as root in a
# guest booted with systemd; one `ok - NAME` or `not ok - NAME` line a test.
# usage: service-story.sh FOLDER-WITH-DEBS
set -euo pipefail

debs=$(realpath "${1:?usage: service-story.sh FOLDER-WITH-DEBS}")
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
release=$(uname -r)
options=/run/modprobe.d/khttpd-options.conf
sample=/usr/share/khttpd/www
site=/srv/www
work=$(mktemp -d /tmp/story.XXXXXX)
failed=0
# Seconds until something that was set in motion must have happened; an
# emulated machine is slow.
patience=60

# told NAME FUNCTION...: one test.  It ends at its first failing command; what
# it printed is shown if it fails.
told() {
    local name=$1 status
    shift
    # Not inside `if` or `||`: there bash would go on after a failing command.
    set +e
    (
        set -e
        "$@"
    ) >"$work/output" 2>&1
    status=$?
    set -e
    if [ $status = 0 ]; then
        echo "ok - $name"
        return
    fi
    echo "not ok - $name"
    sed 's/^/    /' "$work/output"
    failed=$((failed + 1))
}

# The opposite of COMMAND; `!` alone would not end a test.
not() {
    if "$@"; then
        echo "should have failed: $*"
        return 1
    fi
}

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

says() { # says FILE TEXT
    grep -qF -- "$2" "$1" || {
        echo "expected in $1: $2"
        tail -n 20 "$1"
        return 1
    }
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

nothing_there() {
    not loaded
    not dpkg-query -W khttpd khttpd-dkms
}

installs() {
    apt-get install -y -o Dpkg::Use-Pty=0 \
        "$debs"/khttpd-dkms_*.deb "$debs"/khttpd_*.deb
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
    [ -f $options ]
    [ "$(stat -c %a $options)" = 644 ]
}

starts() {
    systemctl start khttpd
    active
    loaded
    listening 8081
}

shows_itself() {
    systemctl status --no-pager khttpd
    [ "$(parameter port)" = 8081 ]
    khttpdctl status >"$work/status"
    says "$work/status" "is loaded"
    says "$work/status" "parameters as in /etc/khttpd.conf"
    says "$work/status" "requests"
    khttpdctl status --machine >"$work/status"
    says "$work/status" "$(printf 'parameter\tport\t8081\t8081\tsame')"
    khttpdctl diagnose
}

# Names, defaults and what may change at run time, seen from both sides.
table_is_the_modules() {
    local name type min max default applies mode
    khttpdctl options --form machine >"$work/table"
    grep -w 'parameter$' "$work/table" >"$work/parameters"
    cut -f1 "$work/parameters" | sort >"$work/ours"
    find /sys/module/khttpd/parameters -type f -printf '%f\n' | sort >"$work/theirs"
    diff "$work/ours" "$work/theirs"
    tr '\t' '|' <"$work/parameters" >"$work/rows"
    while IFS='|' read -r name type min max default applies _; do
        echo "$name ($type)"
        [ "$(parameter "$name")" = "$default" ]
        mode=644
        [ "$applies" = reload ] || mode=444
        [ "$(stat -c %a "/sys/module/khttpd/parameters/$name")" = $mode ]
        case $type:$mode in
            integer:644 | seconds:644 | size:644)
                range_is_the_modules "$name" "$min" "$max" "$default"
                ;;
        esac
    done <"$work/rows"
}

range_is_the_modules() { # range_is_the_modules NAME MIN MAX DEFAULT
    local file=/sys/module/khttpd/parameters/$1
    echo "$2" >"$file"
    echo "$3" >"$file"
    not bash -c "echo $(($2 - 1)) >$file"
    not bash -c "echo $(($3 + 1)) >$file"
    [ "$(<"$file")" = "$3" ]
    echo "$4" >"$file"
}

start_again_is_fine() {
    khttpdctl load >"$work/load"
    says "$work/load" "loaded already, with this configuration"
}

reload_changes_root() {
    mkdir -p "$site"
    echo "another site" >"$site/index.html"
    configure "root = $site"
    systemctl reload khttpd
    [ "$(parameter root)" = "$site" ]
    [ "$(fetch 8081/)" = "another site" ]
    not fetch 8081/style.css
}

watched_edit_is_compiled() {
    eventually says $options "root=$site"
}

reload_refuses_port() {
    configure "root = $sample" 'port = 8090'
    not systemctl reload khttpd
    eventually status_says "port: needs a restart (running 8081, file says 8090)"
    active
    [ "$(parameter root)" = "$site" ]
    [ "$(fetch 8081/)" = "another site" ]
}

restart_takes_port() {
    systemctl restart khttpd
    [ "$(parameter port)" = 8090 ]
    serves_sample 8090
    not listening 8081
}

reload_is_refused_by_the_kernel_too() {
    configure 'port = 8090' 'header_timeout = 20' "root = $work/none"
    not systemctl reload khttpd
    [ "$(parameter root)" = "$sample" ]
    [ "$(parameter header_timeout)" = 15 ]
    eventually status_says 'nothing applied: the kernel refuses root'
}

stops() {
    systemctl stop khttpd
    not loaded
    not listening 8090
    [ "$(systemctl is-active khttpd || true)" = inactive ]
}

stop_again_is_fine() {
    systemctl stop khttpd
    khttpdctl unload
}

modprobe_keeps_the_rest() {
    stopped
    configure "root = $site" 'header_timeout = 20s'
    eventually says $options "root=$site header_timeout=20"
    modprobe khttpd port=80
    [ "$(parameter port)" = 80 ]
    [ "$(parameter root)" = "$site" ]
    [ "$(parameter header_timeout)" = 20 ]
    [ "$(fetch 80/)" = "another site" ]
}

start_over_a_hand_loaded_module() {
    not systemctl start khttpd
    eventually status_says "port: running 80, file says 8081"
    loaded
    modprobe -r khttpd
    not loaded
    not listening 80
}

root_with_a_blank() {
    cp -r "$site" "/srv/my www"
    echo "a blank" >"/srv/my www/index.html"
    configure 'root = /srv/my www'
    stopped
    systemctl start khttpd
    [ "$(parameter root)" = "/srv/my www" ]
    [ "$(fetch 8081/)" = "a blank" ]
    systemctl stop khttpd
}

policy_is_loaded() {
    configure 'listing = on' '[host story.example]' "root = $site"
    stopped
    systemctl start khttpd
    [ "$(stat -c %a "$(parameter policy)")" = 644 ]
    says $options "policy=$(parameter policy)"
}

reload_changes_the_policy() {
    local before
    before=$(parameter policy)
    configure 'listing = on'
    systemctl reload khttpd
    [ "$(parameter policy)" != "$before" ]
    [ -f "$(parameter policy)" ]
    [ ! -e "$before" ]
    configure
    systemctl reload khttpd
    [ "$(parameter policy)" = "" ]
    [ "$(ls /run/khttpd)" = "" ]
}

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
    cp $options "$work/before"
    start_fails_with \
        '/etc/khttpd.conf:2:8: port: 70000 is out of range' \
        'port = 70000' \
        'expected a whole number from 1 to 65535'
    cmp $options "$work/before"
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
    cp $options "$work/small/o.conf"
    cat /dev/zero >"$work/small/fill" 2>/dev/null || true
    not khttpdctl compile -o "$work/small/o.conf" 2>"$work/compile"
    says "$work/compile" "cannot write $work/small/o.conf: No space left on device"
    cmp $options "$work/small/o.conf"
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

switched_off_at_boot() {
    echo "$(cat /proc/cmdline) khttpd=off" >"$work/cmdline"
    mount --bind "$work/cmdline" /proc/cmdline
    trap "umount /proc/cmdline" EXIT
    stopped
    systemctl start khttpd
    not loaded
    not active
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
# takes the present one with another version and checksum written into it.
next_version() { # next_version FOLDER OLD NEW
    dpkg-deb -R "$debs"/khttpd-dkms_*.deb "$1/tree"
    mv "$1/tree/usr/src/khttpd-$2" "$1/tree/usr/src/khttpd-$3"
    sed -i "s/$2/$3/" "$1"/tree/DEBIAN/{control,postinst,prerm} "$1/tree/usr/src/khttpd-$3"/{VERSION,dkms.conf}
    sed -i "s/khttpd (>= $3/khttpd (>= $2/" "$1/tree/DEBIAN/control"
    sed -i "s|^MAKE.*|MAKE[0]=\"cp $1/khttpd.ko src/\"|" "$1/tree/usr/src/khttpd-$3/dkms.conf"
    (cd "$1/tree" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
    python3 - "$(modinfo -n khttpd)" "$1/khttpd.ko" "$2" "$3" <<'END'
import re, sys
source, target, old, new = sys.argv[1:]
text = open(source, "rb").read()
text = text.replace(b"\0version=%s\0" % old.encode(), b"\0version=%s\0" % new.encode())
text = re.sub(rb"\0srcversion=....", b"\0srcversion=0000", text)
open(target, "wb").write(text)
END
    dpkg-deb -b "$1/tree" "$1/khttpd-dkms_$3-1_all.deb"
}

upgrade_takes_the_new_module() {
    local old new
    old=$(modinfo -F version khttpd)
    new=${old%?}9
    mkdir "$work/next"
    next_version "$work/next" "$old" "$new"
    apt-get install -y -o Dpkg::Use-Pty=0 "$work/next/khttpd-dkms_$new-1_all.deb"
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
    [ ! -e $options ]
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
[ $failed = 0 ] || exit 1
told "installing opens no port and loads nothing" opens_no_port
told "DKMS built the module of this version for this kernel" built_by_dkms
told "the options are compiled and watched" options_are_watched
told "systemctl start loads the module" starts
told "the sample site is served byte for byte" serves_sample 8081
told "status and diagnose show a running server" shows_itself
told "khttpdctl and the module have the same table" table_is_the_modules
told "loading it again is fine" start_again_is_fine
told "reload serves the files under a changed root" reload_changes_root
told "an edit is compiled without the service" watched_edit_is_compiled
told "reload refuses a changed port by name and takes nothing" reload_refuses_port
told "restart takes the changed port and root" restart_takes_port
told "reload takes nothing when the kernel refuses a value" reload_is_refused_by_the_kernel_too
told "systemctl stop unloads the module" stops
told "stopping again is fine" stop_again_is_fine
told "modprobe khttpd port=80 keeps the rest of the configuration" modprobe_keeps_the_rest
told "start refuses a module loaded with other parameters" start_over_a_hand_loaded_module
told "a root with a blank is served" root_with_a_blank
told "sections are compiled for the module" policy_is_loaded
told "reload takes changed sections and leaves nothing behind" reload_changes_the_policy
told "diagnose shows a policy that the kernel refused" refused_policy
told "a bad configuration fails the start with its place" bad_configuration
told "a bad parameter fails modprobe with a kernel log line" bad_parameter
told "an unknown parameter is named in the kernel log" unknown_parameter
told "an occupied port fails the start and names the process" occupied_port
told "a missing root fails the start with the path" missing_root
told "an unreadable root is found by diagnose" unreadable_root
told "a missing configuration fails the start" missing_configuration
told "a full disk leaves the old options" full_disk
told "a missing module file fails the start with what to do" missing_module_file
told "missing headers fail the start with the package to install" missing_headers
told "khttpd=off keeps the service from starting" switched_off_at_boot
told "the service can listen on port 80" starts_on_port_80
told "an upgrade of the service keeps it running" upgrade_keeps_serving
told "an upgrade of the module restarts the running server" upgrade_takes_the_new_module
told "removing the packages stops the server" remove_stops
told "purging leaves nothing" purge_leaves_nothing
rm -rf "$work"
[ $failed = 0 ]
