import { expect, it } from "vitest";
import { changeKeysUnderLoad } from "./lasting-load.ts";

it("no request of thousands fails while another process changes all keys two hundred times", async () => {
  const { requests, perSecond, refreshes, keyRounds } = await changeKeysUnderLoad({ rounds: 200, parallel: 32 });
  console.info(
    `key rounds: ${keyRounds}, requests: ${requests} (${perSecond.toFixed(0)} a second), refreshes: ${refreshes}, failed: 0`,
  );
  expect(requests).toBeGreaterThan(1_000);
}, 600_000);
