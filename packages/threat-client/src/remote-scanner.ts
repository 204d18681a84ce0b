import { type PromptPart, type Secret, type System, system } from "@infershield/core";
import { createAnswerScanner, createThreatEngine, type ThreatEngine } from "@infershield/threat-engine";
import { ThreatClientError } from "./error.ts";
import { readBounded } from "./read-bounded.ts";
import { readScanAnswer, type ScanAnswer } from "./read-scan-answer.ts";
import type { ThreatScanner } from "./threat-scanner.ts";

const defaultTimeoutMs = 5_000;
const mostAnswerBytes = 16 * 1024 * 1024;

/** Where the detection service is and how long it may take. */
export interface RemoteScannerOptions {
  /** Base URL of the service, such as `http://127.0.0.1:5000`; `/v1/scan` is appended. */
  readonly endpoint: string;
  /** Shared secret (`INFERSHIELD_FIREWALL_TOKEN`), sent as a bearer token. */
  readonly token?: Secret;
  /** For the whole exchange; default 5,000 ms. */
  readonly timeoutMs?: number;
  readonly system?: Pick<System, "fetch" | "sleep">;
  /** The engine that scans answers; default a new one. */
  readonly engine?: ThreatEngine;
}

/**
 * Asks a detection service for the findings of requests (`POST /v1/scan`, contracts 4); answers are scanned in this process.
 * It fails closed: an unreachable, slow or malformed service rejects, it never gives an empty list.
 */
export function remoteScanner(options: RemoteScannerOptions): ThreatScanner {
  const { fetch, sleep } = options.system ?? system;
  const engine = options.engine ?? createThreatEngine();
  const url = `${options.endpoint.replace(/\/$/, "")}/v1/scan`;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  let remoteVersion = "not asked yet";

  const ask = async (
    parts: readonly PromptPart[],
    session: string | undefined,
    signal: AbortSignal,
  ): Promise<ScanAnswer> => {
    const response = await fetch(url, {
      method: "POST",
      redirect: "error",
      headers: {
        "content-type": "application/json",
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token.reveal()}` }),
      },
      body: JSON.stringify({
        parts: parts.map(({ role, path, text, tool }, index) => ({
          id: String(index),
          role,
          path,
          text,
          ...(tool === undefined ? {} : { tool }),
        })),
        ...(session === undefined ? {} : { session }),
      }),
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new ThreatClientError(
        "SCANNER_UNAVAILABLE",
        `The detection service answered with status ${response.status}.`,
      );
    }
    return readScanAnswer(parseJson(await readBounded(response, mostAnswerBytes)), parts);
  };

  return {
    get version() {
      return remoteVersion;
    },
    scan: async (parts, { session, signal }) => {
      const stop = new AbortController();
      const signals = signal === undefined ? [stop.signal] : [stop.signal, signal];
      const timer = new AbortController();
      const timeout = sleep(timeoutMs, timer.signal).then(
        () => {
          const error = new ThreatClientError(
            "SCANNER_TIMEOUT",
            `The detection service took more than ${timeoutMs} ms.`,
          );
          stop.abort(error);
          throw error;
        },
        () => new Promise<never>(() => undefined),
      );
      try {
        const answer = await Promise.race([ask(parts, session, AbortSignal.any(signals)), timeout]);
        remoteVersion = answer.detectorVersion;
        return answer.findings;
      } catch (error) {
        throw error instanceof ThreatClientError
          ? error
          : new ThreatClientError("SCANNER_UNAVAILABLE", "The detection service cannot be reached.", {
              cause: error,
              hint: `Check that it runs at ${url}, or unset FIREWALL_ENDPOINT to use the embedded detectors.`,
            });
      } finally {
        timer.abort();
      }
    },
    answerScanner: (answerOptions) => createAnswerScanner(engine, answerOptions),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ThreatClientError("SCANNER_MALFORMED", "The answer of the detection service is no JSON.", {
      cause: error,
    });
  }
}
