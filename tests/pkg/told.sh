# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# One `ok - NAME` or `not ok - NAME` line a test.  Whoever sources this sets
# $work, a folder, and ends with [ $failed = 0 ].
failed=0

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

same() { # same WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || {
        echo "$1: expected '$2', found '$3'"
        return 1
    }
}

says() { # says FILE TEXT
    grep -qF -- "$2" "$1" || {
        echo "expected in $1: $2"
        tail -n 20 "$1"
        return 1
    }
}
