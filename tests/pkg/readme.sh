# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
readme_file=$(realpath "$(dirname "$0")/README.md")

# readme NAME: what README.md tells a person to type, word for word: the block
# below `<!-- tested: NAME -->`, in this folder.  Questions are answered yes.
readme() {
    awk -v mark="<!-- tested: $1 -->" '
        $0 == mark { marked = 1; next }
        marked && /^    / { print substr($0, 5); found = 1; next }
        found { exit }' "$readme_file" >"$work/typed"
    [ -s "$work/typed" ] || { echo "no block '$1' in README.md" && return 1; }
    bash -euxo pipefail "$work/typed" < <(yes y 2>/dev/null)
}
