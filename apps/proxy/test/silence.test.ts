import { chatChunks, sseAnswer } from "@infershield/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { dialectSamples } from "./dialect-answers.ts";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy | undefined;

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

const begun = chatChunks(["one"]).slice(0, 1);
const streamed = chatBody("hi", { stream: true });

/** What comes of a stream until a text stands in it; then its reader leaves. */
async function readUntil(response: Response, awaited: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes(awaited)) {
    const part = await reader?.read();
    if (part === undefined || part.done) throw new Error("The stream ended before.");
    text += part.value;
  }
  await reader?.cancel();
  return text;
}

describe("a provider that says nothing for long", () => {
  it("has its stream kept open by comments, which clients skip", async () => {
    proxy = await startTestProxy({ hurry: 100 });
    proxy.upstream.next(sseAnswer([...begun, "hang"]));
    const text = await readUntil(await proxy.chat(streamed), ": keep-alive\n\n: keep-alive\n\n");
    expect(text.replaceAll(": keep-alive\n\n", "")).toBe(
      begun.map((item) => `data: ${JSON.stringify(item)}\n\n`).join(""),
    );
    await proxy.upstream.requests.at(-1)?.cancelled;
  });

  it("has its JSON array kept open by white space", async () => {
    const gemini = dialectSamples.find(({ name }) => name === "Gemini");
    const [first = {}] = gemini?.events(["one "]) ?? [];
    proxy = await startTestProxy({ hurry: 100 });
    proxy.upstream.next({
      headers: { "content-type": "application/json" },
      steps: [`[${JSON.stringify(first)}`, "hang"],
    });
    const response = await fetch(`${proxy.url}/v1beta/models/gemini-x:streamGenerateContent`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(gemini?.ask("hi", true)),
    });
    expect(JSON.parse(`${await readUntil(response, "\n\n")}]`)).toEqual([first]);
  });

  it("loses its stream after the idle limit, with an error event and no false end", async () => {
    proxy = await startTestProxy({ flags: { limits: { streamIdleMs: 300 } } });
    proxy.upstream.next(sseAnswer([...begun, "hang"]));
    const text = await (await proxy.chat(streamed)).text();
    expect(text).toContain('"code":"upstream_timeout"');
    expect(text).not.toContain("[DONE]");
    expect((await proxy.records()).at(-1)).toMatchObject({ outcome: "aborted", reason: "body_timeout" });
    await proxy.upstream.requests.at(-1)?.cancelled;
  });

  it("loses its stream after the limit of the whole, however many comments it sends", async () => {
    proxy = await startTestProxy({ hurry: 50, flags: { limits: { streamTotalMs: 20_000 } } });
    const comments = Array.from({ length: 500 }, () => [": ping\n\n", { waitMs: 10 }]).flat();
    proxy.upstream.next(sseAnswer(comments));
    const text = await (await proxy.chat(streamed)).text();
    expect(text).toContain('"code":"upstream_timeout"');
    expect(text).not.toContain("[DONE]");
    expect((await proxy.records()).at(-1)).toMatchObject({ outcome: "aborted", reason: "stream_total" });
    await proxy.upstream.requests.at(-1)?.cancelled;
  });

  it("is given up when not even its head comes, and told as 504", async () => {
    proxy = await startTestProxy({ flags: { limits: { upstreamHeadersMs: 300 } } });
    proxy.upstream.next(async ({ cancelled }) => {
      await cancelled;
      return {};
    });
    const response = await proxy.chat(streamed);
    expect(response.status).toBe(504);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_timeout" });
    expect((await proxy.records()).at(-1)).toMatchObject({ outcome: "failed", reason: "headers_timeout" });
  });
});
