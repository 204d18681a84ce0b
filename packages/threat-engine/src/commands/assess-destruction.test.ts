import { expect, test } from "vitest";
import { assessDestruction } from "./assess-destruction.ts";

const judge = (line: string): number => assessDestruction({ words: line.split(" "), redirects: [] });

test.each([
  "zpool destroy tank",
  "lvremove -f /dev/vg0/data",
  "cryptsetup luksErase /dev/sda2",
  "vssadmin delete shadows /all /quiet",
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
  "Remove-Item -Recurse dist",
  "python3 -c shutil.rmtree('build')",
])("%s is ordinary", (line) => {
  expect(judge(line)).toBe(0);
});

test.each([
  "DROP DATABASE test_1; DROP DATABASE production",
  "DROP DATABASE test_1, production",
  "DROP DATABASE test_1 -e DROP DATABASE production",
  "DROP DATABASE contest",
  "EXPLAIN SELECT 1; DROP SCHEMA app",
])("psql -c %j is judged by its worst statement", (statements) => {
  expect(assessDestruction({ words: ["psql", "-c", statements], redirects: [] })).toBe(80);
});

test("A database that a test made is told, not blocked", () => {
  expect(assessDestruction({ words: ["psql", "-c", "DROP DATABASE IF EXISTS app_test;"], redirects: [] })).toBe(45);
  expect(judge("mysql -e DROP DATABASE `test_1` -u root")).toBe(45);
});
