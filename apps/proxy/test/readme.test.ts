import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serve } from "./readme-example.ts";

it("the example of the README is this one, and works", async () => {
  const example = await readFile(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(await readFile(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  const folder = await mkdtemp(join(tmpdir(), "infershield-readme-"));
  const settings = { KEY_MODE: "passthrough", INFERSHIELD_PORT: "0", INFERSHIELD_ADMIN_PORT: "0" };
  const gateway = await serve({ ...settings, INFERSHIELD_LOG_LEVEL: "silent" }, folder);
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  await gateway.close();
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
  await rm(folder, { recursive: true });
});
