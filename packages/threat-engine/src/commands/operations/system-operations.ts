import type { Operation } from "./operation.ts";

/** Calls after which a machine does not start, cannot be reached, or lacks what it runs on. */
export const systemOperations: readonly Operation[] = [
  ["command.destroy", "userdel deluser groupdel", [/\w/], 62],
  ["command.destroy", "passwd", [/^(?:-d|-l|--delete|--lock)\b/], 62],
  ["command.destroy", "reboot shutdown poweroff halt", [/^(?!-{1,2}(?:help|version)|-c\b)/], 52],
  ["command.destroy", "init telinit", [/^[016]$/], 60],
  ["command.destroy", "pkill killall", [/-u root\b|-9 -1\b/], 66],
  [
    "command.destroy",
    "systemctl service",
    [/\b(?:stop|disable|mask)\b/, /\b(?:sshd?|networking|networkmanager)\b/i],
    60,
  ],
  ["command.destroy", "mount", [/\bremount,ro\b/, /\s\/$/], 55],
  [
    "command.destroy",
    "hdparm nvme",
    [/security-(?:erase|set-pass)|dco-restore|trim-sector|^format\b|^sanitize\b|^delete-ns\b/],
    90,
  ],
  ["command.destroy", "swapoff", [/-a\b/], 45],
  ["command.destroy", "mdadm sfdisk", [/--zero-superblock|--delete\b|--wipe|^\/dev\//], 80],
  ["command.destroy", "cp", [/^\/dev\/null \/(?:etc|boot|var\/lib)\//], 85],
  ["command.destroy", "diskutil", [/^(?:erase|zero|secureErase|reformat|partitionDisk|apfs delete)\w{0,12}\b/], 85],
  ["command.destroy", "usermod chsh", [/(?:^|\s)-(?:L\b|s.{0,30}(?:nologin|false)\b)/, /\broot$/], 66],
  [
    "command.destroy",
    "apt apt-get dpkg yum dnf zypper pacman apk rpm",
    [
      /\b(?:purge|remove|autoremove|erase|del)\b|(?:^|\s)-(?:P|r|e|R\w{0,4})\b/,
      /(?:^|\s)(?:libc6|glibc|musl|coreutils|systemd|bash|kernel|sudo|openssh-server|util-linux|e2fsprogs)(?:\s|$)|(?:^|\s)(?:linux-image|grub)/,
    ],
    72,
  ],
  [
    "command.destroy",
    "apt apt-get dpkg yum dnf zypper pacman apk rpm",
    [
      /\b(?:purge|remove|erase|del)\b|(?:^|\s)-(?:P|r|e|R\w{0,4})\b/,
      /(?:^|\s)(?:libc6|glibc|musl|systemd|e2fsprogs)(?:\s|$)/,
    ],
    84,
  ],
  ["command.destroy", "pkill", [/(?:^|\s)-[a-z]{0,3}f\s{1,2}(?:\.\*?|\^)$/], 66],
  ["command.destroy", "killall5", [/^/], 66],
  ["command.destroy", "kill", [/^-(?:9|KILL|s)\b/, /\$\((?:ps|pgrep)\s[^)]{0,40}-[A-Za-z]{0,3}[Ae]/], 62],
  ["command.destroy", "systemctl", [/^isolate (?:rescue|emergency)\b|^(?:rescue|emergency|halt|poweroff|kexec)\b/], 60],
  ["command.destroy", "ip", [/^link set (?:dev )?\S{1,20} down\b|^route (?:flush|del default)|^addr flush\b/], 50],
  [
    "command.destroy",
    "ifconfig route nmcli rfkill",
    [/^\S{1,20} down$|^del(?:ete)? default|^networking off|^block all/],
    50,
  ],
  ["command.destroy", "efibootmgr", [/(?:^|\s)-B\b|--delete-bootnum/], 62],
  ["command.destroy", "flashrom fwupdtool", [/-w\b|-E\b|--erase|install-blob/], 55],
  ["command.destroy", "hostnamectl timedatectl date", [/set-time [01]\d{3}-|-s ["']?1970/], 45],
  ["command.destroy", "rmmod modprobe", [/(?:^|\s)(?:-r )?(?:ext4|xfs|btrfs|virtio_net|e1000e?|nvme)\b/], 55],
  ["command.destroy", "chattr", [/-R\b/, /\s\/(?:etc|usr|bin|home|)\/?(?:\s|$)/], 72],
  ["command.destroy", "zpool", [/^labelclear\b/], 80],
];
