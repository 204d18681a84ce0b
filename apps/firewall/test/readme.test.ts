import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@infershield/instance";
import { pino } from "pino";
import { expect, test } from "vitest";
import { startFirewall } from "../src/index.ts";

test("the README's example does what its comment says", async () => {
  const home = await mkdtemp(join(tmpdir(), "infershield-firewall-"));
  const config = await loadConfig({ env: {}, homedir: home, flags: { firewall: { port: 0 } } });
  const firewall = await startFirewall({ config, logger: pino({ level: "silent" }) });
  const answer = await fetch(`${firewall.url}/api/analyze`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: "My card is 4539 5787 6362 1486." }),
  });
  const { status, redacted_prompt } = (await answer.json()) as { status: string; redacted_prompt: string };
  await firewall.close();
  await rm(home, { recursive: true });
  const readme = await readFile(join(import.meta.dirname, "../README.md"), "utf8");
  expect(readme).toContain(`// ${status} ${redacted_prompt}\n`);
});
