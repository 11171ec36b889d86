# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest of `make demo`: what it boots from, and how it begins and ends.  Whoever
# is root in it is not trusted: what it may write on this machine has an end.
# Whoever sources this sets state, a folder, and port.

booted='' # by this start: only then it may end the guest
told=() # no files for the guest to write
most=65536 # bytes that a command may tell a log

# is_running: by the folder too, since a number may be another process by now.
is_running() {
	local pid
	pid=$(said pid)
	[ -n "$pid" ] && { tr '\0' '\n' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qxF "$state/pid"
}

said() { cat "$state/$1" 2>/dev/null || true; }
talk() { "$here/demo-talk" "$@"; }
inside() { talk --within "$1" exec "$state/control" "${@:2}" | head -c $most; } # inside SECONDS COMMAND...
responds() { talk get "$1" 2>/dev/null; }

# payload: what a boot brings along.  Its number makes it a boot, not a restart
# that nobody asked for.
payload() {
	local tree=$state/payload wants=$state/payload/etc/systemd/system/multi-user.target.wants port
	rm -rf "$tree"
	mkdir -p "$tree/guest" "$wants"
	echo "$1" >"$tree/guest/run"
	cp "$here/inside/demo-agent" "$tree/guest/"
	install -m 644 "$here/inside/"demo-{agent@,shell}.service "$tree/etc/systemd/system/"
	ln -s ../demo-shell.service "$wants/"
	for port in control commands; do ln -s ../demo-agent@.service "$wants/demo-agent@$port.service"; done
	tar -C "$tree" --owner=0 --group=0 -cf "$state/payload.tar" .
	rm -rf "$tree"
}

# identity: what a disk was made of.  An image made anew has the same path, but
# not the same blocks.
identity() { cat "$state"/{kernel,image,layer}.made && stat -c '%i %y' "$image/disk.img"; }

# prepare_disk: the layer is unpacked at the first boot.  A disk has a key only
# while nothing is wrong with it: once it has booted.
prepare_disk() {
	local number
	number=$(date +%s.%N)
	payload "$number"
	disks=("root=$state/disk.qcow2" "payload=$state/payload.tar")
	append="guest.layers=0"
	if [ "$(said key)" != "$key" ]; then
		qemu-img create -q -f qcow2 -F raw -b "$image/disk.img" "$state/disk.qcow2"
		disks+=("layer-1=$layer/layer.tar")
		append="guest.layers=1"
	fi
	rm -f "$state/key"
	append+=" guest.run=$number guest.init=/sbin/init quiet"
}

socket_port() { # socket_port NAME DEVICE
	arguments+=(-chardev "socket,id=$1,path=$state/$1,server=on,wait=off" -device "$2,chardev=$1,name=$1")
}

# machine_console: demo-console reads it, and keeps its end.
machine_console() { arguments+=(-chardev "file,id=console,path=/dev/fd/4"); }

boot() {
	publish=("$port:8081")
	rm -f "$state"/{control,commands,shell,pid,port,console}
	machine_arguments "$vmlinux" "$initrd"
	socket_port control virtserialport
	socket_port commands virtserialport
	socket_port shell virtconsole
	booted=yes
	"${emulator[@]}" "${arguments[@]}" -pidfile "$state/pid" -daemonize </dev/null >"$state/emulator" 2>&1 8>&- \
		4> >(exec setsid "$here/demo-console" "$state/console" >/dev/null 2>&1 8>&-) ||
		stage_failed "the guest does not start" "$state/emulator"
	console_reader=$!
	echo "$port" >"$state/port"
	# A request waits in its port until the guest listens, and the guest's end ends that.
	job up inside 180 sync
	job_end up || guest_failed "the guest does not boot"
	echo "$key" >"$state/key"
}

# guest_failed WHY [FILE]: with the end of its console, which is complete once the
# guest has ended.  What somebody did to the disk may be why.
guest_failed() {
	rm -f "$state/key"
	is_running || ended_within 5 "$console_reader" || true
	stage_failed "$1; the next make demo begins with a new disk" "${2:-$state/console}"
}

serve() {
	local deadline=$((SECONDS + 30))
	job service inside 120 systemctl start khttpd
	job_end service || {
		inside 20 systemctl status khttpd --no-pager -l >>"$stage_log" 2>&1 || true
		guest_failed "the service does not start" "$stage_log"
	}
	until responds "$port"; do
		is_running || guest_failed "the guest ended"
		[ $SECONDS -lt $deadline ] || guest_failed "no response within 30 s"
		sleep 0.1
	done
}

# end_guest: at once, if it has not ended by itself.
end_guest() {
	local pid
	if is_running; then
		pid=$(said pid)
		kill -TERM "$pid" && ended_within 5 "$pid" || kill -KILL "$pid" || true
	fi
	forget_guest
}

power_off() {
	local pid
	pid=$(said pid)
	inside 10 systemctl --no-block poweroff >/dev/null 2>&1 || true
	ended_within 25 "$pid" || kill -KILL "$pid" 2>/dev/null || true
	forget_guest
}

ended_within() {
	local deadline=$((SECONDS + $1))
	while [ -n "$(alive "$2")" ]; do
		[ $SECONDS -lt $deadline ] || return 1
		sleep 0.1
	done
}

# forget_guest: its port is free once the relay has seen its end.
forget_guest() {
	local deadline=$((SECONDS + 5))
	[ -z "$(said port)" ] ||
		until "$here/publish" --check "$(said port)" 2>/dev/null || [ $SECONDS -ge $deadline ]; do sleep 0.1; done
	rm -f "$state"/{pid,control,commands,shell,port}
}
