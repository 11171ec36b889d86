# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# khttpd.ko for a kernel.

# Where the module's source lies; another tree can be tried.
KHTTPD_SOURCE=${KHTTPD_SOURCE:-$top}

# module_entry KERNEL FLAVOUR...: see build/module.
module_entry() {
	local kernel=$1 chroot facts how=kbuild flavour releases=() digest
	shift
	facts=$(kernel_index "$kernel") || return 1
	chroot=$(kernel_chroot "$kernel") || return 1
	if [ "$kernel" != debug ] && has_dkms "$(suite_of_kernel "$kernel")"; then how=dkms; fi
	for flavour; do releases+=("${facts%% *}-$flavour"); done
	digest=$(files_digest dkms.conf)$(top=$KHTTPD_SOURCE files_digest VERSION src/Kbuild \
		src/uapi src/core src/module)
	cache_entry "module-$kernel-$(IFS=+; echo "$*")" module "$chroot" "$how" "$KHTTPD_SOURCE" "$digest" \
		"$(files_digest tests/guest/inside/build-module tests/guest/overlay.sh)" "${releases[@]}"
}

# module_layer KERNEL KERNEL-ENTRY: a layer with the module in it.
module_layer() {
	local module flavour=amd64
	[ "$1" != debug ] || flavour=debug
	module=$(module_entry "$1" "$flavour") || return 1
	cache_entry "module-layer-$1" module-layer "$2" "$module/$(<"$2/abi")/khttpd.ko"
}
