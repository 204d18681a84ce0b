import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();
/** Random characters, put together here so that no tool takes this file for a leak. */
const token = ["q7Zk29xW", "mB4tLr8s", "Pf3vHd6y"].join("");

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ rule }) => rule === "secret.credential_url")
    .map(({ start, end }) => text.slice(start, end));
}

describe("URLs that carry a credential", () => {
  test.each([
    "mqtts://bob:vQ3-lamp-72@mq.firm.net:8883",
    "rtsp://admin:vQ3-lamp-72@10.0.0.9:554/s",
    "mssql+pyodbc://bob:vQ3-lamp-72@db.firm.net/shop",
    "postgres://bob:vQ3#lamp-72@db.firm.net/shop",
    `https://${token}@git.firm.net/a.git`,
    "postgres://bob:Password123@db.firm.net/shop",
    "https://ci:token-of-Bob-77@git.firm.net/a",
  ])("%s is told whole", (url) => {
    expect(found(`see ${url} there`)).toEqual([url]);
  });

  test.each([
    "https://ssh:some-token@github.com/a",
    "https://ci:token123@git.firm.net/a",
    "https://firm.net:80#bob@home",
    "https://firm.net#bob:vQ3-lamp-72@home",
    "https://medium.com/@bob-weber-of-firm-2031",
    "ssh://continuous-integration-user-2@git.firm.net/a.git",
    `https://${"7f3c9a1e52bd4c869e07d41a8b6f2c35"}@o42.ingest.sentry.io/77`,
    `https://${"7f3c9a1e52bd4c869e07d41a8b6f2c35"}@errors.firm.net/77`,
  ])("%s carries none", (url) => {
    expect(found(`see ${url} there`)).toEqual([]);
  });
});
