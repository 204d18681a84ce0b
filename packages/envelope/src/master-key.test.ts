import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Secret, type System, system } from "@infershield/core";
import { type Home, openHome } from "@infershield/home";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateRawKey, resolveMasterKey } from "./master-key.ts";
import { type KeyringStore, storeInKeyring } from "./os-keyring.ts";

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "master-key-"));
  home = await openHome(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const value = (text: string): { readonly value: Secret } => ({ value: new Secret(text) });

function keyFile(text: string, mode = 0o600): string {
  const path = join(folder, "key");
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

describe("resolveMasterKey", () => {
  it.each([
    [generateRawKey().reveal(), "raw"],
    ["0123456789abcdefABCDEF".padEnd(64, "0"), "raw"],
    ["0123456789abcdefABCDEF".padEnd(63, "0"), "passphrase"],
    ["0123456789abcdefABCDEF".padEnd(65, "0"), "passphrase"],
    [` ${"0123456789abcdefABCDEF".padEnd(64, "0")}`, "passphrase"],
    ["correct horse battery staple", "passphrase"],
  ] as const)("takes %s for what it is", async (text, kind) => {
    expect(await resolveMasterKey(value(text))).toMatchObject({ kind, source: "environment", warnings: [] });
  });

  it.each([
    ["", "NO_MASTER_KEY"],
    [" \n", "NO_MASTER_KEY"],
    ["changeme", "WEAK_MASTER_KEY"],
    ["CHANGEME\n", "WEAK_MASTER_KEY"],
    ["ifsk1_short", "WRONG_MASTER_KEY"],
    [`ifsk1_${Buffer.alloc(31).toString("base64url")}`, "WRONG_MASTER_KEY"],
    [`ifsk1_${Buffer.alloc(33).toString("base64url")}`, "WRONG_MASTER_KEY"],
    [`${generateRawKey().reveal().slice(0, -1)}=`, "WRONG_MASTER_KEY"],
    [`${generateRawKey().reveal()}\n`, "WRONG_MASTER_KEY"],
  ])("refuses %j", async (text, code) => {
    await expect(resolveMasterKey(value(text))).rejects.toMatchObject({ name: "EnvelopeError", code });
  });

  it.each(["changeme", "change-me", "password", "passphrase", "secret", "infershield", " Secret "])(
    "refuses %j, which is no secret to anybody",
    async (text) => {
      await expect(resolveMasterKey(value(text))).rejects.toMatchObject({ code: "WEAK_MASTER_KEY" });
    },
  );

  it.each([
    ["eleven char", 1],
    ["twelve chars", 0],
    ["🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝", 1],
  ])("warns of a passphrase with fewer than twelve characters: %s", async (text, warnings) => {
    expect((await resolveMasterKey(value(text))).warnings).toHaveLength(warnings);
  });

  it("looks where it is told to, and else in the environment, in the file that is named, and in the home", async () => {
    await resolveMasterKey({ home, create: true });
    const named = { file: keyFile("the passphrase of a file") };
    const given = value("the passphrase of the environment");
    const sourceOf = async (options: Parameters<typeof resolveMasterKey>[0]) =>
      (await resolveMasterKey(options)).source;
    expect(await sourceOf({ ...given, ...named, home })).toBe("environment");
    expect(await sourceOf({ ...named, home })).toBe("file");
    expect(await sourceOf({ home })).toBe("generated_file");
    expect(await sourceOf({ ...given, ...named, home, source: "file" })).toBe("file");
    expect(await sourceOf({ ...given, home, source: "file" })).toBe("generated_file");
    expect(await sourceOf({ ...given, ...named, home, source: "env" })).toBe("environment");
    for (const options of [{ ...named, home, source: "env" }, { ...given, source: "file" }, {}] as const) {
      await expect(resolveMasterKey(options)).rejects.toMatchObject({ name: "EnvelopeError", code: "NO_MASTER_KEY" });
    }
  });

  it("says in words where the key is from, and of what kind", async () => {
    expect((await resolveMasterKey(value("a passphrase of a person"))).describe()).toBe(
      "passphrase from the environment",
    );
    expect((await resolveMasterKey({ home, create: true })).describe()).toBe(
      "raw key from master.key in the home folder",
    );
  });

  it.each(["the passphrase", "the passphrase\n", "the passphrase\r\n"])(
    "drops one final newline of a file (%j)",
    async (text) => {
      const key = await resolveMasterKey({ file: keyFile(text) });
      expect(key.secret.reveal()).toBe("the passphrase");
      expect(key.source).toBe("file");
    },
  );

  it("keeps every other newline", async () => {
    expect((await resolveMasterKey({ file: keyFile("the\npassphrase\n\n") })).secret.reveal()).toBe(
      "the\npassphrase\n",
    );
  });

  it("takes a key file of 4 KiB without a warning, and none that is larger", async () => {
    expect((await resolveMasterKey({ file: keyFile("x".repeat(4096)) })).warnings).toEqual([]);
    await expect(resolveMasterKey({ file: keyFile("x".repeat(4097)) })).rejects.toMatchObject({ name: "HomeError" });
    writeFileSync(home.file("master.key"), "x".repeat(4097), { mode: 0o600 });
    await expect(resolveMasterKey({ home })).rejects.toMatchObject({ name: "HomeError" });
  });

  it("refuses a key file that others may read", async () => {
    await expect(resolveMasterKey({ file: keyFile("x", 0o640) })).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it("follows a link that was named, as containers mount them, but not one in the place of master.key", async () => {
    const target = keyFile("the passphrase");
    symlinkSync(target, join(folder, "link"));
    expect((await resolveMasterKey({ file: join(folder, "link") })).secret.reveal()).toBe("the passphrase");
    symlinkSync(target, home.file("master.key"));
    await expect(resolveMasterKey({ home, create: true })).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  const memory = "/dev/shm";
  it.runIf(process.geteuid?.() === 0 && existsSync(memory))(
    "warns of a mounted key file that everybody may read",
    async () => {
      const mount = mkdtempSync(join(memory, "master-key-"));
      const path = join(mount, "key");
      writeFileSync(path, "a passphrase of a team\n", { mode: 0o444 });
      expect((await resolveMasterKey({ file: path })).warnings).toEqual([
        expect.stringContaining("may read the key file"),
      ]);
      rmSync(mount, { recursive: true });
    },
  );

  it("does not fall back when a named file is absent", async () => {
    const options = { file: join(folder, "absent"), home, create: true };
    await expect(resolveMasterKey(options)).rejects.toMatchObject({ code: "NO_MASTER_KEY" });
  });

  it("makes master.key only when it may, with mode 0600, and uses it afterwards", async () => {
    await expect(resolveMasterKey({ home })).rejects.toMatchObject({ code: "NO_MASTER_KEY" });
    const made = await resolveMasterKey({ home, create: true });
    const again = await resolveMasterKey({ home, create: true });
    expect(made).toMatchObject({ kind: "raw", source: "generated_file", warnings: [] });
    expect(again.secret.reveal()).toBe(made.secret.reveal());
    expect(statSync(home.file("master.key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(home.file("master.key"), "utf8")).toMatch(/^ifsk1_[\w-]{43}\n$/);
  });

  it("never shows the key", async () => {
    const key = await resolveMasterKey(value("correct horse battery staple"));
    expect(`${inspect(key)} ${JSON.stringify(key)} ${key.describe()}`).not.toContain("horse");
  });
});

/** A clock whose waits end at once, so that a time limit is reached without waiting. */
const hasty: System = { ...system, sleep: () => Promise.resolve() };

function memoryKeyring(): { readonly entries: Map<string, string>; readonly open: () => Promise<KeyringStore> } {
  const entries = new Map<string, string>();
  const store: KeyringStore = {
    get: async (service, account) => entries.get(`${service} ${account}`),
    set: async (service, account, text) => {
      entries.set(`${service} ${account}`, text);
    },
  };
  return { entries, open: async () => store };
}

describe("the operating system's keyring", () => {
  it("keeps a generated key and gives it back, and no file is written", async () => {
    const keyring = memoryKeyring();
    const made = await resolveMasterKey({ source: "keyring", home, create: true, keyring: keyring.open });
    const again = await resolveMasterKey({ source: "keyring", home, keyring: keyring.open });
    expect(made).toMatchObject({ kind: "raw", source: "keyring", warnings: [] });
    expect(again.secret.reveal()).toBe(made.secret.reveal());
    expect([...keyring.entries.keys()]).toEqual([`infershield ${home.path}`]);
    expect(statSync(home.file("master.key"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("is asked although a file is named, and without a home too", async () => {
    const keyring = memoryKeyring();
    const named = { source: "keyring", file: keyFile("the passphrase of a file"), keyring: keyring.open } as const;
    expect((await resolveMasterKey({ ...named, create: true })).source).toBe("keyring");
    expect([...keyring.entries.keys()]).toEqual(["infershield default"]);
  });

  it("that is empty is said to be so where no key may be made and no file holds one", async () => {
    const empty = { source: "keyring", keyring: memoryKeyring().open } as const;
    for (const options of [empty, { ...empty, home }]) {
      await expect(resolveMasterKey(options)).rejects.toMatchObject({ name: "EnvelopeError", code: "NO_MASTER_KEY" });
    }
  });

  it("that cannot be used is passed over for an older master.key, also where no key may be made", async () => {
    const file = await resolveMasterKey({ home, create: true });
    const keyring = (): Promise<KeyringStore> => Promise.reject(new Error("no session"));
    const key = await resolveMasterKey({ source: "keyring", home, keyring });
    expect(key.secret.reveal()).toBe(file.secret.reveal());
    expect(key.warnings).toEqual([expect.stringContaining("keyring was not used")]);
    await expect(resolveMasterKey({ source: "keyring", keyring, create: true })).rejects.toMatchObject({
      code: "KEYRING_UNAVAILABLE",
    });
  });

  it("takes another key in the place of the one that is there, unless it keeps nothing", async () => {
    const keyring = memoryKeyring();
    await resolveMasterKey({ source: "keyring", home, create: true, keyring: keyring.open });
    const next = generateRawKey();
    await storeInKeyring(home.path, next, { system, keyring: keyring.open });
    expect(keyring.entries.get(`infershield ${home.path}`)).toBe(next.reveal());
    const forgetful = async () => ({ get: async () => "another", set: async () => undefined });
    await expect(storeInKeyring(home.path, next, { system, keyring: forgetful })).rejects.toMatchObject({
      name: "EnvelopeError",
      code: "KEYRING_UNAVAILABLE",
    });
  });

  it("leaves no clock running once it answered", async () => {
    const waits: (AbortSignal | undefined)[] = [];
    const watched: System = {
      ...system,
      sleep: (ms, signal) => {
        waits.push(signal);
        return system.sleep(ms, signal);
      },
    };
    await storeInKeyring(home.path, generateRawKey(), { system: watched, keyring: memoryKeyring().open });
    expect(waits.map((signal) => signal?.aborted)).toEqual([true, true, true]);
  });

  it.each([
    ["hangs", () => new Promise<KeyringStore>(() => undefined), hasty],
    ["refuses", () => Promise.reject(new Error("AccessDenied")), system],
    ["keeps nothing", async () => ({ get: async () => undefined, set: async () => undefined }), system],
  ] as const)("falls back to the file, and says so, when it %s", async (_, keyring, clock) => {
    const key = await resolveMasterKey({ source: "keyring", home, create: true, keyring, system: clock });
    expect(key.source).toBe("generated_file");
    expect(key.warnings).toEqual([expect.stringContaining("keyring was not used")]);
  });

  it("says KEYRING_UNAVAILABLE when there is nothing to fall back to", async () => {
    const keyring = (): Promise<KeyringStore> => Promise.reject(new Error("no session"));
    await expect(resolveMasterKey({ source: "keyring", home, keyring })).rejects.toMatchObject({
      name: "EnvelopeError",
      code: "KEYRING_UNAVAILABLE",
    });
  });

  it("uses an older master.key when the keyring is empty", async () => {
    const file = await resolveMasterKey({ home, create: true });
    const key = await resolveMasterKey({ source: "keyring", home, keyring: memoryKeyring().open, create: true });
    expect(key.secret.reveal()).toBe(file.secret.reveal());
    expect(key.warnings).toHaveLength(1);
  });
});
