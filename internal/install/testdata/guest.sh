#!/bin/bash
# The life of a Debian machine in which the package is installed, upgraded,
# removed and purged. Runs as root within the machine; deb is beside it.
cd "$(dirname "$0")"

# try NAME COMMAND... says whether the command did what it should.
try() {
	local name=$1
	shift
	if "$@" >/tmp/out 2>&1; then
		echo "GUEST PASS $name"
	else
		echo "GUEST FAIL $name: $*"
		tail -n 30 /tmp/out
		ls -l /dev/ttyACM* /dev/hidraw* /dev/input/event* /dev/usb/lp*
		[ -z "${token:-}" ] || asks devices | jq -c '.scanners[], .printers[]'
		journalctl -u lotgate -u systemd-udevd --no-pager -n 15
		dmesg | tail -n 10
	fi
}

# within SECONDS COMMAND... waits until the command succeeds.
within() {
	local n=$1
	shift
	while ! "$@"; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 1
	done
}

answers() { curl -sf -o /dev/null http://127.0.0.1:8410/healthz; }
serves_app() { [ "$(curl -sf http://127.0.0.1:8410/app.js | wc -c)" -gt 10000 ]; }
pid() { systemctl show -p MainPID --value lotgate; }
holds() { ls -l "/proc/$(pid)/fd" 2>/dev/null | grep -q "$1"; }
not() { ! "$@"; }
owner_is() { [ "$(stat -c '%U:%G %a' "$1")" = "$2" ]; }

makes_token() {
	token=$(lotgate token create probe --right stock.view --right device.view --data /var/lib/lotgate)
	[ -n "$token" ]
}
asks() { curl -sf -H "Authorization: Bearer $token" "http://127.0.0.1:8410/api/v1/$1"; }
# scans ID NUMBER says whether the scanner of that id has sent so many codes.
scans() { [ "$(asks devices | jq -r ".scanners[] | select(.address | contains(\"$1\")) | .frames")" = "$2" ]; }
# printer_is STATE says whether the printer is so.
printer_is() { [ "$(asks devices | jq -r '.printers[] | select(.id == "dock") | .state')" = "$1" ]; }
# event_of ID is the node of the keyboard of that id.
event_of() {
	local event
	for event in /sys/class/input/event*; do
		[ "$(cat "$event/device/id/vendor"):$(cat "$event/device/id/product")" != "$1" ] || echo "/dev/input/${event##*/}"
	done
}

# gadget ID FUNCTION makes a USB device of that VVVV:PPPP at the other end of
# this machine's own bus; plug and unplug put it in and out.
gadget() {
	local g=/sys/kernel/config/usb_gadget/$2
	mkdir -p "$g/strings/0x409" "$g/configs/c.1"
	echo "0x${1%:*}" >"$g/idVendor"
	echo "0x${1#*:}" >"$g/idProduct"
	echo 4711 >"$g/strings/0x409/serialnumber"
	echo Scanner >"$g/strings/0x409/product"
	mkdir -p "$g/functions/$2"
	[ -z "${3:-}" ] || "$3" "$g/functions/$2"
	ln -s "$g/functions/$2" "$g/configs/c.1"
}
plug() { echo "dummy_udc.$2" >"/sys/kernel/config/usb_gadget/$1/UDC"; }
unplug() { echo "" >"/sys/kernel/config/usb_gadget/$1/UDC"; }

# What a boot keyboard and Honeywell's HID-POS scanners say of their reports.
keys() {
	echo 1 >"$1/protocol"
	echo 1 >"$1/subclass"
	echo 8 >"$1/report_length"
	printf '\x05\x01\x09\x06\xA1\x01\x05\x07\x19\xE0\x29\xE7\x15\x00\x25\x01\x75\x01\x95\x08\x81\x02\x95\x01\x75\x08\x81\x03\x95\x06\x75\x08\x15\x00\x25\x65\x05\x07\x19\x00\x29\x65\x81\x00\xC0' >"$1/report_desc"
}
pos() {
	echo 64 >"$1/report_length"
	printf '\x05\x8C\x09\x02\xA1\x01\x85\x02\x09\x12\xA1\x02\x15\x00\x26\xFF\x00\x75\x08\x95\x01\x05\x01\x09\x3B\x81\x02\x95\x03\x05\x8C\x09\xFB\x09\xFC\x09\xFD\x81\x02\x95\x38\x09\xFE\x82\x02\x01\x06\x66\xFF\x95\x02\x09\x04\x09\x00\x81\x02\x05\x8C\x25\x01\x75\x01\x95\x08\x09\xFF\x81\x02\xC0\xC0' >"$1/report_desc"
}

others=$(mktemp -d -p /home)
try boots test -d /run/systemd/system
try installs dpkg -i ./lotgate.deb
try enabled systemctl is-enabled --quiet lotgate
try active within 120 systemctl is-active --quiet lotgate
try answers within 120 answers
try "bundles the browser half" serves_app
try "runs as its user" test "$(stat -c %U "/proc/$(pid)")" = lotgate
try "has its groups" test "$(id -Gn lotgate | tr ' ' '\n' | sort | xargs)" = "dialout lotgate lp"
try "owns its data alone" owner_is /var/lib/lotgate "lotgate:lotgate 700"
echo "GUEST TELLS $(systemd-analyze security lotgate --no-pager | tail -n 1)"

try "commands reach it" makes_token
# The first guns of this machine's life, and they come after the daemon.
modprobe dummy_hcd num=4
modprobe libcomposite
mount -t configfs none /sys/kernel/config 2>/dev/null
gadget 0c2e:0b81 acm.gun
gadget 05e0:1200 hid.keys keys
gadget 0c2e:0b87 hid.pos pos
gadget 0a5f:0166 printer.lp
cat >>/etc/lotgate/lotgate.yaml <<-'CONFIG'
	scanners:
	  - {port: 'usb:any', station: dock-1}
	printers:
	  - {id: dock, target: 'usb:0a5f:0166:4711'}
CONFIG
try "takes a changed configuration" lotgate config check /etc/lotgate/lotgate.yaml
try restarts systemctl restart lotgate
try "answers again" within 120 answers

# Before the guns: one that reports takes a number of the same row.
try "a printer is missed" within 30 printer_is absent
plug printer.lp 3
try "a printer appears" within 30 test -e /dev/usb/lp0
try "it may be opened" within 60 printer_is ready

plug acm.gun 0
try "a gun on a line appears" within 30 test -e /dev/ttyACM0
try "it is Lotgate's" within 30 owner_is /dev/ttyACM0 "root:lotgate 660"
try "ModemManager keeps away" grep -q ID_MM_PORT_IGNORE=1 <(udevadm info /dev/ttyACM0)
try "and from the device above" grep -q ID_MM_DEVICE_IGNORE=1 <(udevadm info "$(readlink -f /sys/class/tty/ttyACM0/device/..)")
try "it is open" within 60 holds /dev/ttyACM0
printf 'ABC1\r' >/dev/ttyGS0
try "it scans" within 30 scans 0c2e:0b81 1
unplug acm.gun
try "it is let go" within 30 not holds /dev/ttyACM0
plug acm.gun 0
try "it is open again" within 60 holds /dev/ttyACM
printf 'ABC2\r' >/dev/ttyGS0
try "it scans again" within 30 scans 0c2e:0b81 2

plug hid.keys 1
try "a gun that types is taken" within 60 holds /dev/input/event
try "and is Lotgate's" owner_is "$(event_of 05e0:1200)" "root:lotgate 660"
try "no other keyboard is" test "$(find /dev/input -group lotgate | wc -l)" = 1
for key in 4 40; do # A, Enter
	printf "\\0\\0\\x$(printf %x $key)\\0\\0\\0\\0\\0" >/dev/hidg0
	printf '\0\0\0\0\0\0\0\0' >/dev/hidg0
done
try "it types" within 30 scans 05e0:1200 1

plug hid.pos 2
try "a gun that reports is open" within 60 holds /dev/hidraw
{ printf '\2\4\0\0\0ABC3' && head -c 55 /dev/zero; } | dd iflag=fullblock bs=64 of=/dev/hidg1 # one report
try "it reports" within 30 scans 0c2e:0b87 1
for g in acm.gun hid.keys hid.pos printer.lp; do
	unplug $g
done
try "the printer is missed again" within 60 printer_is absent

# What it may not.
in_unit() { nsenter -t "$(pid)" -m -- "$@"; }
try "sees no other's files" not in_unit test -e "$others"
try "writes nowhere else" not in_unit touch /etc/x
try "keeps its backups" in_unit touch /var/lib/lotgate-backup

before=$(pid)
kill -KILL "$before"
try "is started again when killed" within 60 answers
try "by another process" test "$before" != "$(pid)"

# A process that is there and does nothing: the watchdog finds out.
another() { [ "$(pid)" != "$before" ] && answers; }
before=$(pid)
kill -STOP "$before"
try "is started again when it gives no sign of life" within 240 another

try "makes a store" test -s /var/lib/lotgate/lotgate.db
try "answers who has a token" asks stock
try "knows whether the clock is kept" grep -Eq '"state":"(free|synced)"' <(asks clock)
try "backs up" lotgate backup /var/lib/lotgate-backup --data /var/lib/lotgate

try upgrades dpkg -i --force-confold ./newer.deb
try "keeps the configuration" grep -q usb:any /etc/lotgate/lotgate.yaml
try "answers after the upgrade" within 120 answers
try "knows what it knew" asks stock

try removes dpkg -r lotgate
try "is stopped" not systemctl is-active --quiet lotgate
try "leaves the configuration" test -e /etc/lotgate/lotgate.yaml
try "leaves the data" test -s /var/lib/lotgate/lotgate.db
try purges dpkg -P lotgate
try "takes the configuration" not test -e /etc/lotgate/lotgate.yaml
try "leaves the data even so" test -s /var/lib/lotgate/lotgate.db
try "leaves no unit" not systemctl cat lotgate
try "leaves no rules" not test -e /usr/lib/udev/rules.d/70-lotgate.rules

# The same by hand.
dpkg-deb -x ./lotgate.deb /srv/by-hand
try "installs by hand" /srv/by-hand/usr/bin/lotgate install
try "answers by hand" within 120 answers
try "knows the old store" asks stock
before=$(pid)
try "installs twice" /srv/by-hand/usr/bin/lotgate install
try "leaves what runs alone" test "$before" = "$(pid)"
try "refuses the package beside it" not dpkg -i ./lotgate.deb
dpkg -P --force-all lotgate >/dev/null 2>&1
try "uninstalls" /usr/local/bin/lotgate uninstall
try "is gone" not systemctl cat lotgate
try "and the data is not" test -s /var/lib/lotgate/lotgate.db
echo "GUEST ENDS"
