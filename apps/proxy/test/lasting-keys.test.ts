import { expect, it } from "vitest";
import { changeKeysUnderLoad } from "./lasting-load.ts";

it("no request fails while another process changes every key and the master key, and the token expires again and again", async () => {
  const { requests, refreshes } = await changeKeysUnderLoad({
    rounds: 3,
    parallel: 8,
    pauseMs: 20,
    expireMs: 50,
  });
  expect(requests).toBeGreaterThan(20);
  expect(refreshes).toBeGreaterThan(1);
});
