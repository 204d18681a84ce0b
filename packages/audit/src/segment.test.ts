import { expect, test } from "vitest";
import { testKey } from "../test/fixtures.ts";
import { chainStart, readLine } from "./line.ts";
import { parseHeader, sealHeader } from "./segment.ts";

const header = {
  origin: "infershield-audit/0011223344556677",
  segment: 2,
  first_seq: 9,
  kid: "a1a1a1a1a1a1a1a1",
  signer: null,
};
const { text } = sealHeader({ ...header, now: 1_760_000_000_000.9, prev: chainStart }, testKey());
const written = JSON.parse(text);

test("a segment's first line says what it is the beginning of, and is authenticated", () => {
  expect(parseHeader(text)).toMatchObject({
    ...header,
    format: "infershield-audit",
    v: 1,
    created_ms: 1_760_000_000_000,
  });
  expect(readLine(text)).toMatchObject({ prev: chainStart, intact: true, mac: expect.any(String) });
  expect(parseHeader(JSON.stringify({ ...written, signer: "name+id+key" }))).toMatchObject({ signer: "name+id+key" });
});

test.each([
  { format: "another" },
  { v: 2 },
  { origin: 7 },
  { origin: "infershield-audit/0011223344556677 " },
  { origin: "xinfershield-audit/0011223344556677" },
  { origin: ["infershield-audit/0011223344556677"] },
  { segment: "2" },
  { segment: 1.5 },
  { first_seq: null },
  { created_ms: 2 ** 53 },
  { kid: 7 },
  { signer: 7 },
  { signer: undefined },
])("a line with %j is no beginning of a segment", (change) => {
  expect(parseHeader(JSON.stringify({ ...written, ...change }))).toBeUndefined();
});

test.each(["", "{", "null", "7", '"text"', "[]"])("%j is no beginning of a segment", (line) => {
  expect(parseHeader(line)).toBeUndefined();
});
