import { expect, test } from "vitest";
import { createAnswerScanner, createPlaceholders, createThreatEngine, planEdits, takenPlaceholders } from "./index.ts";

test("the README's example does what its comments say", () => {
  const engine = createThreatEngine();
  const part = { role: "user" as const, path: "/messages/0/content", text: "My card is 4539 5787 6362 1486." };
  const decided = engine
    .scanParts([part])
    .map((finding) => ({ finding, action: "redact" as const, replacement: "placeholder" as const }));
  const taken = takenPlaceholders([part.text]);
  const placeholders = createPlaceholders({ key: new Uint8Array(32), isTaken: (text) => taken.has(text) });
  const [edit] = planEdits([part], decided, placeholders);
  expect(edit?.replacement).toMatch(/^IFSX_CREDIT_CARD_[A-Z2-7]{16}_X$/);
  const scanner = createAnswerScanner(engine, {
    decide: (finding) => ({ finding, action: "log", replacement: "placeholder" }),
    placeholders,
  });
  const channel = { kind: "text" as const, id: "choices/0/content" };
  const answer = scanner.push(channel, `Charged ${edit?.replacement}.`).text + scanner.end(channel).text;
  expect(answer).toBe("Charged 4539 5787 6362 1486.");
});
