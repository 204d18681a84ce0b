import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type Config, loadConfig } from "./load-config.ts";
import { openPolicies, type Policies } from "./open-policies.ts";
import type { PolicyChange } from "./tell-changes.ts";

let folder: string;
let config: Config;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-policies-"));
  const env = { INFERSHIELD_HOME: folder, INFERSHIELD_POLICY_FILE: join(folder, "policy") };
  config = await loadConfig({ env, homedir: folder });
  return () => rm(folder, { recursive: true });
});

const layer = (level: string, name: string, riskThreshold: number): string =>
  `version: 1\nlevel: ${level}\nname: ${name}\nriskThreshold: ${riskThreshold}\nrules: []\n`;

const write = (text: string): Promise<void> => writeFile(join(folder, "policy"), text);

/** Looks twice: a change counts when the files look the same again. */
async function settled(policies: Policies): Promise<PolicyChange | undefined> {
  return (await policies.refresh()) ?? policies.refresh();
}

describe("policies", () => {
  test("are read from several documents of one file, each for those it names", async () => {
    await write([layer("org", "acme", 60), layer("team", "payments", 40)].join("---\n"));
    const policies = await openPolicies(config);
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(60);
    expect(policies.of({ userId: "alex", team: "payments" }).riskThreshold).toBe(40);
  });

  test("are read from the files of a folder, and follow a file that comes later", async () => {
    await mkdir(join(folder, "policy"));
    await writeFile(join(folder, "policy", "org.yaml"), layer("org", "acme", 60));
    const policies = await openPolicies(config);
    expect(await settled(policies)).toBeUndefined();
    await writeFile(join(folder, "policy", "mara.yml"), layer("user", "mara", 20));
    expect(await settled(policies)).toMatchObject({ kind: "changed", hash: policies.book().hash });
    expect(policies.of({ userId: "mara" }).riskThreshold).toBe(20);
  });

  test("change with their file, once each time", async () => {
    await write(layer("org", "acme", 60));
    const policies = await openPolicies(config);
    const before = policies.book().hash;
    await write(layer("org", "acme", 50));
    expect(await settled(policies)).toMatchObject({ kind: "changed" });
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(50);
    expect(policies.book().hash).not.toBe(before);
    expect(await settled(policies)).toBeUndefined();
  });

  test("stay as they were while the file is wrong or gone, which is told once", async () => {
    await write(layer("org", "acme", 60));
    const policies = await openPolicies(config);
    await write("version: 1\nlevel: kingdom\n");
    expect(await settled(policies)).toMatchObject({ kind: "refused", error: { code: "INVALID_POLICY" } });
    expect(await settled(policies)).toBeUndefined();
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(60);
    await write("");
    expect(await settled(policies)).toMatchObject({ kind: "refused", error: { code: "INVALID_CONFIG" } });
    await rm(join(folder, "policy"));
    expect(await settled(policies)).toMatchObject({ kind: "refused", error: { code: "INVALID_CONFIG" } });
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(60);
    await write(layer("org", "acme", 70));
    expect(await settled(policies)).toMatchObject({ kind: "changed" });
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(70);
  });

  test("tell when a wrong file was put right again, also to what it was before", async () => {
    await write(layer("org", "acme", 60));
    const policies = await openPolicies(config);
    const { hash } = policies.book();
    await write("version: 1\n");
    expect(await settled(policies)).toMatchObject({ kind: "refused" });
    await write(layer("org", "acme", 60));
    expect(await settled(policies)).toEqual({ kind: "changed", hash });
    expect(await settled(policies)).toBeUndefined();
  });

  test("wait while a file is still being written", async () => {
    await write(layer("org", "acme", 60));
    const policies = await openPolicies(config);
    await write(layer("org", "acme", 50));
    expect(await policies.refresh()).toBeUndefined();
    await write(layer("org", "acme-2", 40));
    expect(await policies.refresh()).toBeUndefined();
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(60);
    expect(await policies.refresh()).toMatchObject({ kind: "changed" });
    expect(policies.of({ userId: "alex" }).riskThreshold).toBe(40);
  });

  test("do not open when the file is wrong", async () => {
    await write([layer("org", "acme", 60), layer("org", "other", 60)].join("---\n"));
    await expect(openPolicies(config)).rejects.toMatchObject({ code: "DUPLICATE_LAYER" });
  });

  test("name the file that is wrong, in a folder and among several documents", async () => {
    const place = join(folder, "policy");
    await mkdir(place);
    await writeFile(join(place, "org.yaml"), layer("org", "acme", 60));
    const teams = join(place, "teams.yml");
    await writeFile(teams, [layer("team", "blue", 50), layer("team", "red", 500)].join("---\n"));
    const refused = async (): Promise<unknown> => await openPolicies(config).catch((error: unknown) => error);
    expect(await refused()).toMatchObject({
      code: "INVALID_POLICY",
      message: expect.stringContaining(`${teams} (document 2): `),
    });
    await writeFile(teams, layer("org", "other", 50));
    expect(await refused()).toMatchObject({
      code: "DUPLICATE_LAYER",
      message: expect.stringContaining(`${join(place, "org.yaml")} and ${teams} `),
    });
  });
});
