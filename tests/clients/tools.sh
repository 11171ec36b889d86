#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# curl and wget against a server that has the site of make-site.py.
# usage: tools.sh [--without PATTERN]... URL SITE NAME [CODING...]
#   NAME goes into the names of the tests, CODINGs are what the server has
#   compressed siblings for (gz, br, zst); tests that match a PATTERN are left
#   out.
# shellcheck disable=SC2317 # sees calls the functions
set -euo pipefail

without=()
while [ "$1" = --without ]; do
	without+=(-e "$2")
	shift 2
done
url=${1%/} site=$2 name=$3
shift 3
codings=("$@")
export LC_ALL=C.UTF-8
unset http_proxy https_proxy all_proxy
work=$(mktemp -d "${TMPDIR:-/tmp}/khttpd-clients.XXXXXX")
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/pkg/told.sh
. "$(dirname "$0")/../pkg/told.sh"

in_folder() {
	cd "$work/folder"
	"$@"
}

# sees TEST FUNCTION...: one test, in an empty folder of its own.
sees() {
	local test=$1
	shift
	[ ${#without[@]} = 0 ] || ! grep -q "${without[@]}" <<<"$test" || return 0
	mkdir "$work/folder"
	told "$name: $test" in_folder "$@"
	rm -rf "$work/folder"
}

get() { curl -sS --max-time 120 "$@"; }
is() { [ "$1" = "$2" ] || { echo "'$1' instead of '$2'" && return 1; }; }
header() { tr -d '\r' <headers | sed -n "s/^$1: //Ip"; }
part() { # part FROM LENGTH [FILE]
	dd if="$site/${3:-large.bin}" skip="$1" count="$2" bs=64K iflag=skip_bytes,count_bytes,fullblock status=none
}
large_size() { stat -c %s "$site/large.bin"; }

one_large_file() { get -f "$url/large.bin" | cmp - "$site/large.bin"; }

head_is_get_without_body() {
	get -I "$url/large.bin" >headers
	is "$(header content-length)" "$(large_size)"
	get -D get "$url/large.bin" -o /dev/null
	diff <(grep -vi ^date: headers) <(grep -vi ^date: get)
}

# Lists of URLs and files for curl --config.
tree_config() {
	(cd "$site" && find tree -type f -name 'f*') | while read -r file; do
		printf 'url="%s/%s"\noutput="%s"\n' "$url" "$file" "$file"
	done
}

many_in_parallel() {
	tree_config >config
	get -f --parallel --parallel-max 16 --create-dirs --config config 2>progress || { tail -n 5 progress && return 1; }
	diff -r --exclude=index.html "$site/tree" tree
}

one_connection_for_many() {
	tree_config | sed -n 1,200p >config
	get -f --create-dirs --config config -w '%{num_connects}\n' >connects
	is "$(sort connects | uniq -c | xargs)" "99 0 1 1"
}

resume() { # resume FROM
	head -c "$1" "$site/large.bin" >got
	is "$(get -f -C - -o got "$url/large.bin" -w '%{http_code} %{size_download}')" \
		"206 $(($(large_size) - $1))"
	cmp got "$site/large.bin"
}

nothing_left_to_resume() {
	cp "$site/large.bin" got
	is "$(get -C - -o got "$url/large.bin" -w '%{http_code}')" 416
	cmp got "$site/large.bin"
}

range() { # range RANGE FROM LENGTH
	is "$(get -f -D headers -r "$1" -o got "$url/large.bin" -w '%{http_code}')" 206
	part "$2" "$3" | cmp - got
	is "$(header content-range)" "bytes $2-$(($2 + $3 - 1))/$(large_size)"
	is "$(header content-length)" "$3"
}

several_ranges() {
	is "$(get -f -D headers -r 0-9,100-199,-50 -o got "$url/large.bin" -w '%{http_code}')" 206
	{ printf 'Content-Type: %s\r\n\r\n' "$(header content-type)" && cat got; } >message
	# A reader of MIME that knows nothing of HTTP.
	python3 - "$site/large.bin" <<-'END'
		import email.policy, sys
		message = email.message_from_binary_file(open("message", "rb"), policy=email.policy.HTTP)
		assert message.get_content_type() == "multipart/byteranges", message.get_content_type()
		file = open(sys.argv[1], "rb").read()
		size = len(file)
		parts = [(p["Content-Range"], p.get_payload(decode=True)) for p in message.iter_parts()]
		wanted = [(f"bytes {a}-{b - 1}/{size}", file[a:b])
		          for a, b in ((0, 10), (100, 200), (size - 50, size))]
		assert parts == wanted, [part[0] for part in parts]
	END
}

range_beyond_the_end() {
	is "$(get -D headers -r 99999999- -o /dev/null "$url/large.bin" -w '%{http_code}')" 416
	is "$(header content-range)" "bytes */$(large_size)"
}

# If-Range: the part if the file is still the one, else all of it.
range_if_unchanged() {
	get -I "$url/large.bin" >headers
	is "$(get -f -r 5-9 -H "If-Range: $(header etag)" -o got "$url/large.bin" -w '%{http_code}')" 206
	is "$(get -f -r 5-9 -H 'If-Range: "other"' -o got "$url/large.bin" -w '%{http_code}')" 200
	cmp got "$site/large.bin"
}

newer_than() {
	get -f --remote-time -o had "$url/large.bin"
	is "$(get -z had -o got "$url/large.bin" -w '%{http_code} %{size_download}')" "304 0"
	touch -d 2001-01-01 had
	is "$(get -f -z had -o got "$url/large.bin" -w '%{http_code}')" 200
}

same_tag() {
	get -f --etag-save tag -o /dev/null "$url/large.bin"
	is "$(get --etag-compare tag -o got "$url/large.bin" -w '%{http_code} %{size_download}')" "304 0"
	echo '"other"' >tag
	is "$(get -f --etag-compare tag -o got "$url/large.bin" -w '%{http_code}')" 200
	cmp got "$site/large.bin"
}

compressed() { # compressed SUFFIX CODING
	get -f -D headers -H "Accept-Encoding: $2" -o got "$url/text/book.txt"
	cmp got "$site/text/book.txt.$1"
	is "$(header content-encoding)" "$2"
	is "$(header vary)" Accept-Encoding
	is "$(header content-type)" "$(get -I "$url/text/plain-only.txt" | tr -d '\r' | sed -n 's/^content-type: //Ip')"
	get -f --compressed "$url/text/book.txt" | cmp - "$site/text/book.txt"
	get -f -H "Accept-Encoding: identity, $2;q=0" "$url/text/book.txt" | cmp - "$site/text/book.txt"
}

compressed_part() { # compressed_part SUFFIX CODING: of the encoded form
	is "$(get -f -r 100-199 -H "Accept-Encoding: $2" -o got "$url/text/book.txt" -w '%{http_code}')" 206
	part 100 100 "text/book.txt.$1" | cmp - got
}

nothing_compressed() {
	get -f -D headers --compressed "$url/text/plain-only.txt" | cmp - "$site/text/plain-only.txt"
	is "$(header content-encoding)" ""
}

names_are_decoded_once() {
	local name
	for name in %41 %2e%2e %252e %2f; do
		get -f --path-as-is "$url/percent/${name//%/%25}" | cmp - "$site/percent/$name"
	done
}

post_is_refused() {
	is "$(get -d data -o /dev/null "$url/large.bin" -w '%{http_code}')" 405
	is "$(get -T "$site/odd/a+b" -o /dev/null "$url/large.bin" -w '%{http_code}')" 405
}

missing() { is "$(get -o got "$url/no-such-file" -w '%{http_code}')" 404; }

old_client() { get -f --http1.0 "$url/text/book.txt" | cmp - "$site/text/book.txt"; }

slow_reader() { # pacing
	get -f --limit-rate 2M "$url/large.bin" | cmp - "$site/large.bin"
}

wget_into_mirror() { # wget_into_mirror OPTION...: the log in ./log
	wget --timestamping --force-directories --no-host-directories --restrict-file-names=nocontrol \
		--no-iri -e robots=off --tries=2 --timeout=60 --directory-prefix mirror -o log "$@" ||
		{ grep -B 3 -A 3 ERROR log && return 1; }
}

# It does not follow the links of a page that it need not fetch again, so the
# second time each file is asked for.
mirror_is_the_site() {
	local files
	wget_into_mirror --mirror --no-parent "$url/"
	diff -rq -x percent -x sample "$site" mirror
	files=$(find mirror -type f | wc -l)
	is "$(grep -c ' 200 OK' log)" "$files"
	sed -n 's/^--[-0-9 :]*--  //p' log >urls
	wget_into_mirror --input-file urls
	is "$(grep -c ' 304 Not Modified' log)" "$files"
	diff -rq -x percent -x sample "$site" mirror
}

sees 'curl fetches a large file' one_large_file
sees 'curl sees the same head for HEAD and GET' head_is_get_without_body
sees 'curl fetches hundreds of files, sixteen at a time' many_in_parallel
sees 'curl uses one connection for many files' one_connection_for_many
sees 'curl resumes a download' resume 3000000
sees 'curl resumes a download at its last byte' resume $(($(large_size) - 1))
sees 'curl finds nothing left to resume' nothing_left_to_resume
sees 'curl fetches the first bytes' range 0-99 0 100
sees 'curl fetches the last bytes' range -100 $(($(large_size) - 100)) 100
sees 'curl fetches from a byte to the end' range 8000000- 8000000 $(($(large_size) - 8000000))
sees 'curl fetches one byte' range 4096-4096 4096 1
sees 'curl fetches a range that ends beyond the file' range 8000000-99999999 8000000 $(($(large_size) - 8000000))
sees 'curl fetches several ranges' several_ranges
sees 'curl is told of a range beyond the end' range_beyond_the_end
sees 'curl fetches a range if the file is unchanged' range_if_unchanged
sees 'curl -z fetches only what is newer' newer_than
sees 'curl --etag-compare fetches only what is other' same_tag
for coding in "${codings[@]}"; do
	case $coding in
	gz) word=gzip ;;
	br) word=br ;;
	zst) word=zstd ;;
	esac
	sees "curl --compressed takes the sibling in $word" compressed "$coding" "$word"
	sees "curl fetches a range of the sibling in $word" compressed_part "$coding" "$word"
done
sees 'curl --compressed takes a file without siblings as it is' nothing_compressed
sees 'curl fetches names that look encoded' names_are_decoded_once
sees 'curl is refused a POST and a PUT' post_is_refused
sees 'curl is told that a file is missing' missing
sees 'curl with HTTP/1.0' old_client
sees 'curl reads slowly' slow_reader
sees 'wget mirrors the site byte for byte, and again without a byte' mirror_is_the_site
[ "$failed" = 0 ]
