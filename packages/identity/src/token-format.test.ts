import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { checkInferShieldToken, isInferShieldToken, mintInferShieldToken } from "./token-format.ts";

const counting = { randomBytes: (size: number) => Uint8Array.from({ length: size }, (_, index) => index) };
const vector = "ifsp_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4eEWm9";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

test("the published vector is what 32 counting bytes give", () => {
  expect(mintInferShieldToken("p", counting).reveal()).toBe(vector);
  expect(createHash("sha256").update(vector).digest("hex")).toMatch(/^472a5abf.*a877bea3$/);
});

test("1,000 minted tokens are unique, 54 characters long and pass the check", () => {
  const tokens = new Set(Array.from({ length: 1000 }, () => mintInferShieldToken("s").reveal()));
  expect(tokens.size).toBe(1000);
  for (const token of tokens) {
    expect(token).toMatch(/^ifss_[0-9A-Za-z]{49}$/);
    expect(checkInferShieldToken(token)).toEqual({ kind: "s" });
  }
});

test("every single-character typo and every adjacent transposition is refused", () => {
  let refused = 0;
  for (let at = 5; at < vector.length; at++) {
    for (const other of alphabet) {
      if (other === vector[at]) continue;
      expect(checkInferShieldToken(vector.slice(0, at) + other + vector.slice(at + 1))).toBeUndefined();
      refused++;
    }
    const [left, right] = [vector.charAt(at), vector.charAt(at + 1)];
    if (right === "" || left === right) continue;
    expect(checkInferShieldToken(vector.slice(0, at) + right + left + vector.slice(at + 2))).toBeUndefined();
    refused++;
  }
  expect(refused).toBeGreaterThan(2989);
});

test.each([
  "",
  "ifsp_",
  "sk-test",
  `${vector}0`,
  ` ${vector}`,
  `${vector}\n`,
  vector.replace("ifsp", "ifsx"),
  vector.replace("ifsp", "ifsa"),
])("%j is no InferShield token", (value) => {
  expect(checkInferShieldToken(value)).toBeUndefined();
});

test("a value with the prefix counts as ours whatever follows, another one does not", () => {
  expect(isInferShieldToken("ifsr_anything")).toBe(true);
  expect(isInferShieldToken("sk-ifsp_")).toBe(false);
});
