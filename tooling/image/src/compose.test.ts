import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, loadConfig } from "@infershield/instance";
import { describe, expect, test } from "vitest";
import { type ComposeService, compose, composeFolder, compositions, imageEnvironment } from "./compose.ts";

const variables = {
  INFERSHIELD_ALLOWED_HOSTS: "infershield.example.com",
  INFERSHIELD_PUBLIC_URL: "https://infershield.example.com",
  INFERSHIELD_FIREWALL_TOKEN: "shared",
};

/** What a service is told when it starts: the image's environment, its own, and its flags. */
function configOf({ command, environment }: ComposeService): Promise<Config> {
  const flag = (name: string): string | undefined => command[command.indexOf(`--${name}`) + 1];
  const isFirewall = command[0] === "firewall";
  return loadConfig({
    env: { ...imageEnvironment(), ...environment },
    homedir: "/data",
    ...(isFirewall && { flags: { firewall: { host: flag("host"), port: Number(flag("port")) } } }),
  });
}

describe.each(compositions.map((files) => ({ name: files.join(" + "), files })))("$name", ({ files }) => {
  const { services, secrets, volumes } = compose(files, variables);

  test("each service starts with a configuration that it accepts, without a warning", async () => {
    for (const service of Object.values(services)) expect((await configOf(service)).warnings).toEqual([]);
  });

  test("what a service reads from /run/secrets is given to it, and each secret and volume that it uses is there", () => {
    for (const { environment, secrets: given, volumes: mounted, depends_on } of Object.values(services)) {
      const values = Object.values({ ...imageEnvironment(), ...environment });
      const read = values.flatMap((value) => /^\/run\/secrets\/(\w+)$/.exec(value)?.[1] ?? []);
      // The image names the master key for every service; the detectors seal nothing and are given none.
      const unread = given.includes("infershield_firewall_key") ? ["infershield_master_key"] : [];
      expect(new Set([...given, ...unread])).toEqual(new Set(read));
      expect(Object.keys(secrets)).toEqual(expect.arrayContaining([...given]));
      expect(Object.keys(volumes)).toEqual(expect.arrayContaining(mounted.map((volume) => volume.split(":")[0])));
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    }
  });

  test("no secret can be committed or come into an image", () => {
    const names = Object.values(secrets).map(({ file }) => join(composeFolder, file.replace(/^\.\//, "")));
    const ignored = execFileSync("git", ["check-ignore", ...names, join(composeFolder, ".env")], {
      cwd: composeFolder,
      encoding: "utf8",
    });
    expect(ignored.trimEnd().split("\n")).toHaveLength(names.length + 1);
    const kept = readFileSync(join(composeFolder, "../../.dockerignore"), "utf8").split("\n");
    expect(kept).toEqual(expect.arrayContaining(["deploy/compose/.env", "deploy/compose/infershield_*"]));
  });
});

test("a team's server tells developers the address that the operator named, and serves administration on its published port", async () => {
  const { proxy } = compose(["single-user.yaml", "team.yaml"], variables).services;
  expect(proxy?.ports).toEqual(["127.0.0.1:8000:8000", "127.0.0.1:8001:8001"]);
  expect(proxy && (await configOf(proxy))).toMatchObject({
    mode: "multi-user",
    adminHost: "0.0.0.0",
    publicUrl: "https://infershield.example.com",
    allowedHosts: ["infershield.example.com"],
  });
});

test("what is left out that has to be said is missed by name", () => {
  expect(() => compose(["single-user.yaml", "detection.yaml"], {})).toThrow(/^INFERSHIELD_FIREWALL_TOKEN is missing/);
  expect(() => compose(["single-user.yaml", "team.yaml"], {})).toThrow(/^INFERSHIELD_ALLOWED_HOSTS is missing/);
});
