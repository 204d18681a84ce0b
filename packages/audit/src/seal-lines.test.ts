import { expect, test } from "vitest";
import { testKey } from "../test/fixtures.ts";
import { chainStart, sealLine } from "./line.ts";
import { createLineSealer } from "./seal-lines.ts";

const auditKey = testKey();
const end = { hash: chainStart, seq: 9 };

/** The same lines one by one. */
function sealedAlone(contents: readonly string[]): { readonly text: string; readonly hashes: readonly string[] } {
  let { hash: prev, seq } = end;
  const lines = contents.map((content, index) => {
    const line = sealLine(content, { prev, seq: ++seq }, index === contents.length - 1 ? auditKey : undefined);
    prev = line.hash;
    return line;
  });
  return { text: lines.map(({ text }) => `${text}\n`).join(""), hashes: lines.map(({ hash }) => hash) };
}

test("lines that are sealed together are the ones that are sealed one by one, the last with a mac", () => {
  const contents = ['{"a":1', '{"b":"two"', '{"c":[]'];
  const { bytes, hashes } = createLineSealer()(contents, end, auditKey);
  expect({ text: bytes.toString("latin1"), hashes }).toEqual(sealedAlone(contents));
});

test("what was sealed before, shorter or longer, leaves nothing behind", () => {
  const sealLines = createLineSealer();
  const long = Array.from({ length: 20 }, (_, index) => `{"long":"${"x".repeat(index * 100)}"`);
  for (const contents of [['{"a":1'], long, ['{"b":2', '{"c":3'], [...long, ...long]]) {
    const { bytes, hashes } = sealLines(contents, end, auditKey);
    expect({ text: bytes.toString("latin1"), hashes }).toEqual(sealedAlone(contents));
  }
});

test("the highest number and the longest line have their place", () => {
  const content = `{"a":"${"x".repeat(32_000)}"`;
  const { bytes } = createLineSealer()([content], { hash: chainStart, seq: Number.MAX_SAFE_INTEGER - 1 }, auditKey);
  const { text } = sealLine(content, { prev: chainStart, seq: Number.MAX_SAFE_INTEGER }, auditKey);
  expect(bytes.toString("latin1")).toBe(`${text}\n`);
});
