import { Secret } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { failsWith } from "../test/fails-with.ts";
import { startServer, tokenAnswer } from "../test/fake-server.ts";
import { refreshToken } from "./refresh-token.ts";
import { maxAnswerBytes } from "./transport.ts";

/** What a server or the network does to a request, seen through a refresh. */

const token = new Secret("old-refresh-token");

describe("an answer", () => {
  test("of a megabyte is refused without being read to its end", async () => {
    const { client } = await startServer({ token: [{ body: { access_token: "x".repeat(1_048_576) } }] });
    await expect(refreshToken(client, token)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
  });

  test("without an end is refused at the limit", async () => {
    const { client } = await startServer();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        if (sent > 10 * maxAnswerBytes) controller.close();
        else controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const fetch = async (): Promise<Response> => new Response(endless);
    await expect(refreshToken({ ...client, fetch }, token)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
    expect(sent).toBeLessThan(2 * maxAnswerBytes);
  });

  test("just within the limit is read", async () => {
    const { client } = await startServer({ token: [tokenAnswer({ padding: "x".repeat(maxAnswerBytes - 200) })] });
    expect((await refreshToken(client, token)).accessToken.reveal()).toBe("access-token");
  });

  test.each([301, 302, 303, 307, 308])(
    "that redirects with %d is refused, and the other host hears nothing",
    async (status) => {
      const { server: other } = await startServer();
      const { client } = await startServer({
        token: [{ status, headers: { location: `${other.origin}/token` }, body: { error: "invalid_grant" } }],
      });
      await expect(refreshToken(client, token)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
      expect(other.calls()).toHaveLength(0);
    },
  );

  test("that is HTML is refused", async () => {
    const { client } = await startServer({
      token: [{ headers: { "content-type": "text/html" }, body: "<!doctype html><p>Log in" }],
    });
    await expect(refreshToken(client, token)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
  });

  test("that is not UTF-8 is refused", async () => {
    const { client } = await startServer({ token: [{ body: new Uint8Array([0x7b, 0xff, 0x7d]) }] });
    await expect(refreshToken(client, token)).rejects.toSatisfy(failsWith("INVALID_RESPONSE"));
  });

  test("that is cut in the middle is UNREACHABLE", async () => {
    const { client } = await startServer({ token: [{ ...tokenAnswer(), fault: "cut" }] });
    await expect(refreshToken(client, token)).rejects.toSatisfy(failsWith("UNREACHABLE"));
  });

  test("that is JSON under another content type is read all the same", async () => {
    const { client } = await startServer({ token: [{ ...tokenAnswer(), headers: { "content-type": "text/plain" } }] });
    expect((await refreshToken(client, token)).accessToken.reveal()).toBe("access-token");
  });
});

describe("no answer", () => {
  test("because nobody listens is UNREACHABLE", async () => {
    const { client, server } = await startServer();
    await server.close();
    await expect(refreshToken(client, token)).rejects.toSatisfy(failsWith("UNREACHABLE"));
  });

  test("within the time limit is UNREACHABLE", async () => {
    const { client } = await startServer({ token: [{ fault: "silence" }] });
    await expect(refreshToken({ ...client, timeoutMs: 50 }, token)).rejects.toSatisfy(failsWith("UNREACHABLE"));
  });

  test("from a fetch that takes no notice of the time limit is UNREACHABLE too", async () => {
    const { client } = await startServer();
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    await expect(refreshToken({ ...client, fetch, timeoutMs: 50 }, token)).rejects.toSatisfy(failsWith("UNREACHABLE"));
  });

  test("because the caller stopped is ABORTED", async () => {
    const { client } = await startServer({ token: [{ fault: "silence" }] });
    const signal = AbortSignal.timeout(20);
    await expect(refreshToken(client, token, { signal })).rejects.toSatisfy(failsWith("ABORTED"));
  });
});

test("plain http to another machine is refused before anything is sent", async () => {
  const { client } = await startServer();
  const asked: unknown[] = [];
  const fetch = async (url: unknown): Promise<Response> => {
    asked.push(url);
    return Response.json({});
  };
  const server = { ...client.server, tokenEndpoint: "http://auth.example/token" };
  await expect(refreshToken({ ...client, server, fetch }, token)).rejects.toSatisfy(failsWith("UNTRUSTED_URI"));
  expect(asked).toEqual([]);
});

test("http on loopback needs the caller's word", async () => {
  const { client } = await startServer();
  await expect(refreshToken({ ...client, allowInsecureLoopback: false }, token)).rejects.toSatisfy(
    failsWith("UNTRUSTED_URI"),
  );
});
