# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest's network: none, or a cable to what is published (see publish), which
# starts QEMU then.

# machine_network: adds to arguments, and sets emulator, the words before them.
machine_network() {
	emulator=(qemu-system-x86_64)
	if [ ${#publish[@]} = 0 ]; then
		arguments+=(-nic none)
		return
	fi
	emulator=("$here/publish" "${publish[@]}" -- "${emulator[@]}")
	arguments+=(-netdev "stream,id=net,addr.type=fd,addr.str=3"
		-device "virtio-net-pci,netdev=net,romfile=")
}
