# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A machine with Secure Boot, in place of parts of machine.sh: nothing but its
# firmware decides what runs.  That starts shim from a disk, shim GRUB, and GRUB
# the release's kernel, each because the one before it knows who signed it.

board="q35,smm=on,vmport=off" # only firmware in its own mode may write its keys
reboots=yes

# secure_boot_entry RELEASE: see build/secure-boot.
secure_boot_entry() {
	local chroot
	chroot=$(kernel_chroot "$(kernel_of_release "$1")") || return 1
	cache_entry "secure-boot-$1" secure-boot "$1" "$(sources_of "$1")" "$chroot"
}

# on_boot_disk FILE PATH: copy it there.
on_boot_disk() { mcopy -i "$run/boot.img" "$1" "::$2"; }

# boot_disk INITRAMFS: the EFI system partition, a whole disk.
boot_disk() {
	truncate -s 96M "$run/boot.img"
	mformat -i "$run/boot.img" -T $((96 * 2048)) ::
	mmd -i "$run/boot.img" ::/EFI ::/EFI/BOOT ::/EFI/debian
	on_boot_disk "$secure_boot/shim" /EFI/BOOT/BOOTX64.EFI
	on_boot_disk "$secure_boot/grub" /EFI/BOOT/grubx64.efi
	on_boot_disk "$secure_boot/mokmanager" /EFI/BOOT/mmx64.efi
	on_boot_disk "$secure_boot/vmlinuz" /vmlinuz
	on_boot_disk "$1" /initramfs
	printf '%s\n' "linux /vmlinuz $kernel_arguments $append" "initrd /initramfs" boot >"$run/grub.cfg"
	on_boot_disk "$run/grub.cfg" /EFI/debian/grub.cfg
}

# machine_boot KERNEL-IMAGE INITRAMFS: what the firmware changes dies with the run.
machine_boot() {
	boot_disk "$2"
	cp "$secure_boot/variables" "$run/variables"
	arguments+=(-global "driver=cfi.pflash01,property=secure,value=on" -global ICH9-LPC.disable_s3=1
		-drive "if=pflash,unit=0,format=raw,readonly=on,file=$secure_boot/firmware"
		-drive "if=pflash,unit=1,format=raw,file=$run/variables"
		-drive "if=none,id=boot,format=raw,file=$run/boot.img"
		-device "virtio-blk-pci,drive=boot,serial=boot,bootindex=0")
}

machine_console() {
	arguments+=(-chardev "socket,id=console,path=$run/console.socket,server=on,wait=off,logfile=$run/console")
	python3 "$here/enrol-mok.py" "$run/console.socket" &
	readers+=($!)
}
