#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The life of the service where the packages are installed: start, status,
# reload, restart, stop, and what is done by hand beside it.  See story.sh.
set -euo pipefail
# shellcheck source=tests/pkg/story.sh
. "$(dirname "$0")/story.sh"

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

status_says_where() {
    [ "$(systemctl show -P StatusText khttpd)" = "khttpd $(modinfo -F version khttpd) serves on [::]:8081" ]
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
    eventually says "$options" "root=$site"
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
    eventually says "$options" "root=$site header_timeout=20"
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

# Which load of the module this is: a new one gets a new directory.
instance() { stat -c %i /sys/module/khttpd; }

restarts_in_a_row() {
    local last i
    configure
    stopped
    systemctl start khttpd
    for i in 1 2 3 4 5; do
        last=$(instance)
        systemctl restart khttpd
        [ "$(instance)" != "$last" ]
        serves_sample 8081
    done
}

removed_by_hand() {
    systemctl restart khttpd
    modprobe -r khttpd
    not listening 8081
    eventually not active
    [ "$(systemctl is-active khttpd || true)" = inactive ]
    status_says "the module was unloaded by someone else"
}

# The service has ended: what is loaded after it is not its own.
removed_and_loaded_by_hand() {
    systemctl start khttpd
    modprobe -r khttpd
    modprobe khttpd port=80
    eventually not active
    loaded
    [ "$(parameter port)" = 80 ]
    modprobe -r khttpd
}

killed_watcher_comes_back() {
    local pid module
    systemctl start khttpd
    pid=$(systemctl show -P MainPID khttpd)
    module=$(instance)
    systemctl kill --signal=KILL khttpd
    serves_sample 8081
    eventually watched_by_another_than "$pid"
    [ "$(instance)" = "$module" ]
    modprobe -r khttpd
    eventually not active
}

watched_by_another_than() {
    active && [ "$(systemctl show -P MainPID khttpd)" != "$1" ]
}

terminated_watcher_unloads() {
    systemctl start khttpd
    systemctl kill --kill-who=main --signal=TERM khttpd
    eventually not active
    not loaded
    [ "$(systemctl is-active khttpd || true)" = inactive ]
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

switched_off_at_boot() {
    echo "$(cat /proc/cmdline) khttpd=off" >"$work/cmdline"
    mount --bind "$work/cmdline" /proc/cmdline
    trap "umount /proc/cmdline" EXIT
    stopped
    systemctl start khttpd
    not loaded
    not active
}

policy_is_loaded() {
    configure 'listing = on' '[host story.example]' "root = $site"
    stopped
    systemctl start khttpd
    [ "$(stat -c %a "$(parameter policy)")" = 644 ]
    says $options "policy=$(parameter policy)"
}

# The one of the options before stays, for who has read them already.
reload_changes_the_policy() {
    local before last
    before=$(parameter policy)
    configure 'listing = on'
    systemctl reload khttpd
    last=$(parameter policy)
    [ "$last" != "$before" ]
    [ -f "$last" ]
    configure
    systemctl reload khttpd
    [ "$(parameter policy)" = "" ]
    [ "$(echo /run/khttpd/*)" = "$last" ]
}

told "systemctl start loads the module" starts
told "the sample site is served byte for byte" serves_sample 8081
told "status and diagnose show a running server" shows_itself
told "khttpdctl and the module have the same table" table_is_the_modules
told "systemctl status says where it serves" status_says_where
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
told "five restarts in a row each serve a fresh module" restarts_in_a_row
told "removing the module by hand ends the service" removed_by_hand
told "a module loaded by hand after that is left alone" removed_and_loaded_by_hand
told "a killed service finds its module still serving" killed_watcher_comes_back
told "a service asked to end by hand unloads the module" terminated_watcher_unloads
told "a root with a blank is served" root_with_a_blank
told "sections are compiled for the module" policy_is_loaded
told "reload takes changed sections and keeps only those before" reload_changes_the_policy
told "khttpd=off keeps the service from starting" switched_off_at_boot
story_ends
