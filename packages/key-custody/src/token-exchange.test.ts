import { createServer, type Server } from "node:http";
import { Secret, type System, system } from "@infershield/core";
import type { Provider, TokenExchange } from "@infershield/providers";
import { listenOnLoopback } from "@infershield/testkit";
import { memoryTokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFor, person, providerAt, signInOf } from "../test/people.ts";
import { createCustody } from "./custody.ts";

const start = 1_760_000_000_000;
const second = 1_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

let server: Server;
let asked: string[];
let answers: Answer[];
let now: number;
let monotonic: number;
let provider: Provider;

const clock: System = { ...system, now: () => now, monotonic: () => monotonic };
const good = (turn: number) => ({
  status: 200,
  body: {
    token: `tid=${turn}`,
    expires_at: start / 1000 + 1800,
    refresh_in: 1500,
    endpoints: { api: "https://api.business.acme.example" },
  },
});

const exchange: Omit<TokenExchange, "url"> = {
  prefix: "token ",
  headers: { "x-client": "infershield" },
  fields: { token: "token", expiresAt: "expires_at", refreshIn: "refresh_in", apiBase: "endpoints.api" },
  apiHosts: ["acme.example"],
};

beforeEach(async () => {
  now = start;
  monotonic = 0;
  asked = [];
  answers = [];
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.headers["x-client"]}`);
    const { status, body, headers = {} }: Answer = answers.shift() ?? good(asked.length);
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  provider = { ...providerAt(url), exchange: { ...exchange, url: `${url}/token` } };
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function open() {
  const store = memoryTokenStore({ system: clock });
  const {
    refreshToken: _,
    expiresAt: __,
    ...lasting
  } = signInOf({ accessToken: "gho_1", refreshToken: "" }, { expiresAt: 0 });
  await store.put(lasting, { expectedGeneration: 0 });
  const custody = createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: clock });
  const request = { principal: person(), provider, operation: "chat_completions" } as const;
  return { store, custody, request, value: async () => (await custody.credentialFor(request)).value.reveal() };
}

describe("a provider with a second stage", () => {
  test("gets the second token, at the address its answer names, after one exchange for all requests", async () => {
    const { custody, request } = await open();
    const all = await Promise.all(Array.from({ length: 50 }, () => custody.credentialFor(request)));
    expect(new Set(all.map(({ value, origin }) => `${value.reveal()} ${origin}`))).toEqual(
      new Set(["Bearer tid=1 https://api.business.acme.example"]),
    );
    expect(asked).toEqual(["token gho_1 infershield"]);
  });

  test("renews by refresh_in beside the request, and waits once the old token ended", async () => {
    const { value } = await open();
    await value();
    now += 1499 * second;
    expect(await value()).toBe("Bearer tid=1");
    expect(asked).toHaveLength(1);
    now += second;
    expect(await value()).toBe("Bearer tid=1");
    await expect.poll(value).toBe("Bearer tid=2");
    now += 3600 * second;
    expect(await value()).toBe("Bearer tid=3");
  });

  test("serves on with the old token while the exchange fails, then says so with a time", async () => {
    const { value } = await open();
    await value();
    answers.push(
      { status: 503, body: "" },
      { status: 200, body: "<html>" },
      { status: 200, body: { token: "a b", refresh_in: 5 } },
    );
    now += 1600 * second;
    expect(await value()).toBe("Bearer tid=1");
    await expect.poll(() => asked.length).toBe(2);
    now += 400 * second;
    await expect
      .poll(async () => await value().catch((error: unknown) => error))
      .toMatchObject({ code: "CREDENTIAL_TIMEOUT" });
    monotonic += 60 * second;
    await expect(value()).rejects.toMatchObject({ code: "CREDENTIAL_TIMEOUT" });
    monotonic += 60 * second;
    await expect(value()).rejects.toMatchObject({ code: "CREDENTIAL_TIMEOUT" });
    monotonic += 60 * second;
    expect(await value()).toBe("Bearer tid=5");
  });

  test.each([401, 403, 404])("asks for a new sign-in on %d without ending the stored token", async (status) => {
    const { store, value } = await open();
    answers.push({ status, body: "{}" });
    await expect(value()).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
    expect(await store.get(keyFor())).toMatchObject({ state: "active" });
  });

  test("after the API's 401 exchanges once more, but not again within a minute", async () => {
    const { custody, request } = await open();
    const first = await custody.credentialFor(request);
    expect(await custody.refreshAfterUnauthorized(first, request)).toBeUndefined();
    monotonic += 61 * second;
    const next = await custody.refreshAfterUnauthorized(first, request);
    expect(next?.value.reveal()).toBe("Bearer tid=2");
    if (next === undefined) throw new Error("no second token");
    expect(await custody.refreshAfterUnauthorized(next, request)).toBeUndefined();
    expect((await custody.refreshAfterUnauthorized(first, request))?.value.reveal()).toBe("Bearer tid=2");
    expect(asked).toHaveLength(2);
  });

  test("forgets the second token of an earlier sign-in", async () => {
    const { store, value } = await open();
    await value();
    const record = await store.get(keyFor());
    if (record === undefined) throw new Error("nothing stored");
    const { id: _i, generation, createdAt: _c, updatedAt: _u, selected: _s, ...token } = record;
    await store.put({ ...token, accessToken: new Secret("gho_2") }, { expectedGeneration: generation });
    expect(await value()).toBe("Bearer tid=2");
    expect(asked.at(-1)).toBe("token gho_2 infershield");
  });

  test("is left alone as long as it asks for", async () => {
    const { value } = await open();
    answers.push({ status: 503, body: "", headers: { "retry-after": "120" } });
    await expect(value()).rejects.toMatchObject({ code: "CREDENTIAL_TIMEOUT", retryAfterMs: 120_000 });
    monotonic += 120 * second - 1;
    await expect(value()).rejects.toMatchObject({ code: "CREDENTIAL_TIMEOUT", retryAfterMs: 1 });
    expect(asked).toHaveLength(1);
    monotonic += 1;
    expect(await value()).toBe("Bearer tid=2");
  });

  test("may answer with 64 KiB, and with no byte more", async () => {
    const sized = (bytes: number) => {
      const { status, body } = good(1);
      return { status, body: JSON.stringify(body).padEnd(bytes) };
    };
    answers.push(sized(65_536), sized(65_537));
    expect(await (await open()).value()).toBe("Bearer tid=1");
    await expect((await open()).value()).rejects.toMatchObject({ code: "CREDENTIAL_TIMEOUT" });
  });

  test("is asked after the API's 401 on a second token that this process never got", async () => {
    const { custody, request } = await open();
    const refused = { ...(await custody.credentialFor(request)), value: new Secret("Bearer tid=0") };
    expect((await custody.refreshAfterUnauthorized(refused, request))?.value.reveal()).toBe("Bearer tid=1");
    const restarted = await open();
    expect((await restarted.custody.refreshAfterUnauthorized(refused, request))?.value.reveal()).toBe("Bearer tid=2");
  });
});
