import { memoryTokenStore } from "@infershield/token-store";
import { beforeAll, describe, expect, test } from "vitest";
import { createCustody } from "../src/custody.ts";
import { killAt, raceAtRealServer, raceOnExpiry, raceOnRefusal } from "./chaos.ts";
import { liveManyLives } from "./many-lives.ts";
import { person, providerAt, signInOf } from "./people.ts";
import { startRotatingServer } from "./rotating-server.ts";
import { bundleWorker } from "./worker-order.ts";

// Vitest calls what a set-up returns when the tests are over.
beforeAll(bundleWorker);

const unlimited = { timeout: 60 * 60_000 };

describe("refresh, the full numbers", unlimited, () => {
  test("50 rounds: four processes with 100 requests each on one expired token, one refresh", async () => {
    await raceOnExpiry({ rounds: 50, parallel: 100 });
  });

  test("1,000 people with 10 requests each: 1,000 refreshes, no cross talk", async () => {
    const server = await startRotatingServer();
    const store = memoryTokenStore();
    const people = Array.from({ length: 1_000 }, (_, index) => `user${index}`);
    for (const userId of people) {
      await store.put(signInOf(server.issue(userId), { userId, expiresAt: Date.now() - 1 }), { expectedGeneration: 0 });
    }
    const custody = createCustody({ keyMode: "server", store, environmentKeys: new Map(), timeoutMs: 120_000 });
    const provider = providerAt(server.url);
    const ask = async (userId: string) => {
      const request = { principal: person(userId), provider, operation: "responses" } as const;
      return (await custody.credentialFor(request)).value.reveal();
    };
    const asked = people.flatMap((userId) => Array.from({ length: 10 }, () => userId));
    expect(await Promise.all(asked.map(ask))).toEqual(asked.map((userId) => `Bearer at.${userId}.1`));
    expect(server.calls).toBe(1_000);
    await server.close();
  });

  test("10,000 racing refreshes from four processes, no family revoked", async () => {
    const calls = await raceOnRefusal(10_000, (made, familiesRevoked) => {
      console.info(`refreshes: ${made}, families revoked: ${familiesRevoked}`);
    });
    expect(calls).toBeGreaterThanOrEqual(10_000);
  });

  test("10,000 racing refreshes from four processes at oidc-provider, and the token of the last one opens the API", async () => {
    const refreshed = await raceAtRealServer(10_000);
    console.info(`refreshes at oidc-provider: ${refreshed}, families revoked: 0`);
    expect(refreshed).toBeGreaterThanOrEqual(10_000);
  });

  test.each([
    ["intent_written", false, "usable"],
    ["answer_received", true, "usable"],
    ["answer_received", false, "ended"],
    ["answer_journalled", false, "usable"],
    ["committed", false, "usable"],
    ["journal_cleared", false, "usable"],
  ] as const)("200 kills at %s (grace: %s): all %s", async (moment, grace, fate) => {
    const deaths = await killAt(moment, { times: 200, grace });
    expect(deaths).toEqual({ kills: 200, usable: fate === "usable" ? 200 : 0, ended: fate === "ended" ? 200 : 0 });
  });

  test("2,000 random lives of four processes", async () => {
    const lives = await liveManyLives(2_000);
    console.info(`kills: ${JSON.stringify(lives.kills)}, calls: ${lives.calls}, families revoked: 0`);
  });
});
