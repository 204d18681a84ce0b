import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Secret } from "@infershield/core";
import { mintInferShieldToken } from "@infershield/identity";
import { expect, test } from "vitest";
import { openTeam } from "./children/open-team.ts";

test("unknown, revoked, disabled and valid tokens take the same time", async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-timing-"));
  const { directory, close } = await openTeam(join(folder, "home"));
  const tokenOf = async (email: string) => {
    const user = await directory.createUser({ email });
    return { user, ...(await directory.createToken({ userId: user.id, name: "a" })) };
  };
  const [valid, revoked, disabled] = [await tokenOf("a@x.y"), await tokenOf("b@x.y"), await tokenOf("c@x.y")];
  await directory.revokeToken(revoked.grant.id);
  await directory.changeUser(disabled.user.id, { state: "disabled" });
  const kinds: Readonly<Record<string, () => Secret>> = {
    unknown: () => mintInferShieldToken("p"),
    revoked: () => revoked.token,
    disabled: () => disabled.token,
    valid: () => valid.token,
  };
  const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  for (let round = 0; round < 20_000; round++) {
    for (const [kind, make] of Object.entries(kinds)) {
      const token = make();
      const before = process.hrtime.bigint();
      await directory.authenticate(token);
      times.get(kind)?.push(Number(process.hrtime.bigint() - before) / 1000);
    }
  }
  const medians = Object.fromEntries([...times].map(([kind, list]) => [kind, median(list)]));
  console.info(`median microseconds: ${JSON.stringify(medians)}`);
  const gap = Math.max(...Object.values(medians)) - Math.min(...Object.values(medians));
  expect(gap).toBeLessThan(5);
  await close();
  await rm(folder, { recursive: true });
});

function median(list: readonly number[]): number {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)] ?? 0;
}
