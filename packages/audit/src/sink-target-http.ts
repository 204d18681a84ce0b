import { type Fetch, type Secret, system } from "@infershield/core";
import { asciiJson } from "./line.ts";
import { otlpLogs } from "./otlp.ts";
import type { SinkItem, SinkTarget } from "./sink.ts";
import { linesOf } from "./sink-target-stream.ts";

/** A server that takes records over HTTP. */
export interface HttpTargetOptions {
  readonly url: string;
  /** Sent in `header`. */
  readonly secret?: Secret;
  /** Default `authorization`. */
  readonly header?: string;
  readonly fetch?: Fetch;
}

/** What is wrong with a request that the same request will never mend: bad, too large, not processable. */
const refusals: ReadonlySet<number> = new Set([400, 413, 422]);
const maxAnswerBytes = 64 * 1024;

/**
 * Posts the lines as `application/x-ndjson`; any status of 200–299 is an acknowledgement, 400, 413 and 422 are refusals, and all others
 * are tried again.
 */
export function webhookTarget(options: HttpTargetOptions): SinkTarget {
  return httpTarget(options, "application/x-ndjson", linesOf, () => "taken");
}

/** A collector that takes records over HTTP. */
export interface OtlpTargetOptions extends HttpTargetOptions {
  /** What OpenTelemetry's conventions call a provider (`gen_ai.provider.name`); default its own name. */
  readonly providerName?: (provider: string) => string;
}

/**
 * Sends the records to an OpenTelemetry collector, as OTLP over HTTP in JSON.
 *
 * @param options.url - The whole path, such as `https://collector.example:4318/v1/logs`.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function otlpTarget(options: OtlpTargetOptions): SinkTarget {
  const { providerName = (provider) => provider } = options;
  // What was rejected in part must not come again.
  const answerTo = (body: string): "taken" | "refused" =>
    /"rejectedLogRecords":\s*"?[1-9]/.test(body) ? "refused" : "taken";
  return httpTarget(options, "application/json", (items) => asciiJson(otlpLogs(items, providerName)), answerTo);
}

function httpTarget(
  { url, secret, header = "authorization", fetch = system.fetch }: HttpTargetOptions,
  contentType: string,
  bodyOf: (items: readonly SinkItem[]) => string,
  answerTo: (body: string) => "taken" | "refused",
): SinkTarget {
  return {
    send: async (items, signal) => {
      const headers = new Headers({ "content-type": contentType });
      if (secret !== undefined) headers.set(header, secret.reveal());
      const answer = await fetch(url, { method: "POST", headers, body: bodyOf(items), signal, redirect: "error" });
      const body = await firstBytes(answer);
      if (refusals.has(answer.status)) return "refused";
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      return answerTo(body);
    },
    close: async () => undefined,
  };
}

async function firstBytes(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
