import { expect, test } from "vitest";
import { flattenSettings } from "./flatten-settings.ts";

test("nested settings get dotted names in order, lists stay lists, and what is not set is left out", () => {
  expect(flattenSettings({ port: 1, log: { level: "info" }, allowedHosts: ["a", "b"], file: undefined })).toEqual({
    allowedHosts: ["a", "b"],
    "log.level": "info",
    port: 1,
  });
});

test("a password inside an address is not shown", () => {
  const shown = flattenSettings({ firewallEndpoint: "https://user:hunter2@scan.example/v1" });
  expect(shown).toEqual({ firewallEndpoint: "https://[redacted]@scan.example/v1" });
});
