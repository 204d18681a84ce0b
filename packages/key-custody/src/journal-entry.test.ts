import { Secret } from "@infershield/core";
import { memoryTokenStore } from "@infershield/token-store";
import { expect, test } from "vitest";
import { signInOf } from "../test/people.ts";
import { answerEntry, belongsTo, intentEntry, readEntry } from "./journal-entry.ts";

const spent = { used: "old refresh token", generation: 3 };
const answer = { accessToken: "new", receivedAt: 1_760_000_000_000 };

function read(value: unknown): unknown {
  return readEntry(new Secret(JSON.stringify(value)));
}

test("what a refresh writes is read again, with no more in it than the store needs", () => {
  expect(readEntry(intentEntry(spent))).toEqual({ stage: "intent", ...spent });
  const { entry, answer: kept } = answerEntry(
    spent,
    {
      accessToken: new Secret("new"),
      refreshToken: new Secret("newer"),
      idToken: new Secret("id"),
      scopes: ["llm"],
      tokenType: "bearer",
      receivedAt: answer.receivedAt,
      serverDate: 5,
    },
    9,
  );
  const expected = { ...answer, refreshToken: "newer", idToken: "id", scopes: ["llm"], expiresAt: 9 };
  expect(kept).toEqual(expected);
  expect(readEntry(entry)).toEqual({ stage: "answer", ...spent, answer: expected });
});

test("an answer without a refresh token, an id token, scopes or an end has no such member", () => {
  const set = { accessToken: new Secret("new"), tokenType: "bearer", receivedAt: answer.receivedAt };
  expect(Object.keys(answerEntry(spent, set, undefined).answer)).toEqual(["accessToken", "receivedAt"]);
});

test.each([
  null,
  "intent",
  [],
  {},
  { stage: "intent" },
  { stage: "intent", used: 1, generation: 3 },
  { stage: "intent", used: "u", generation: "3" },
  { stage: "answer", ...spent },
  { stage: "answer", ...spent, answer: null },
  { stage: "answer", ...spent, answer: "text" },
  { stage: "answer", ...spent, answer: { accessToken: "a" } },
  { stage: "answer", ...spent, answer: { ...answer, accessToken: 1 } },
  { stage: "other", ...spent, answer },
])("%j is no entry", (value) => {
  expect(read(value)).toBeUndefined();
});

test("both kinds of entry are told by their stage", () => {
  expect(read({ stage: "intent", ...spent })).toEqual({ stage: "intent", ...spent });
  expect(read({ stage: "answer", ...spent, answer })).toEqual({ stage: "answer", ...spent, answer });
});

test("an entry belongs to the record that still has its refresh token in the same generation", async () => {
  const token = signInOf({ accessToken: "a", refreshToken: spent.used }, { expiresAt: 9 });
  const record = { ...(await memoryTokenStore().put(token, { expectedGeneration: 0 })), generation: spent.generation };
  expect(belongsTo(spent, record)).toBe(true);
  expect(belongsTo(spent, { ...record, generation: 4 })).toBe(false);
  expect(belongsTo(spent, { ...record, refreshToken: new Secret("another") })).toBe(false);
});
