import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { Secret } from "@infershield/core";
import { expect, it } from "vitest";
import { openLegacyValues, parseLegacyEnvelope } from "./legacy.ts";
import { resolveMasterKey } from "./master-key.ts";

const password = "the master key of the original";
const master = await resolveMasterKey({ value: new Secret(password) });

/** Seals as the original does: PBKDF2-SHA256 with the user as salt, AES-256-GCM without associated data. */
function sealAsOriginal(text: string, userId: string, encoding: "hex" | "base64" = "hex"): Record<string, string> {
  const iv = Buffer.alloc(12, 7);
  const cipher = createCipheriv("aes-256-gcm", pbkdf2Sync(password, userId, 100_000, 32, "sha256"), iv);
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    iv: iv.toString(encoding),
    authTag: cipher.getAuthTag().toString(encoding),
    ciphertext: ciphertext.toString(encoding),
  };
}

it("opens values of the original in both spellings, for their user only", async () => {
  const values = (["hex", "base64"] as const).map((encoding) =>
    parseLegacyEnvelope(sealAsOriginal("sk-legacy", "alex@example.com", encoding)),
  );
  const opened = await openLegacyValues(master, "alex@example.com", values);
  expect(opened.map((secret) => secret.reveal())).toEqual(["sk-legacy", "sk-legacy"]);
  await expect(openLegacyValues(master, "bob@example.com", values)).rejects.toMatchObject({ code: "AUTH" });
});

const good = sealAsOriginal("sk-legacy", "alex@example.com");
const inBase64 = sealAsOriginal("sk-legacy", "alex@example.com", "base64");

it("takes hex in either case, and 1 MiB", () => {
  const upper = Object.entries(good).map(([name, text]) => [name, text.toUpperCase()] as const);
  expect(parseLegacyEnvelope(Object.fromEntries(upper))).toEqual(parseLegacyEnvelope(good));
  const most = parseLegacyEnvelope({ ...good, ciphertext: "00".repeat(1024 * 1024) });
  expect(most.ciphertext).toHaveLength(1024 * 1024);
});

it.each([
  ["a tag of four bytes", { ...good, authTag: good["authTag"]?.slice(0, 8) }],
  ["an iv of sixteen bytes", { ...good, iv: "07".repeat(16) }],
  ["an iv of eight bytes", { ...good, iv: Buffer.alloc(8).toString("base64") }],
  ["an iv of eight bytes beside base64", { ...inBase64, iv: Buffer.alloc(8).toString("base64") }],
  ["base64 in another spelling", { ...inBase64, ciphertext: "AB==" }],
  ["more than 1 MiB", { ...good, ciphertext: "00".repeat(1024 * 1024 + 1) }],
  ["mixed spellings", { ...good, authTag: Buffer.alloc(16).toString("base64") }],
  ["no hex", { ...good, ciphertext: "zz" }],
  ["an unknown member", { ...good, v: 0 }],
  ["a missing member", { iv: good["iv"], authTag: good["authTag"] }],
  ["an iv that is no text", { ...good, iv: 7 }],
  ["a tag that is no text", { ...good, authTag: 7 }],
  ["a ciphertext that is no text", { ...good, ciphertext: 7 }],
])("refuses %s", (_, value) => {
  expect(() => parseLegacyEnvelope(value)).toThrow(expect.objectContaining({ name: "EnvelopeError", code: "FORMAT" }));
});
