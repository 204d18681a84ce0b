import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ReturnEnding, sendReturnPage } from "./return-page.ts";

let ending: ReturnEnding;
const server = createServer((_, response) => sendReturnPage(response, ending));
afterEach(() => server.close());

async function shown(end: ReturnEnding): Promise<Response> {
  ending = end;
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/callback?code=canary`);
}

test.each([
  ["received", 200, "Back to your terminal"],
  ["refused", 200, "Not signed in"],
  ["unknown", 400, "No sign-in waits here"],
] as const)(
  "the page of a sign-in that is %s has a title, its style and nothing of the address",
  async (end, status, title) => {
    const response = await shown(end);
    const page = await response.text();
    expect(response.status).toBe(status);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).not.toContain("canary");
    expect(page).not.toMatch(/<script|<img|<link|https?:/);
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
  },
);
