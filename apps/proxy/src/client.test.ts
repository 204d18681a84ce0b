import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { watchWhileOpen } from "./client.ts";
import { createPassing } from "./passing.ts";
import type { Ticker } from "./ticker.ts";

function watched(outgoing: ServerResponse): { readonly beat: () => void; readonly looks: () => number } {
  const checks = createPassing<(now: number) => void>();
  const ticker: Ticker = { watch: checks.add, stop: () => {} };
  let looks = 0;
  watchWhileOpen({ outgoing }, ticker, () => {
    looks += 1;
  });
  const beat = (): void => {
    for (const check of checks.all()) check(0);
  };
  return { beat, looks: () => looks };
}

describe("watching an exchange", () => {
  it("goes on until the exchange is over, however it ends", () => {
    const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
    const { beat, looks } = watched(outgoing);
    beat();
    beat();
    expect(looks()).toBe(2);
    outgoing.emit("close");
    beat();
    expect(looks()).toBe(2);
  });

  it("does not begin for a client that has left", async () => {
    const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
    outgoing.destroy();
    await new Promise((resolve) => outgoing.once("close", resolve));
    const { beat, looks } = watched(outgoing);
    beat();
    expect(looks()).toBe(0);
  });
});
