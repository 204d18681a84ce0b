import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { BodyPlace } from "./body-room.ts";
import { ProxyError } from "./proxy-error.ts";
import { receiveBody } from "./receive-body.ts";

/** A body that comes when the test says so, on a clock that moves when the test says so. */
function receive(place: Partial<BodyPlace> = {}) {
  const incoming = new IncomingMessage(new Socket());
  incoming._read = () => {};
  let beat: (now: number) => void = () => {};
  const received = receiveBody(incoming, new ServerResponse(incoming), {
    bodyBytes: 1_000_000,
    ticker: {
      watch: (check) => {
        beat = check;
        return () => {};
      },
      stop: () => {},
    },
    place: {
      take: () => true,
      ready: () => Promise.resolve(),
      reserve: () => Promise.resolve(),
      arrived: () => {},
      leave: () => {},
      isCrowded: () => false,
      ...place,
    },
  });
  const code = received.then(
    () => "received",
    (error: unknown) => (error instanceof ProxyError ? error.code : error),
  );
  const push = async (bytes: number | null): Promise<void> => {
    incoming.push(bytes === null ? null : Buffer.alloc(bytes));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { incoming, received, code, push, beat: (now: number) => beat(now) };
}

describe("receiving a body", () => {
  it("gives what came", async () => {
    const { push, received } = receive();
    for (const bytes of [10, 20_000, 3, null]) await push(bytes);
    expect(await received).toHaveLength(20_013);
  });

  it("ends a body that comes at less than a byte a millisecond after ten seconds", async () => {
    const { push, beat, code } = receive();
    await push(9_000);
    for (const now of [500, 1_500, 10_400]) beat(now);
    await push(900);
    beat(10_500);
    expect(await code).toBe("REQUEST_TIMEOUT");
  });

  it("takes a body at that pace for as long as it comes", async () => {
    const { push, beat, code } = receive();
    beat(0);
    for (let second = 1; second <= 60; second += 1) {
      await push(1_000);
      beat(second * 1_000);
    }
    await push(null);
    expect(await code).toBe("received");
  });

  it("asks a long body for more pace while others wait for its room", async () => {
    for (const [bytes, isCrowded, expected] of [
      [600_000, true, "REQUEST_TIMEOUT"],
      [600_000, false, "received"],
      [650_000, true, "received"],
      [60_000, true, "received"],
    ] as const) {
      const { push, beat, code } = receive({ isCrowded: () => isCrowded });
      await push(bytes);
      beat(0);
      beat(10_000);
      await push(null);
      expect(await code).toBe(expected);
    }
  });

  it("stops reading until there is room, and does not count that time against its sender", async () => {
    let goOn = (): void => {};
    const ready = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { incoming, push, beat, code } = receive({ take: () => false, ready: () => ready });
    await push(70_000);
    expect(incoming.isPaused()).toBe(true);
    beat(0);
    beat(29_000);
    goOn();
    await push(null);
    expect(await code).toBe("received");
  });

  it("is over when there is no room for too long, or when the client leaves", async () => {
    const full = new ProxyError("TOO_MANY_REQUESTS_IN_FLIGHT", "full");
    const refused = receive({ take: () => false, ready: () => Promise.reject(full) });
    await refused.push(70_000);
    expect(await refused.code).toBe("TOO_MANY_REQUESTS_IN_FLIGHT");
    const left = receive();
    await left.push(10);
    left.incoming.destroy();
    expect(await left.code).toBe("CLIENT_GONE");
  });

  it("refuses tiny pieces only when there are very many of them", async () => {
    const { incoming, code } = receive();
    for (let piece = 0; piece < 9_999; piece += 1) incoming.push(Buffer.alloc(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(incoming.isPaused()).toBe(false);
    for (let piece = 0; piece < 2; piece += 1) incoming.push(Buffer.alloc(1));
    expect(await code).toBe("BAD_REQUEST");
  });
});
