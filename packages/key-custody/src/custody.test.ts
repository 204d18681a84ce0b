import { Secret } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFor, nobody, providerAt } from "../test/people.ts";
import { codeOf, minute, startWorld, type World } from "../test/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("attaching", () => {
  test("a stored token goes to its provider's origin in its provider's header", async () => {
    await world.signIn(60 * minute);
    expect(await world.custody.credentialFor(world.request())).toMatchObject({
      kind: "oauth",
      header: "authorization",
      origin: "https://api.acme.example",
      account: "work",
    });
    expect(await world.valueFor()).toBe("Bearer at.alex.0");
    expect(world.server.calls).toBe(0);
  });

  test("an environment key and a caller's key are attached the provider's way, a caller's scheme is not doubled", async () => {
    const keyed = providerAt(world.server.url, {
      name: "keyed",
      credentials: {
        environment: { header: "x-api-key", prefix: "", serves: "all" },
        client: { header: "x-api-key", prefix: "", serves: "all" },
      },
    });
    const environmentKeys = new Map([["keyed", new Secret("sk-env")]]);
    const shared = await world
      .open({ environmentKeys })
      .credentialFor(world.request({ principal: nobody, provider: keyed }));
    expect([shared.header, shared.value.reveal()]).toEqual(["x-api-key", "sk-env"]);
    const through = world.open({ keyMode: "passthrough" });
    const own = await through.credentialFor(world.request({ provider: keyed, foreign: new Secret("sk-own") }));
    expect([own.kind, own.header, own.value.reveal()]).toEqual(["client", "x-api-key", "sk-own"]);
    const foreign = new Secret("Bearer sk-own");
    const same = await through.credentialFor(
      world.request({ provider: keyed, foreign, foreignHeader: "authorization" }),
    );
    expect([same.header, same.value.reveal()]).toEqual(["authorization", "Bearer sk-own"]);
    expect((await through.credentialFor(world.request({ foreign }))).value.reveal()).toBe("Bearer sk-own");
  });

  test("an InferShield token is never attached, wherever it was found", async () => {
    const foreign = new Secret("ifsp_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4eEWm9");
    expect(await codeOf(world.open({ keyMode: "passthrough" }).credentialFor(world.request({ foreign })))).toBe(
      "NOT_PERMITTED",
    );
  });

  test("one person never gets another's token", async () => {
    await world.signIn(60 * minute, "alex");
    await world.signIn(60 * minute, "sam");
    expect(await world.valueFor("sam")).toBe("Bearer at.sam.0");
    expect(await codeOf(world.valueFor("kim"))).toBe("REAUTHENTICATION_REQUIRED");
  });

  test("passing through what a caller must bring, a custody says so where nothing was brought", async () => {
    const through = world.open({ keyMode: "passthrough" });
    expect(await codeOf(through.credentialFor(world.request()))).toBe("MISSING_CLIENT_KEY");
  });

  test("nobody in particular is told that a token would help, only when one would", async () => {
    expect(await codeOf(world.custody.credentialFor(world.request({ principal: nobody })))).toBe(
      "UPSTREAM_KEY_NOT_CONFIGURED",
    );
    await world.signIn(60 * minute);
    expect(await codeOf(world.custody.credentialFor(world.request({ principal: nobody })))).toBe("MISSING_TOKEN");
  });

  test("somebody without a key learns and gets nothing of what others have stored", async () => {
    await world.signIn(60 * minute, "sam");
    const { signIn: _, ...keysOnly } = world.provider;
    expect(await codeOf(world.custody.credentialFor(world.request({ provider: keysOnly })))).toBe(
      "UPSTREAM_KEY_NOT_CONFIGURED",
    );
  });

  test("an account of the other kind serves what the selected one does not", async () => {
    const oauth = { header: "authorization", prefix: "Bearer ", serves: ["responses"] } as const;
    world.provider = { ...world.provider, credentials: { ...world.provider.credentials, oauth } };
    await world.signIn(60 * minute);
    const key = { ...keyFor(), account: "key", kind: "api_key", state: "active", scopes: [] } as const;
    await world.store.put({ ...key, apiKey: new Secret("sk-stored") }, { expectedGeneration: 0 });
    expect(await world.custody.credentialFor(world.request({ operation: "responses" }))).toMatchObject({
      kind: "oauth",
      account: "work",
    });
    expect(await world.custody.credentialFor(world.request())).toMatchObject({ kind: "api_key", account: "key" });
    expect(await world.valueFor()).toBe("Bearer sk-stored");
  });

  test("a store that fails is STORE_UNAVAILABLE", async () => {
    await world.signIn(60 * minute);
    await world.store.close();
    expect(await codeOf(world.valueFor())).toBe("STORE_UNAVAILABLE");
  });
});

describe("a refresh that somebody asked for", () => {
  test("renews a token that is fresh", async () => {
    await world.signIn(60 * minute);
    expect((await world.custody.refresh(keyFor(), world.provider)).accessToken?.reveal()).toBe("at.alex.1");
  });

  test("is CREDENTIAL_TIMEOUT where the server gives no usable answer", async () => {
    await world.signIn(60 * minute);
    world.server.faults.push({ status: 500, body: "{}" });
    expect(await codeOf(world.custody.refresh(keyFor(), world.provider))).toBe("CREDENTIAL_TIMEOUT");
  });
});

test("what a crash left is let lie where its provider is not known any more, or its token is gone", async () => {
  await world.signIn(60 * minute);
  const entry = new Secret('{"stage":"intent","used":"rt.alex.0","generation":1}');
  await world.store.journal.write(keyFor(), entry);
  expect(await world.custody.recover(() => undefined)).toBe(0);
  await world.store.delete(keyFor());
  expect(await world.custody.recover(() => world.provider)).toBe(0);
  expect((await world.store.journal.read(keyFor()))?.reveal()).toBe(entry.reveal());
  expect(world.server.calls).toBe(0);
});
