import { expect, test } from "vitest";
import { testKey } from "../test/fixtures.ts";
import { asciiJson, chainStart, isAuthentic, readLine, sealLine } from "./line.ts";

const auditKey = testKey("a1a1a1a1a1a1a1a1", "b2b2b2b2b2b2b2b2");
const prev = "0123456789abcdef".repeat(4);

/** A line with a place in the chain; its hash fits whatever it holds. */
function sealed(content: string): string {
  return sealLine(content, { prev, seq: 7 }).text;
}

test("JSON is written in printable ASCII, whatever it holds, and is left as it is where it is that already", () => {
  expect(asciiJson({ a: "plain ~ text" })).toBe('{"a":"plain ~ text"}');
  expect(asciiJson({ a: "\u007f" })).toBe('{"a":"\\u007f"}');
  expect(asciiJson({ a: "é\u202e😀" })).toBe('{"a":"\\u00e9\\u202e\\ud83d\\ude00"}');
});

test("a line that was sealed is taken apart into its place, its hash and what its mac is over", () => {
  const alone = sealLine('{"a":1', { prev, seq: 7 });
  expect(readLine(alone.text)).toEqual({
    seq: 7,
    prev,
    mac: undefined,
    hash: alone.hash,
    body: `{"a":1,"seq":7,"prev":"${prev}"`,
    intact: true,
  });
  const last = sealLine('{"a":1', { prev, seq: 7 }, auditKey);
  expect(readLine(last.text)).toMatchObject({
    seq: 7,
    hash: last.hash,
    body: readLine(alone.text)?.body,
    intact: true,
  });
  expect(readLine(last.text)?.mac).toMatch(/^[0-9a-f]{64}$/);
  expect(readLine(sealLine('{"a":1', { prev: chainStart }).text)).toMatchObject({ seq: undefined, prev: chainStart });
});

test("a line is intact only as it was sealed", () => {
  const { text } = sealLine('{"a":1', { prev, seq: 7 }, auditKey);
  expect(readLine(text.replace('"a":1', '"a":2'))).toMatchObject({ seq: 7, intact: false });
  const otherMac = text.replace(/"mac":"(.)/, (_, digit) => `"mac":"${digit === "0" ? "1" : "0"}`);
  expect(readLine(otherMac)).toMatchObject({ seq: 7, intact: false });
});

test("a line is authentic to whoever has the key of its segment, and to nobody without it is it told", () => {
  const line = readLine(sealLine('{"a":1', { prev, seq: 7 }, auditKey).text);
  const old = readLine(sealLine('{"a":1', { prev, seq: 7 }, testKey("b2b2b2b2b2b2b2b2")).text);
  if (line === undefined || old === undefined) throw new Error("no line");
  expect(isAuthentic(line, auditKey.kid, auditKey)).toBe(true);
  expect(isAuthentic(old, auditKey.kid, auditKey)).toBe(false);
  expect(isAuthentic(old, "b2b2b2b2b2b2b2b2", auditKey)).toBe(true);
  expect(isAuthentic(line, "c3c3c3c3c3c3c3c3", auditKey)).toBeUndefined();
  expect(isAuthentic({ ...line, mac: undefined }, auditKey.kid, auditKey)).toBe(false);
});

test("a line of 32 KiB is read, and no longer one", () => {
  const overhead = sealed('{"a":""').length;
  const ofLength = (length: number): string => sealed(`{"a":"${"x".repeat(length - overhead)}"`);
  expect(ofLength(32 * 1024)).toHaveLength(32 * 1024);
  expect(readLine(ofLength(32 * 1024))).toMatchObject({ intact: true });
  expect(readLine(ofLength(32 * 1024 + 1))).toBeUndefined();
});

test.each([
  ["nothing", () => ""],
  ["something before it", (text: string) => ` ${text}`],
  ["something after it", (text: string) => `${text} `],
  ["no hash", (text: string) => text.replace(/,"hash":"[0-9a-f]{64}"/, "")],
  ["a hash of another name", (text: string) => text.replace('"hash"', '"hasj"')],
  ["a hash in capitals", (text: string) => text.replace(/[0-9a-f]{64}"\}$/, `${"A".repeat(64)}"}`)],
  ["a mac that is none", (text: string) => text.replace(/"mac":"[0-9a-f]/, '"mac":"G')],
  ["no prev", (text: string) => text.replace(/,"prev":"[0-9a-f]{64}"/, "")],
  ["a prev that is none", (text: string) => text.replace(/"prev":"[0-9a-f]/, '"prev":"G')],
])("a line with %s is none of this format", (_, change) => {
  const { text } = sealLine('{"a":1', { prev, seq: 7 }, auditKey);
  expect(change(text)).not.toBe(text);
  expect(readLine(change(text))).toBeUndefined();
});

test.each([
  ["0", 0],
  ["9000000000000000", 9_000_000_000_000_000],
  ["07", undefined],
  ["10000000000000000", undefined],
  ["-1", undefined],
  ["1.5", undefined],
])("a line numbered %s has the number %s", (written, seq) => {
  expect(readLine(sealLine(`{"a":1,"seq":${written}`, { prev }).text)).toMatchObject({ seq, prev });
});
