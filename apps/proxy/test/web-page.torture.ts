import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestProxy, type TestProxy } from "./harness.ts";
import { tryFromWebPage } from "./web-page.ts";

// Needs Chromium. `guard.test.ts` sends what a browser sends; here a browser does.

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

/** Why the proxy refused what the page sent. */
async function reasons(): Promise<readonly (string | undefined)[]> {
  await proxy.proxy.close({ graceMs: 0 });
  return (await proxy.records()).filter(({ action }) => action === "request.refused").map(({ reason }) => reason);
}

describe("a web page of somebody else", () => {
  it.each(["other_site", "other_port"] as const)("reaches nothing and reads nothing (%s)", async (how) => {
    const attempts = await tryFromWebPage(proxy.port, how);
    console.info(how, JSON.stringify(attempts));
    expect(attempts).toMatchObject({
      get: "TypeError",
      json: "TypeError",
      withToken: "TypeError",
      text: "TypeError",
      withCookies: "TypeError",
      image: "error",
      script: "error",
      socket: "error",
    });
    expect(Object.values(attempts).filter((value) => typeof value === "number")).toEqual([]);
    expect(proxy.upstream.requests).toEqual([]);
  });

  it("is refused for its host name when it makes the browser take the proxy for its own server", async () => {
    const attempts = await tryFromWebPage(proxy.port, "rebound");
    console.info("rebound", JSON.stringify(attempts));
    const { get, blindGet, json, withToken, text, withCookies } = attempts;
    expect({ get, blindGet, json, withToken, text, withCookies }).toEqual({
      get: 421,
      blindGet: 421,
      json: 421,
      withToken: 421,
      text: 421,
      withCookies: 421,
    });
    expect(attempts).toMatchObject({ image: "error", script: "error", socket: "error" });
    expect(proxy.upstream.requests).toEqual([]);
  });

  it("was refused by the proxy each time, not by the browser alone", async () => {
    expect(new Set(await reasons())).toEqual(new Set(["origin", "sec_fetch_site", "host"]));
  });
});
