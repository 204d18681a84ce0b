import { expect, test } from "vitest";
import { assessDestruction } from "./assess-destruction.ts";

const judge = (line: string): number => assessDestruction({ words: line.split(" "), redirects: [] });

test.each([
  "zpool destroy tank",
  "lvremove -f /dev/vg0/data",
  "cryptsetup luksErase /dev/sda2",
  "vssadmin delete shadows /all /quiet",
  "gcloud projects delete main --quiet",
  "Remove-Item -Recurse -Force C:\\",
  "python3 -c import shutil;shutil.rmtree('/')",
])("%s reaches the block line", (line) => {
  expect(judge(line)).toBeGreaterThanOrEqual(80);
});

test.each(["docker system prune -af --volumes", "iptables -F", "ufw disable", "setenforce 0", "systemctl stop auditd"])(
  "%s is reported, and not blocked",
  (line) => {
    expect(judge(line)).toBeGreaterThanOrEqual(50);
    expect(judge(line)).toBeLessThan(80);
  },
);

test.each([
  "zfs list",
  "docker system prune",
  "iptables -L -n",
  "systemctl stop nginx",
  "service auditd status",
  "cryptsetup status root",
  "gcloud projects list",
  "Remove-Item -Recurse dist",
  "python3 -c shutil.rmtree('build')",
])("%s is ordinary", (line) => {
  expect(judge(line)).toBe(0);
});
