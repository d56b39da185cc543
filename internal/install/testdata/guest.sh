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
		journalctl -u lotgate --no-pager -n 30
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
plug() { echo "$2" >"/sys/kernel/config/usb_gadget/$1/UDC"; }
unplug() { echo "" >"/sys/kernel/config/usb_gadget/$1/UDC"; }

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

# The first gun of this machine's life, and it comes after the daemon.
modprobe dummy_hcd
modprobe libcomposite
mount -t configfs none /sys/kernel/config 2>/dev/null
udc=$(ls /sys/class/udc | head -n 1)
gadget 0c2e:0b81 acm.gun
cat >>/etc/lotgate/lotgate.yaml <<-'CONFIG'
	scanners:
	  - {port: 'serial:/dev/ttyACM0', profile: honeywell-cdc, station: dock-1}
CONFIG
try "takes a changed configuration" lotgate config check /etc/lotgate/lotgate.yaml
try restarts systemctl restart lotgate
try "answers again" within 120 answers
plug acm.gun "$udc"
try "the gun appears" within 30 test -e /dev/ttyACM0
try "the gun is Lotgate's" within 30 owner_is /dev/ttyACM0 "root:lotgate 660"
try "ModemManager keeps away" grep -q ID_MM_PORT_IGNORE=1 <(udevadm info /dev/ttyACM0)
try "the gun is open" within 30 holds /dev/ttyACM0
unplug acm.gun
try "the gun is let go" within 30 not holds /dev/ttyACM0
plug acm.gun "$udc"
try "the gun is open again" within 60 holds /dev/ttyACM
unplug acm.gun

# What it may not.
in_unit() { nsenter -t "$(pid)" -m -- "$@"; }
try "sees no other's files" not in_unit test -e "$others"
try "writes nowhere else" not in_unit touch /etc/x
try "keeps its backups" in_unit touch /var/lib/lotgate-backup/x

before=$(pid)
kill -KILL "$before"
try "is started again when killed" within 60 answers
try "by another process" test "$before" != "$(pid)"

try "makes a store" test -s /var/lib/lotgate/lotgate.db
token=$(lotgate token create probe --right stock.view --right device.view --data /var/lib/lotgate 2>/dev/null)
try "commands reach it" test -n "$token"
try "answers who has a token" curl -sf -o /dev/null -H "Authorization: Bearer $token" http://127.0.0.1:8410/api/v1/stock
try "knows whether the clock is kept" grep -Eq '"state":"(free|synced)"' <(curl -s -H "Authorization: Bearer $token" http://127.0.0.1:8410/api/v1/clock)
try "backs up" lotgate backup /var/lib/lotgate-backup/today.db --data /var/lib/lotgate

try upgrades dpkg -i --force-confold ./newer.deb
try "keeps the configuration" grep -q honeywell-cdc /etc/lotgate/lotgate.yaml
try "answers after the upgrade" within 120 answers
try "knows what it knew" curl -sf -o /dev/null -H "Authorization: Bearer $token" http://127.0.0.1:8410/api/v1/stock

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
try "knows the old store" curl -sf -o /dev/null -H "Authorization: Bearer $token" http://127.0.0.1:8410/api/v1/stock
before=$(pid)
try "installs twice" /srv/by-hand/usr/bin/lotgate install
try "leaves what runs alone" test "$before" = "$(pid)"
try "refuses the package beside it" not dpkg -i ./lotgate.deb
dpkg -P --force-all lotgate >/dev/null 2>&1
try "uninstalls" /usr/local/bin/lotgate uninstall
try "is gone" not systemctl cat lotgate
try "and the data is not" test -s /var/lib/lotgate/lotgate.db
echo "GUEST ENDS"
