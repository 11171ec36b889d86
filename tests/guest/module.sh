# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# khttpd.ko and the benchmark's floor.ko for a kernel.

# What a module is made from; floor.ko and the faulty one have less of it.
module_paths=(VERSION src/Kbuild src/uapi src/core src/module)

# Where the module's source lies; another tree can be tried.
KHTTPD_SOURCE=${KHTTPD_SOURCE:-$top}

# module_entry KERNEL FLAVOUR...: see build/module.
module_entry() {
	local kernel=$1 chroot facts how=kbuild flavour releases=() digest
	shift
	facts=$(kernel_index "$kernel") || return 1
	chroot=$(kernel_chroot "$kernel") || return 1
	if ! made_of "$kernel" >/dev/null && has_dkms "$(suite_of_kernel "$kernel")"; then how=dkms; fi
	for flavour; do releases+=("${facts%% *}-$flavour"); done
	digest=$(top=$KHTTPD_SOURCE files_digest "${module_paths[@]}")
	cache_entry "module-$kernel-$(IFS=+; echo "$*")" module "$chroot" "$how" "$KHTTPD_SOURCE" "$digest" \
		"$(files_digest dkms.conf tests/guest/inside/build-module tests/guest/overlay.sh)" "${releases[@]}"
}

# module_layer KERNEL KERNEL-ENTRY: a layer with the module in it.
module_layer() {
	local facts module flavour
	facts=$(kernel_index "$1") || return 1
	read -r _ _ flavour _ <<<"$facts"
	module=$(module_entry "$1" "$flavour") || return 1
	cache_entry "module-layer-$1" module-layer "$2" "$module/$(<"$2/abi")/khttpd.ko"
}

# floor_module KERNEL: path of floor.ko.
floor_module() {
	local chroot facts release source=$top/tests/bench/floor entry
	facts=$(kernel_index "$1") || return 1
	chroot=$(kernel_chroot "$1") || return 1
	release=${facts%% *}-amd64
	entry=$(cache_entry "floor-$1" module "$chroot" kbuild "$source" "$(top=$source files_digest "${module_paths[@]}")" \
		"$(files_digest tests/guest/inside/build-module tests/guest/overlay.sh)" "$release") || return 1
	echo "$entry/$release/floor.ko"
}
