import { describe, expect, it } from "vitest";
import { holdIdleConnections } from "./idle-connections.ts";
import { answerWithBomb, sendTooMuch } from "./large-bodies.ts";
import { quantile, startSmallLoadProxy } from "./load-proxy.ts";
import { keepWaiting } from "./long-requests.ts";
import { sendMany, slope } from "./many-requests.ts";
import { overload } from "./overload.ts";
import { sendSlowly } from "./slow-clients.ts";
import { leaveUnread } from "./unread-streams.ts";

// Each prints what it measured; the proxy runs in a process of its own, and so does whoever loads it.

const megabyte = 1_048_576;
const inMegabytes = (bytes: number): string => `${(bytes / megabyte).toFixed(1)} MB`;

describe("the proxy under load", () => {
  it("holds 10,000 idle connections in 150 MB and serves the next request within 100 ms", async () => {
    const { grownBytes, requestMs, open } = await holdIdleConnections(10_000);
    console.info(`10,000 idle connections: +${inMegabytes(grownBytes)}, next request ${requestMs.toFixed(1)} ms`);
    expect(open).toBe(10_000);
    expect(grownBytes).toBeLessThan(150 * megabyte);
    expect(requestMs).toBeLessThan(100);
  });

  it("does not grow over 100,000 requests: memory, descriptors and timers stay", async () => {
    const { sizes, seconds } = await sendMany(100_000, { warmUp: 110_000, start: startSmallLoadProxy });
    const rss = sizes.map(({ rssBytes }) => rssBytes);
    const [first, last] = [sizes.at(1), sizes.at(-1)];
    const rssSlope = 10 * slope(rss);
    const heapSlope = 10 * slope(sizes.map(({ heapBytes }) => heapBytes));
    console.info(
      `100,000 requests in ${seconds.toFixed(0)} s: RSS ${rss.map((bytes) => (bytes / megabyte).toFixed(0)).join(" ")} MB, slope ${inMegabytes(rssSlope)}, of the heap ${inMegabytes(heapSlope)} for 100,000; descriptors ${first?.descriptors} → ${last?.descriptors}, timers ${first?.timers} → ${last?.timers}`,
    );
    expect(rssSlope).toBeLessThan(megabyte);
    expect(heapSlope).toBeLessThan(megabyte);
    expect(last?.descriptors).toBeLessThanOrEqual((first?.descriptors ?? 0) + 5);
    expect(last?.timers).toBeLessThanOrEqual((first?.timers ?? 0) + 5);
  });

  it("holds 1,000 streams of 10 MB that nobody reads: the providers are paused", async () => {
    const found = await leaveUnread(1_000, { streamBytes: 10 * megabyte, readInTheEnd: 10 });
    console.info(
      `1,000 unread streams: +${inMegabytes(found.grownBytes)}, providers wrote ${inMegabytes(found.writtenBytes)} of ${inMegabytes(found.offeredBytes)}`,
    );
    expect(found.grownBytes).toBeLessThan(512 * megabyte);
    expect(found.writtenBytes).toBeLessThan(0.95 * found.offeredBytes);
    expect(found.wholeStreams).toBe(10);
  });

  it.each([true, false])(
    "keeps next to nothing of 200 long requests but the body, and that until they are answered (%s)",
    async (answered) => {
      const { requestBytes, heapBytes, bufferBytes } = await keepWaiting(200, { turns: 200, answered });
      console.info(
        `200 requests of ${requestBytes} bytes, ${answered ? "whose answers go on" : "without an answer"}: ${(heapBytes / 1_024).toFixed(0)} KB of the heap and ${(bufferBytes / 1_024).toFixed(0)} KB of buffers kept for each`,
      );
      expect(heapBytes).toBeLessThan(requestBytes / 2);
      expect(bufferBytes).toBeLessThan(answered ? requestBytes / 10 : 1.1 * requestBytes);
    },
  );

  it("keeps of a request with tools its text for as long as its answer runs, and not much more", async () => {
    const tools = [{ type: "function", function: { name: "bash", description: "Runs a command." } }];
    const { requestBytes, heapBytes, bufferBytes } = await keepWaiting(200, { turns: 200, answered: true, tools });
    console.info(
      `200 requests of ${requestBytes} bytes with tools: ${(heapBytes / 1_024).toFixed(0)} KB of the heap and ${(bufferBytes / 1_024).toFixed(0)} KB of buffers kept for each`,
    );
    expect(heapBytes).toBeLessThan(2 * requestBytes);
    expect(bufferBytes).toBeLessThan(requestBytes / 4);
  });

  it.each(["length", "chunked"] as const)(
    "refuses ten bodies of 50 MB at once (%s) in little memory",
    async (framing) => {
      const { statuses, grownBytes } = await sendTooMuch(10, 50_000_000, framing);
      console.info(`ten bodies of 50 MB (${framing}): +${inMegabytes(grownBytes)}, answers ${statuses.join(" ")}`);
      expect(new Set(statuses)).toEqual(new Set([413]));
      expect(grownBytes).toBeLessThan(100 * megabyte);
    },
  );

  it("cuts an answer of 291 KB that inflates to 300 MB", async () => {
    const { statuses, grownBytes, bombBytes } = await answerWithBomb(300_000_000);
    console.info(`a bomb of ${bombBytes} bytes: +${inMegabytes(grownBytes)}`);
    expect(statuses).toEqual([502]);
    expect(grownBytes).toBeLessThan(64 * megabyte);
  });

  it("refuses what is over its capacity at once, scans all it serves, and recovers", async () => {
    const found = await overload({ capacity: 100, factor: 5, requests: 20_000, upstreamMs: 200 });
    const refusedMs = quantile(found.refusedMs, 0.5);
    const servedMs = quantile(found.servedMs, 0.5);
    console.info(
      `overload: ${JSON.stringify(found.statuses)}, refusal p50 ${refusedMs.toFixed(1)} p99 ${quantile(found.refusedMs, 0.99).toFixed(1)} ms, served p50 ${servedMs.toFixed(0)} ms, at most ${found.mostAtOnce} at the provider, recovered in ${found.recoveredMs.toFixed(0)} ms`,
    );
    expect(Object.keys(found.statuses).toSorted()).toEqual(["200", "429"]);
    expect(found.mostAtOnce).toBeLessThanOrEqual(100);
    expect(found.unscanned).toBe(0);
    expect(refusedMs).toBeLessThan(servedMs);
    expect(found.recoveredMs).toBeLessThan(5_000);
  });

  it("ends 500 clients each that send a head slowly, a body slowly or nothing, and serves the others as before", async () => {
    const { closedMs, baselineP99Ms, besideP99Ms } = await sendSlowly(500);
    console.info(
      `slow clients: heads closed after ${closedMs.head.toFixed(0)} ms, silent ones ${closedMs.silent.toFixed(0)} ms, bodies ${closedMs.body.toFixed(0)} ms; p99 ${baselineP99Ms.toFixed(1)} → ${besideP99Ms.toFixed(1)} ms`,
    );
    expect(closedMs.head).toBeLessThan(12_000);
    expect(closedMs.silent).toBeLessThan(12_000);
    expect(closedMs.body).toBeLessThan(15_000);
    expect(besideP99Ms).toBeLessThan(2 * baselineP99Ms);
  });
});
