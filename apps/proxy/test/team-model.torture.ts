import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestTeam, type TestTeam } from "./team-harness.ts";
import { holdAgainstModel } from "./team-model.ts";

let team: TestTeam;

beforeAll(async () => {
  team = await startTestTeam();
});

afterAll(() => team.close());

it("accounts, tokens, logins and policies stay apart through 2,000 random histories", async () => {
  await holdAgainstModel(team, { runs: 2_000, steps: 20, seed: Math.trunc(performance.timeOrigin) });
  expect(team.upstream.requests.length).toBeGreaterThan(2_000);
});
