import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { settingsSchema } from "./settings.ts";

const path = join(import.meta.dirname, "../../../docs/infershield.schema.json");
const published = JSON.parse(readFileSync(path, "utf8"));

test("the published schema of infershield.yaml is what the loader checks", () => {
  expect(published).toEqual({
    title: "InferShield configuration",
    ...JSON.parse(JSON.stringify(z.toJSONSchema(settingsSchema, { io: "input" }))),
  });
});

const syslog = { type: "syslog", name: "siem", host: "siem.example", port: 6514 };
const acme = { baseUrl: "https://llm.acme.example/v1", dialect: "openai" };

test.each([
  ["nothing", {}, true],
  ["a few settings", { port: 9000, log: { level: "warn" }, allowedHosts: ["gateway.example:8000"] }, true],
  ["a sink with its defaults", { audit: { retention: "365d", sinks: [syslog] } }, true],
  ["a provider", { providers: { acme }, defaults: { openai: "acme" } }, true],
  ["a limit that is not set otherwise", { limits: { requestsPerTeam: 10 } }, true],
  ["an unknown setting", { ports: 9000 }, false],
  ["an unknown setting of a group", { log: { colour: true } }, false],
  ["a word that is none of those", { enforcement: "sometimes" }, false],
  ["a number out of range", { riskThreshold: 101 }, false],
  ["a fraction", { limits: { connections: 1.5 } }, false],
  ["a number as text", { port: "9000" }, false],
  ["a time that is too short", { audit: { retention: "7d" } }, false],
  ["a sink of an unknown type", { audit: { sinks: [{ ...syslog, type: "fax" }] } }, false],
  ["a sink without what it needs", { audit: { sinks: [{ type: "file", name: "copy" }] } }, false],
  ["a provider's name in capitals", { providers: { ACME: acme } }, false],
])("loader and published schema agree about %s", (_what, settings, accepted) => {
  expect(settingsSchema.safeParse(settings).success).toBe(accepted);
  expect(z.fromJSONSchema(published).safeParse(settings).success).toBe(accepted);
});
