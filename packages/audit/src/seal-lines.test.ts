import { expect, test } from "vitest";
import { countTurns, testKey } from "../test/fixtures.ts";
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

test("lines that are sealed together are the ones that are sealed one by one, the last with a mac", async () => {
  const contents = ['{"a":1', '{"b":"two"', '{"c":[]'];
  const { bytes, hashes } = await createLineSealer()(contents, end, auditKey);
  expect({ text: bytes.toString("latin1"), hashes }).toEqual(sealedAlone(contents));
});

test("what was sealed before, shorter or longer, leaves nothing behind", async () => {
  const sealLines = createLineSealer();
  const long = Array.from({ length: 20 }, (_, index) => `{"long":"${"x".repeat(index * 100)}"`);
  for (const contents of [['{"a":1'], long, ['{"b":2', '{"c":3'], [...long, ...long]]) {
    const { bytes, hashes } = await sealLines(contents, end, auditKey);
    expect({ text: bytes.toString("latin1"), hashes }).toEqual(sealedAlone(contents));
  }
});

test("the highest number and the longest line have their place", async () => {
  const content = `{"a":"${"x".repeat(32_000)}"`;
  const { bytes } = await createLineSealer()(
    [content],
    { hash: chainStart, seq: Number.MAX_SAFE_INTEGER - 1 },
    auditKey,
  );
  const { text } = sealLine(content, { prev: chainStart, seq: Number.MAX_SAFE_INTEGER }, auditKey);
  expect(bytes.toString("latin1")).toBe(`${text}\n`);
});

test("many lines take several turns of the event loop, 128 in each, and 128 take one", async () => {
  const contents = Array.from({ length: 257 }, (_, index) => `{"a":${index}`);
  const { result, turns } = await countTurns(() => createLineSealer()(contents, end, auditKey));
  expect({ text: result.bytes.toString("latin1"), hashes: result.hashes }).toEqual(sealedAlone(contents));
  expect(turns).toBe(2);
  expect(await countTurns(() => createLineSealer()(contents.slice(0, 128), end, auditKey))).toMatchObject({ turns: 0 });
});
