import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { isMountedSecret, readSecretFile } from "./secret-file.ts";

/** The temporary folder may be in memory. */
const onDisk = join(import.meta.dirname, "../node_modules");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, "secret-"));
  folders.push(folder);
  return folder;
}

function put(folder: string, name: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, "the secret");
  chmodSync(path, mode);
  return path;
}

function read(path: string): string | undefined {
  const found = readSecretFile(path);
  return found && Buffer.from(found.bytes).toString();
}

const refused = expect.objectContaining({ name: "HomeError", code: "HOME_NOT_PRIVATE" });

/** A folder as Kubernetes mounts a secret: sticky, open to all, the file behind two links. */
function kubernetesSecret(parent: string, mode: number): string {
  const mount = newFolder(parent);
  chmodSync(mount, 0o1777);
  const version = join(mount, "..2026_11_22");
  mkdirSync(version, { mode: 0o755 });
  put(version, "key", mode);
  symlinkSync("..2026_11_22", join(mount, "..data"));
  symlinkSync(join("..data", "key"), join(mount, "key"));
  return join(mount, "key");
}

describe("readSecretFile", () => {
  it("takes a file that only this user may read, also behind a link that only this user can change", () => {
    const folder = newFolder();
    const path = put(folder, "key", 0o600);
    symlinkSync(path, join(folder, "link"));
    expect([read(path), read(join(folder, "link"))]).toEqual(["the secret", "the secret"]);
    expect(readSecretFile(path)?.isOpenToAll).toBe(false);
  });

  it("returns undefined for what is not there and for a link that leads nowhere", () => {
    const folder = newFolder();
    symlinkSync(join(folder, "absent"), join(folder, "link"));
    expect([read(join(folder, "absent")), read(join(folder, "link"))]).toEqual([undefined, undefined]);
  });

  it.each([0o640, 0o604, 0o660, 0o444])("refuses mode %o on a disk, named or linked", (mode) => {
    const folder = newFolder(onDisk);
    const path = put(folder, "key", mode);
    symlinkSync(path, join(folder, "link"));
    expect(() => read(path)).toThrow(refused);
    expect(() => read(join(folder, "link"))).toThrow(refused);
  });

  it("refuses a link in a folder where others can put another one", () => {
    const folder = newFolder();
    const path = put(newFolder(), "key", 0o600);
    symlinkSync(path, join(folder, "link"));
    chmodSync(folder, 0o777);
    expect(() => read(join(folder, "link"))).toThrow(refused);
    chmodSync(folder, 0o1777);
    expect(read(join(folder, "link"))).toBe("the secret");
  });

  it("refuses links that lead to each other, a folder and too large a file", () => {
    const folder = newFolder();
    symlinkSync(join(folder, "b"), join(folder, "a"));
    symlinkSync(join(folder, "a"), join(folder, "b"));
    expect(() => read(join(folder, "a"))).toThrow(expect.objectContaining({ name: "HomeError" }));
    expect(() => read(folder)).toThrow(refused);
    const path = put(folder, "key", 0o600);
    expect(() => readSecretFile(path, { maxBytes: 5 })).toThrow(expect.objectContaining({ code: "FILE_TOO_LARGE" }));
  });

  const memory = "/dev/shm";
  const canMount = process.geteuid?.() === 0 && existsSync(memory);
  it.runIf(canMount)("takes what a container platform mounts in memory, and tells when everybody may read it", () => {
    const path = kubernetesSecret(memory, 0o444);
    expect(read(path)).toBe("the secret");
    expect(readSecretFile(path)?.isOpenToAll).toBe(true);
    expect(readSecretFile(kubernetesSecret(memory, 0o440))).toMatchObject({ isOpenToAll: false });
    expect(() => read(kubernetesSecret(memory, 0o666))).toThrow(refused);
    const other = put(newFolder(memory), "key", 0o444);
    chownSync(other, 12345, 12345);
    expect(() => read(other)).toThrow(refused);
  });

  it.runIf(canMount)("takes a Kubernetes secret as the image's user, to whose group the pod's fsGroup gave it", () => {
    const imageUser = 10_001;
    const path = kubernetesSecret(memory, 0o440);
    const [mount, target] = [dirname(path), realpathSync(path)];
    for (const given of [mount, dirname(target), target]) chownSync(given, 0, imageUser);
    chmodSync(mount, 0o3777);
    chmodSync(dirname(target), 0o2755);
    const found = asUser(imageUser, () => readSecretFile(path));
    expect([String(Buffer.from(found?.bytes ?? [])), found?.isOpenToAll]).toEqual(["the secret", false]);
    chmodSync(target, 0o400);
    expect(() => asUser(imageUser, () => read(path))).toThrow(expect.objectContaining({ code: "STORE_UNAVAILABLE" }));
  });
});

/** Does something as another user, which only root can. */
function asUser<T>(id: number, work: () => T): T {
  process.setegid?.(id);
  process.seteuid?.(id);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

describe("a secret that a platform mounted", () => {
  const file = (uid: number, mode: number) => ({ uid, mode, isFile: () => true });

  it.each([
    [0, 0o444, true, true],
    [0, 0o440, true, true],
    [0, 0o400, true, true],
    [0, 0o444, false, false],
    [0, 0o464, true, false],
    [0, 0o446, true, false],
    [1000, 0o444, true, false],
  ])("of user %i with mode %o, in memory: %s, is one: %s", (uid, mode, inMemory, isOne) => {
    expect(isMountedSecret(file(uid, mode), () => inMemory)).toBe(isOne);
  });

  it("is a plain file", () => {
    const { uid } = statSync("/");
    expect(isMountedSecret({ uid, mode: 0o400, isFile: () => false }, () => true)).toBe(false);
  });
});
