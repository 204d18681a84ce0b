import { openInstance } from "@infershield/instance";
import { chatChunks, sseAnswer } from "@infershield/testkit";
import { chatBody, startTestProxy } from "./harness.ts";

/** How long a revoked token went on, in milliseconds since the revocation was on disk. */
export interface Revoked {
  /** Until a request that began then was refused; every later one was refused too. */
  readonly refusedAfterMs: number;
  /** Until the last of the running streams was cut. */
  readonly cutAfterMs: number;
  readonly upstreamCancelledAfterMs: number;
}

/** Revokes a token from another opening of the home, as the command line does, while it has `streams` answers running. */
export async function revokeWhileStreaming(streams: number): Promise<Revoked> {
  const proxy = await startTestProxy();
  const other = await openInstance(proxy.config, { create: false });
  try {
    const authorization = `Bearer ${await proxy.token()}`;
    proxy.upstream.always((request) =>
      request.body.includes('"stream":true')
        ? sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"])
        : { headers: { "content-type": "application/json" }, steps: ["{}"] },
    );
    const running = await Promise.all(
      Array.from({ length: streams }, () => proxy.chat(chatBody("hi", { stream: true }), { authorization })),
    );
    const [grant] = await other.directory.listTokens();
    await other.directory.revokeToken(grant?.id ?? "");
    const revoked = performance.now();
    const since = (): number => performance.now() - revoked;
    const cut = Promise.all(running.map((response) => response.text())).then((texts) => {
      if (texts.some((text) => text.includes("[DONE]"))) throw new Error("A cut stream looks complete.");
      return since();
    });
    const cancelled = Promise.all(proxy.upstream.requests.map((request) => request.cancelled)).then(since);
    const refusedAfterMs = await firstRefusal(() => proxy.chat(chatBody("hi"), { authorization }), since);
    return { refusedAfterMs, cutAfterMs: await cut, upstreamCancelledAfterMs: await cancelled };
  } finally {
    await other.close();
    await proxy.close();
  }
}

async function firstRefusal(ask: () => Promise<Response>, since: () => number): Promise<number> {
  for (;;) {
    const began = since();
    const { status } = await ask();
    if (status === 401) break;
    if (began > 30_000) throw new Error("The revoked token is served for ever.");
  }
  const refused = since();
  for (let again = 0; again < 3; again++) {
    if ((await ask()).status !== 401) throw new Error("A refused token was served again.");
  }
  return refused;
}
