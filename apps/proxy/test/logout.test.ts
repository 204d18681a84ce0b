import { openInstance } from "@infershield/instance";
import { chatChunks, sseAnswer } from "@infershield/testkit";
import { afterEach, expect, it } from "vitest";
import { chatBody, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;
afterEach(() => proxy.close());

const owner = { tenant: "default", userId: "local", provider: "openai" };

/** A chat answer that has begun and goes on for ever. */
async function openStream(token: string): Promise<Response> {
  return proxy.chat(chatBody("hi", { stream: true }), { authorization: `Bearer ${token}` });
}

it("the streams that a login pays for are cut when another process signs it out; those of others go on", async () => {
  proxy = await startTestProxy({ hurry: 10 });
  proxy.upstream.always(sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"]));
  await proxy.login("at-1");
  await proxy.login("at-2", { userId: "alex" });
  const other = await openInstance(proxy.config, { create: false });
  try {
    const alex = await proxy.instance.directory.createToken({ userId: "alex", name: "tool" });
    const cut = await Promise.all([1, 2, 3].map(async () => openStream(await proxy.token())));
    const kept = await openStream(alex.token.reveal());
    const cancelled = proxy.upstream.requests.slice(0, 3).map((request) => request.cancelled);

    await other.tokens.delete({ ...owner, account: "default" });
    for (const text of await Promise.all(cut.map((response) => response.text()))) {
      expect(text).toContain("reauthentication_required");
      expect(text).not.toContain("[DONE]");
    }
    await Promise.all(cancelled);
    const reader = kept.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    const goesOn = await Promise.race([reader?.read(), new Promise((resolve) => setTimeout(resolve, 300, "goes on"))]);
    expect(goesOn).toBe("goes on");
    await reader?.cancel();
    const outcomes = (await proxy.records()).filter(({ phase, user_id }) => phase === "outcome" && user_id === "local");
    expect(outcomes.map(({ reason }) => reason)).toEqual(Array(3).fill("reauthentication_required"));
  } finally {
    await other.close();
  }
});

it("a stream ends with its login although the person has signed in again meanwhile", async () => {
  proxy = await startTestProxy({ hurry: 10 });
  proxy.upstream.always(sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"]));
  await proxy.login("at-1");
  const running = await openStream(await proxy.token());
  await proxy.instance.tokens.delete({ ...owner, account: "default" });
  await proxy.login("at-2");
  expect(await running.text()).toContain("reauthentication_required");
});
