import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestTeam, type TestTeam } from "./team-harness.ts";
import { holdAgainstModel } from "./team-model.ts";

let team: TestTeam;

beforeAll(async () => {
  team = await startTestTeam();
});

afterAll(() => team.close());

it("accounts, tokens, logins and policies stay apart through 30 random histories", async () => {
  await holdAgainstModel(team, { runs: 30, steps: 6, seed: 8 });
  expect(team.upstream.requests.length).toBeGreaterThan(20);
});
