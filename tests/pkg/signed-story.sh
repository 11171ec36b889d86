#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module on a machine with Secure Boot, whose kernel takes only modules
# signed with a key it knows: refused and explained, its key enrolled as the
# explanation says, and loaded at the next boot.  Run again after each.  See
# story.sh.
set -euo pipefail
# shellcheck source=tests/pkg/story.sh
. "$(dirname "$0")/story.sh"

certificate=/var/lib/dkms/mok.pub
version=$(modinfo -F version khttpd)
# What the console of this guest answers when MokManager asks.
password=enrolled

signatures_are_enforced() {
    mokutil --sb-state >"$work/state"
    says "$work/state" "SecureBoot enabled"
    [ "$(cat /sys/module/module/parameters/sig_enforce)" = Y ]
}

signed_by_dkms() {
    openssl x509 -inform der -in "$1" -noout -serial >"$work/serial"
    says "$work/serial" "=$(modinfo -F sig_key khttpd | tr -d :)"
}

# The text of `khttpdctl diagnose`, whole.
diagnosis_is() {
    not khttpdctl diagnose >"$work/diagnosis"
    printf '%s\n' "$@" | diff - "$work/diagnosis"
}

# What the diagnosis says after WORDS.
advice() { { khttpdctl diagnose || true; } | sed -n "s/^  $1: //p"; }

unknown_key_is_refused() {
    start_fails_with "Key was rejected by service" \
        "mokutil --import $certificate" "then reboot and choose \"Enroll MOK\""
}

diagnosis_names_the_key() {
    diagnosis_is \
        "the kernel takes only modules signed with a key that it knows: Secure Boot is on" \
        "  enrol DKMS's key: mokutil --import $certificate" \
        "  then reboot and choose \"Enroll MOK\""
}

# DKMS builds and signs as ever, but copies what it would have to compile for
# minutes.  Like the compiler's, the file is not signed.
without_compiling() {
    local name
    name=$(basename "$(modinfo -n khttpd)")
    cp "$(modinfo -n khttpd)" "$work/$name"
    case $name in *.xz) unxz "$work/$name" ;; esac
    mkdir -p /srv/built
    objcopy "$work/khttpd.ko" /srv/built/khttpd.ko
    sed -i 's|^MAKE.*|MAKE[0]="cp /srv/built/khttpd.ko src/"|' "/usr/src/khttpd-$version/dkms.conf"
}

rebuild() {
    dkms build --force "khttpd/$version" -k "$release"
    dkms install --force "khttpd/$version" -k "$release"
}

unsigned_module_is_refused() {
    without_compiling
    mkdir "$work/keys"
    mv /var/lib/dkms/mok.* "$work/keys"
    mv /usr/bin/openssl "$work/openssl"
    # shellcheck disable=SC2064 # the folder of now
    trap "mv '$work/openssl' /usr/bin/; mv -n '$work'/keys/* /var/lib/dkms/" EXIT
    rebuild
    [ -z "$(modinfo -F sig_key khttpd)" ]
    start_fails_with "Key was rejected by service" "the module is not signed" \
        "DKMS does not sign without openssl: apt install openssl"
}

advice_signs_it() {
    local line
    line=$(advice "build and sign it")
    [[ $line == "dkms build "* ]]
    bash -ec "$line"
    signed_by_dkms $certificate
}

advice_gives_the_key_to_mokutil() {
    local line
    line=$(advice "enrol DKMS's key")
    [ "$line" = "mokutil --import $certificate" ]
    # shellcheck disable=SC2086 # words
    printf '%s\n' "$password" "$password" | $line
    diagnosis_is \
        "the kernel takes only modules signed with a key that it knows: Secure Boot is on" \
        "  the key waits to be enrolled: reboot and choose \"Enroll MOK\""
}

is_enabled() {
    configure 'port = 80'
    systemctl enable khttpd
    not active
}

kernel_knows_the_key() {
    mokutil --test-key $certificate >"$work/test" || true
    says "$work/test" "is already enrolled"
    says /proc/keys "DKMS module signing key"
}

enabled_service_serves_after_boot() {
    eventually active
    serves_sample 80
    khttpdctl diagnose
    systemctl restart khttpd
    serves_sample 80
}

# The kernel's words are the same as for a key that it does not know.
changed_file_is_refused() {
    local file
    stopped
    file=$(modinfo -n khttpd)
    cp "$file" "$work/kept"
    # shellcheck disable=SC2064 # the file of now
    trap "cp '$work/kept' '$file'" EXIT
    python3 - "$file" <<'END'
import lzma, sys
path = sys.argv[1]
opened = lzma.open if path.endswith(".xz") else open
with opened(path, "rb") as file:
    text = file.read()
assert b"description=" in text
with opened(path, "wb") as file:
    file.write(text.replace(b"description=", b"Description="))
END
    start_fails_with "Key was rejected by service" "its file is not what was signed"
}

own_key_is_named() {
    openssl req -new -x509 -nodes -subj /CN=own -newkey rsa:2048 \
        -keyout "$work/own.key" -outform DER -out "$work/own.der"
    printf '%s\n' "mok_signing_key=$work/own.key" "mok_certificate=$work/own.der" >>/etc/dkms/framework.conf
    not khttpdctl diagnose >"$work/diagnosis"
    says "$work/diagnosis" "the module is signed with another key than DKMS has now, $work/own.der"
    bash -ec "$(advice "sign it again")"
    signed_by_dkms "$work/own.der"
    start_fails_with "Key was rejected by service" "mokutil --import $work/own.der"
}

if [ ! -e /srv/enrolled ]; then
    told "the kernel enforces signatures under Secure Boot" signatures_are_enforced
    told "DKMS signed the module with its own key" signed_by_dkms $certificate
    told "a module whose key is not known is refused" unknown_key_is_refused
    told "diagnose names the key and how to enrol it" diagnosis_names_the_key
    told "without openssl the module is not signed, and refused" unsigned_module_is_refused
    told "what diagnose says signs it" advice_signs_it
    told "what diagnose says gives the key to mokutil" advice_gives_the_key_to_mokutil
    told "the service is enabled for the next boot" is_enabled
    [ "$failed" = 0 ] || exit 1
    touch /srv/enrolled
    /guest/reboot
fi
told "after a reboot the kernel knows the key" kernel_knows_the_key
told "the enabled service serves after the reboot" enabled_service_serves_after_boot
told "a module that was changed after it was signed is refused" changed_file_is_refused
told "the key that DKMS is configured with is named" own_key_is_named
story_ends
