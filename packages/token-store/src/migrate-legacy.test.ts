import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { type Home, openHome } from "@infershield/home";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTokenFile } from "./open-token-file.ts";
import { readTokenSummaries } from "./read-token-summaries.ts";

const fixture = readFileSync(join(import.meta.dirname, "../testdata/legacy-v0.json"), "utf8");
const masterKey = { value: new Secret("00112233445566778899aabbccddeeff".repeat(2)) };

let home: Home;
let path: string;
beforeEach(async () => {
  home = await openHome(mkdtempSync(join(tmpdir(), "legacy-")));
  path = home.file("tokens.json");
});
afterEach(() => rmSync(home.path, { recursive: true, force: true }));

function placeFile(content: string): void {
  writeFileSync(path, content, { mode: 0o600 });
}

describe("a token file of the original's form", () => {
  it("is read, sealed anew and replaced; nothing of the old form remains", async () => {
    placeFile(fixture);
    const { store, close } = await openTokenFile({ home, masterKey, create: false });
    for (const [userId, provider] of [
      ["alex@example.com", "openai"],
      ["alex@example.com", "anthropic"],
      ["bob@example.com", "openai"],
    ] as const) {
      const token = await store.get({ tenant: "default", userId, provider });
      expect(token?.accessToken?.reveal()).toBe(`${userId}/${provider}/access`);
      expect(token?.refreshToken?.reveal()).toBe(`${userId}/${provider}/refresh`);
      expect(token).toMatchObject({ expiresAt: 1_800_000_000_000, createdAt: 1_700_000_000_000, account: "default" });
    }
    expect(await store.list()).toHaveLength(3);
    await close();
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ format: "infershield-tokens", v: 1 });
    expect(readdirSync(home.path).sort()).toEqual(["tokens.journal", "tokens.json"]);
  });

  it("shows its summaries before it is migrated, and is left alone by that", async () => {
    placeFile(fixture);
    expect((await readTokenSummaries(path)).map(({ userId, provider, has }) => [userId, provider, has.length])).toEqual(
      [
        ["alex@example.com", "openai", 2],
        ["alex@example.com", "anthropic", 2],
        ["bob@example.com", "openai", 2],
      ],
    );
    expect(readFileSync(path, "utf8")).toBe(fixture);
  });

  it("is refused once the home has a newer store", async () => {
    placeFile(fixture);
    await (await openTokenFile({ home, masterKey, create: false })).close();
    placeFile(fixture);
    await expect(openTokenFile({ home, masterKey, create: true })).rejects.toMatchObject({
      name: "TokenStoreError",
      code: "STORE_VERSION",
    });
    expect(readFileSync(path, "utf8")).toBe(fixture);
  });

  it("is left alone under another master key", async () => {
    placeFile(fixture);
    const other = { value: new Secret(`${masterKey.value.reveal()}\n`) };
    await expect(openTokenFile({ home, masterKey: other, create: true })).rejects.toMatchObject({
      name: "EnvelopeError",
      code: "WRONG_MASTER_KEY",
    });
    expect(readFileSync(path, "utf8")).toBe(fixture);
    expect(existsSync(home.file("tokens.journal"))).toBe(false);
  });

  it("is left alone, set aside and reported when only some of it opens", async () => {
    const tampered = fixture.replace('"user_id": "bob@example.com"', '"user_id": "eve@example.com"');
    const swapped = JSON.parse(fixture) as Record<string, Record<string, { access_token: unknown }>>;
    const alex = swapped["alex@example.com"]?.["openai"];
    const bob = swapped["bob@example.com"]?.["openai"];
    if (alex === undefined || bob === undefined) throw new Error("The fixture is not as expected.");
    alex.access_token = bob.access_token;
    for (const content of [tampered, JSON.stringify(swapped)]) {
      placeFile(content);
      await expect(openTokenFile({ home, masterKey, create: true })).rejects.toMatchObject({ code: "STORE_CORRUPT" });
      expect(readFileSync(path, "utf8")).toBe(content);
    }
  });

  it.each([
    ["a short tag", (text: string) => text.replace(/"authTag": "\w{32}"/, '"authTag": "00112233"')],
    ["an unknown member", (text: string) => text.replace('"created_at"', '"admin": true, "created_at"')],
    ["a number as text", (text: string) => text.replace("1800000000", '"1800000000"')],
    ["mixed encodings", (text: string) => text.replace(/"authTag": "\w{32}"/, '"authTag": "ABEiM0RVZneImaq7zN3u/w=="')],
  ])("is refused with %s", async (_, change) => {
    const content = change(fixture);
    expect(content).not.toBe(fixture);
    placeFile(content);
    await expect(openTokenFile({ home, masterKey, create: true })).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });
});
