import { setImmediate } from "node:timers/promises";
import type { DecidedFinding } from "@infershield/core";
import {
  type Answer,
  type BodyShape,
  readAnswer,
  readErrorAnswer,
  rewriteAnswer,
  WireError,
} from "@infershield/llm-wire";
import type { AnswerScanner, ScannedText } from "@infershield/threat-engine";
import type { UpstreamBody } from "./forward.ts";
import { gatherBytes } from "./gather-bytes.ts";
import { ProxyError, unreadable } from "./proxy-error.ts";

/** Characters scanned between two turns of the event loop: some milliseconds. */
const sliceLength = 65_536;
/** What a text costs however short it is, in characters. */
const textCost = 512;

/** A whole answer after scanning. */
export interface ScannedAnswer {
  /** What the client gets; the upstream's own bytes when nothing was changed. */
  readonly bytes: Uint8Array;
  readonly decided: readonly DecidedFinding[];
  readonly blocked: boolean;
  readonly usage?: Answer["usage"];
}

/**
 * Reads a whole body into memory.
 *
 * @throws ProxyError `UPSTREAM_ERROR` over the limit or when the upstream breaks off, `UPSTREAM_TIMEOUT`; the signal's reason
 */
export function collectBody(body: UpstreamBody, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const gathered = gatherBytes();
    const leave = (): void => {
      body.cancel();
      reject(signal.reason);
    };
    const done = (): void => signal.removeEventListener("abort", leave);
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    body.consume({
      data: (chunk) => {
        gathered.add(chunk);
        if (gathered.size() <= maxBytes) return;
        done();
        body.cancel();
        reject(new ProxyError("UPSTREAM_ERROR", "The provider's answer is too large.", { reason: "answer_bytes" }));
      },
      end: () => {
        done();
        resolve(gathered.whole());
      },
      error: (error) => {
        done();
        reject(error);
      },
    });
  });
}

/**
 * Scans every channel of an answer that came in one piece; between slices of a long one others get their turn.
 *
 * @throws ProxyError `UPSTREAM_ERROR` when the answer is not of its shape: what cannot be read is not passed on
 */
export async function scanAnswer(shape: BodyShape, bytes: Uint8Array, scanner: AnswerScanner): Promise<ScannedAnswer> {
  return await scanChannels(readUpstream(shape, bytes), scanner);
}

/**
 * Scans the body of an error answer, which may repeat the prompt or say anything else. One that is no JSON is not read.
 *
 * @returns undefined when it cannot be read
 */
export async function scanErrorAnswer(bytes: Uint8Array, scanner: AnswerScanner): Promise<ScannedAnswer | undefined> {
  const answer = errorAnswerOf(bytes);
  return answer && (await scanChannels(answer, scanner));
}

function errorAnswerOf(bytes: Uint8Array): Answer | undefined {
  try {
    return readErrorAnswer(bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

async function scanChannels(answer: Answer, scanner: AnswerScanner): Promise<ScannedAnswer> {
  const decided: DecidedFinding[] = [];
  const changed = new Map<string, string>();
  let blocked = false;
  let unyielded = 0;
  const work = async (length: number): Promise<void> => {
    unyielded += length;
    if (unyielded < sliceLength) return;
    await setImmediate();
    unyielded = 0;
  };
  for (const { channel, text, path } of answer.channels) {
    let scanned = "";
    const note = (step: ScannedText): void => {
      scanned += step.text;
      for (const finding of step.decided) decided.push(finding);
      blocked ||= step.blocked;
    };
    for (let at = 0; at < text.length && !blocked; at += sliceLength) {
      const slice = text.slice(at, at + sliceLength);
      note(scanner.push(channel, slice));
      await work(slice.length);
    }
    await work(textCost);
    note(scanner.end(channel));
    if (scanned !== text) changed.set(path, scanned);
  }
  return {
    bytes: changed.size === 0 || blocked ? answer.document.bytes : rewriteAnswer(answer, changed),
    decided,
    blocked,
    ...(answer.usage && { usage: answer.usage }),
  };
}

function readUpstream(shape: BodyShape, bytes: Uint8Array): Answer {
  try {
    return readAnswer(shape, bytes);
  } catch (cause) {
    throw unreadable(cause);
  }
}
