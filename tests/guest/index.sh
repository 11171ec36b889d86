# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Which packages make up a kernel today: asked of apt once a week, so that a
# point release in Debian changes the keys of everything built from it.

index_days=7

# kernel_index KERNEL: print `abi VERSION PACKAGE-SUFFIX...`, e.g.
# `6.1.0-56 6.1.192-2 amd64 cloud-amd64 rt-amd64`.
kernel_index() {
	local file=$KHTTPD_CACHE/index/$1
	if made_of "$1" >/dev/null; then
		made_index "$1"
		return
	fi
	if [ -n "$(find "$file" -size +0 -mtime -$index_days 2>/dev/null)" ]; then
		cat "$file"
		return
	fi
	mkdir -p "$KHTTPD_CACHE/index" "$KHTTPD_CACHE/.lock"
	(
		flock 9
		[ -n "$(find "$file" -size +0 -mtime -$index_days 2>/dev/null)" ] ||
			index_refresh "$1" "$file"
	) 9>"$KHTTPD_CACHE/.lock/index-$1" || return 1
	cat "$file"
}

# made_index KERNEL: the version of the source package; the ABI is upstream's.
made_index() {
	local source flavour facts version
	read -r source flavour _ <<<"$(made_of "$1")"
	facts=$(kernel_index "$source") || return 1
	read -r _ version _ <<<"$facts"
	echo "${version%-*} $version $flavour"
}

# index_refresh KERNEL FILE: in a shell of its own.  Without a network an old answer
# still serves.
index_refresh() {
	local work answer
	work=$(mktemp -d)
	# shellcheck disable=SC2064 # this folder
	trap "rm -rf '$work'" EXIT
	if answer=$(index_ask "$1" "$work"); then
		echo "$answer" >"$2.new" && mv "$2.new" "$2"
	elif [ -s "$2" ]; then
		say "cannot ask Debian about kernel $1, keeping what is known"
	else
		explain "$work/log" || {
			tail -n 20 "$work/log" >&2
			say "Debian $(suite_of_kernel "$1") offers no kernel $1"
		}
		return 1
	fi
}

# index_ask KERNEL WORK
index_ask() {
	local kernel=$1 work=$2 best apt
	private_apt "$work" "$(suite_of_kernel "$kernel")"
	apt-get "${apt[@]}" update >"$work/log" 2>&1 || return 1
	apt-cache "${apt[@]}" show "linux-"{headers,image}"-${kernel/./[.]}*-amd64" 2>>"$work/log" |
		awk '/^Package:/ { p = $2 } /^Version:/ { print p, $2 }' | index_whole >"$work/found"
	best=$(index_best "$kernel" "$work/found") && [ -n "$best" ] || return 1
	echo "$best $(index_flavours "$best" "$work/found")"
}

# index_whole: of the lines `PACKAGE VERSION` on stdin the headers whose image is
# there too.  It comes later, by up to days: Debian signs it in between.
index_whole() {
	awk '/^linux-image-/ { image[substr($0, length("linux-image-") + 1)] = 1 }
		/^linux-headers-/ { headers[substr($0, length("linux-headers-") + 1)] = $0 }
		END { for (name in headers) if (name in image) print headers[name] }'
}

# index_best KERNEL FILE: `ABI VERSION` of the newest plain flavour.
index_best() {
	local package version best_abi="" best_version=0
	while read -r package version; do
		case $package in
		linux-headers-"$1"[.-]*-cloud-amd64 | linux-headers-"$1"[.-]*-rt-amd64 | \
			linux-headers-"$1"-cloud-amd64 | linux-headers-"$1"-rt-amd64) continue ;;
		linux-headers-"$1"[.-]*-amd64 | linux-headers-"$1"-amd64) ;;
		*) continue ;;
		esac
		if dpkg --compare-versions "$version" gt "$best_version"; then
			best_version=$version
			best_abi=${package#linux-headers-}
			best_abi=${best_abi%-amd64}
		fi
	done <"$2"
	[ -z "$best_abi" ] || echo "$best_abi $best_version"
}

# index_flavours "ABI VERSION" FILE: those that exist at just this version.
index_flavours() {
	local abi=${1% *} version=${1#* } flavour
	for flavour in amd64 cloud-amd64 rt-amd64; do
		if grep -qxF "linux-headers-$abi-$flavour $version" "$2"; then
			printf '%s ' "$flavour"
		fi
	done
}
