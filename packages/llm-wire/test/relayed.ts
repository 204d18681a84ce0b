import type { AnswerChannel } from "@infershield/core";
import { expect } from "vitest";
import { createAnswerStream } from "../src/create-answer-stream.ts";
import { type FramingName, framings } from "../src/framings.ts";
import type { BodyShape } from "../src/shape.ts";
import type { SseEvent } from "../src/sse-parser.ts";

/** A stream as a provider sends it. */
export interface Sample {
  readonly name: string;
  readonly shape: BodyShape;
  readonly framing?: FramingName;
  readonly stream: string;
  /** Text of each channel. */
  readonly channels: Readonly<Record<string, string>>;
  readonly usage: unknown;
}

/** The events of a stream that has a JSON text on each line. */
export function lines(...events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** The events of a stream; named as their type where they have one. */
export function typed(...events: readonly (string | Record<string, unknown>)[]): string {
  const lines = events.map((event) => {
    if (typeof event === "string") return `data: ${event}\n\n`;
    const name = typeof event["type"] === "string" ? `event: ${event["type"]}\n` : "";
    return `${name}data: ${JSON.stringify(event)}\n\n`;
  });
  return lines.join("");
}

/** A stream cut into its events. */
export function eventsOf({ framing }: Sample, stream: string): SseEvent[] {
  const parser = framings[framing ?? "sse"].createParser(1_000_000);
  return [...parser.push(Buffer.from(stream)), ...parser.end()];
}

/** Replaces a word in channels while holding back what may be its beginning, as a scanner does. */
function wordFilter(word: string, replacement: string) {
  const held = new Map<string, string>();
  return {
    push: (channel: AnswerChannel, text: string): string => {
      const whole = ((held.get(channel.id) ?? "") + text).replaceAll(word, replacement);
      let keep = Math.min(whole.length, word.length - 1);
      while (keep > 0 && !word.startsWith(whole.slice(-keep))) keep -= 1;
      held.set(channel.id, whole.slice(whole.length - keep));
      return whole.slice(0, whole.length - keep);
    },
    end: (channel: AnswerChannel): string => {
      const rest = held.get(channel.id) ?? "";
      held.delete(channel.id);
      return rest;
    },
    left: (): string => [...held.values()].join(""),
  };
}

/** Passes a stream through a filter as a relay does, and gives what the client is sent. */
export function relay(sample: Sample, word: string, replacement: string): string {
  const stream = createAnswerStream(sample.shape, { framing: sample.framing ?? "sse" });
  const filter = wordFilter(word, replacement);
  let sent = "";
  for (const event of eventsOf(sample, sample.stream)) {
    const step = stream.read(event);
    for (const channel of step.ends) {
      const rest = filter.end(channel);
      if (rest !== "") sent += stream.deltaEvent(channel, rest);
    }
    const texts = step.deltas.map(
      ({ channel, text, last }) => filter.push(channel, text) + (last ? filter.end(channel) : ""),
    );
    sent += Buffer.from(step.write(texts)).toString();
  }
  expect(filter.left()).toBe("");
  return sent;
}

/** Text of every channel of a stream, and whether it says that it is over. */
export function readBack(
  sample: Sample,
  stream: string,
): { channels: Record<string, string>; done: boolean; usage: unknown } {
  const reader = createAnswerStream(sample.shape, { framing: sample.framing ?? "sse" });
  const channels: Record<string, string> = {};
  let done = false;
  for (const event of eventsOf(sample, stream)) {
    const step = reader.read(event);
    for (const { channel, text } of step.deltas) {
      if (text !== "") channels[channel.id] = (channels[channel.id] ?? "") + text;
    }
    done = step.done;
  }
  return { channels, done: done || sample.framing === "json_array", usage: reader.usage() };
}
