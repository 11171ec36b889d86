# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The key that repositories are signed with.  It is made once and outlives
# `make clean` and `make clean-cache`: machines that trust it would refuse
# another one's packages.  Needs $KHTTPD_CACHE.

signing_home=${KHTTPD_SIGNING_HOME:-$KHTTPD_CACHE/signing}

signing() { gpg --homedir "$signing_home" --batch --no-tty --quiet "$@" 7>&-; }

# signing_begin: makes the key if there is none.  RSA, which every apt and rpm
# in use knows.  One at a time: ending takes the agent away.
signing_begin() {
	mkdir -p -m 700 "$signing_home"
	exec 7>"$signing_home/lock"
	flock 7
	if [ -z "$(signing --list-secret-keys)" ]; then
		signing --passphrase '' --quick-generate-key \
			'khttpd package repository' rsa4096 sign never
	fi
}

# signing_end: no agent stays behind.
signing_end() {
	gpgconf --homedir "$signing_home" --kill all
	exec 7>&-
}
