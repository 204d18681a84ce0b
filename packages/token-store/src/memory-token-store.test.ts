import { system } from "@infershield/core";
import { memoryTokenStore } from "./memory-token-store.ts";
import { describeTokenStore } from "./testing.ts";

let now = 1_760_000_000_000;

describeTokenStore("memory", {
  open: () => memoryTokenStore({ system: { ...system, now: () => now } }),
  advance: (ms) => {
    now += ms;
  },
});
