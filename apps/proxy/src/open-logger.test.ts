import { expect, test } from "vitest";
import { openLogger } from "./open-logger.ts";
import { ProxyError } from "./proxy-error.ts";

function logged(level: string, error: Error): { readonly err: Readonly<Record<string, unknown>> } {
  let line = "";
  const write = (text: string): void => {
    line += text;
  };
  openLogger(level, { write }).warn({ err: error }, "exchange failed");
  return JSON.parse(line);
}

const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:7999"), { code: "ECONNREFUSED" });
const foreseen = new ProxyError("UPSTREAM_ERROR", "The provider could not be reached.", {
  reason: "econnrefused",
  cause: refused,
});

test("a failure with a code is one short line with its reason and cause", () => {
  const { err } = logged("info", foreseen);
  expect(err).toMatchObject({ code: "UPSTREAM_ERROR", reason: "econnrefused" });
  expect(err["message"]).toContain("ECONNREFUSED 127.0.0.1:7999");
  expect(err).not.toHaveProperty("stack");
});

test("somebody who debugs sees where it came from, and a fault of ours always says it", () => {
  expect(logged("debug", foreseen).err["stack"]).toContain("ProxyError");
  expect(logged("info", new TypeError("x is undefined")).err["stack"]).toContain("TypeError");
});
