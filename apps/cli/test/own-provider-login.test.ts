import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "@infershield/sandbox";
import { scriptlessBrowser } from "@infershield/testkit";
import { expect, onTestFinished, test } from "vitest";
import { nextEvent, readEvents, startCli } from "./run-cli.ts";

test("a provider of one's own signs in through a browser by its description alone, and the program then ends though its input stays open", async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-own-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const { issuer, clientId, apiBaseUrl, scopes } = sandbox;
  const mine = { baseUrl: apiBaseUrl, flow: "browser", issuer, clientId, scopes };
  const settings = { providers: { mine }, allowPrivateUpstream: [issuer] };
  await writeFile(join(folder, "infershield.yaml"), JSON.stringify(settings));
  const env = { HOME: folder, INFERSHIELD_HOME: join(folder, "own") };
  const login = startCli(["auth", "login", "--json", "--config", join(folder, "infershield.yaml"), "mine"], env);
  const closed = once(login, "close");
  const events = readEvents(login);
  const { authorization_uri } = await nextEvent(events, "visit");
  const browser = scriptlessBrowser();
  const approval = await browser.submit(await browser.visit(String(authorization_uri)), { login: "kim@example.com" });
  await browser.submit(approval, { decision: "approve" });
  expect(await nextEvent(events, "success")).toMatchObject({ provider: "mine", name: "kim@example.com" });
  expect(await closed).toEqual([0, null]);
});
