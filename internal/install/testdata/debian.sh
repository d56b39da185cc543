#!/bin/bash
# Makes the disk of a Debian machine that runs /mnt/guest.sh of its second disk
# once it is up, prints on its serial line, and switches itself off:
# debian.sh FOLDER leaves disk, vmlinuz and initrd there. Needs root.
set -eu
dir=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
mkdir -p "$dir"
debootstrap --variant=minbase --include=systemd,systemd-sysv,udev,kmod,init-system-helpers,dbus,curl,jq bookworm "$tree"
chroot "$tree" apt-get install -qq -y --no-install-recommends initramfs-tools linux-image-amd64
rm -rf "$tree"/var/cache/apt/archives/*.deb
echo guest >"$tree/etc/hostname"
cat >"$tree/etc/systemd/system/guest.service" <<-'UNIT'
	[Service]
	Type=oneshot
	ExecStart=/bin/bash -c "mount -o ro /dev/vdb /mnt; bash /mnt/guest.sh >/dev/ttyS0 2>&1; systemctl poweroff"
	[Install]
	WantedBy=multi-user.target
UNIT
chroot "$tree" systemctl enable guest.service
chroot "$tree" systemctl mask serial-getty@ttyS0.service # it would take the line
cp "$tree"/boot/vmlinuz-* "$dir/vmlinuz"
cp "$tree"/boot/initrd.img-* "$dir/initrd"
mke2fs -q -F -t ext4 -d "$tree" "$dir/disk.part" 1800M
mv "$dir/disk.part" "$dir/disk"
