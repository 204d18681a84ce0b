import { type Finding, type PromptPart, type Secret, type System, system } from "@infershield/core";
import { createAnswerScanner, createThreatEngine, type ThreatEngine } from "@infershield/threat-engine";
import { askService, type Service } from "./ask-service.ts";
import { ThreatClientError } from "./error.ts";
import { readAnalysis } from "./read-analysis.ts";
import { readScanAnswer } from "./read-scan-answer.ts";
import { sliceParts } from "./slice-parts.ts";
import type { ThreatScanner } from "./threat-scanner.ts";

const defaultTimeoutMs = 5_000;
/** For how long a service without `/v1/scan` is taken to be an old one. */
const oldServiceMs = 60_000;

/** Where the detection service is and how long it may take. */
export interface RemoteScannerOptions {
  /** Base URL of the service, such as `http://127.0.0.1:5000`; `/v1/scan` is appended. */
  readonly endpoint: string;
  /** Shared secret (`INFERSHIELD_FIREWALL_TOKEN`), sent as a bearer token. */
  readonly token?: Secret;
  /** For all parts of a request together; default 5,000 ms. */
  readonly timeoutMs?: number;
  readonly system?: Pick<System, "fetch" | "sleep" | "monotonic">;
  /** The engine that scans answers; default a new one. */
  readonly engine?: ThreatEngine;
}

/**
 * Asks a detection service for the findings of requests (`POST /v1/scan`, contracts 4); answers are scanned in this process.
 * It fails closed: an unreachable, slow or malformed service rejects, it never gives an empty list.
 *
 * A service of the original product, which knows only `/api/analyze`, gives findings about the whole request (path ``): nothing can be redacted by them.
 */
export function remoteScanner(options: RemoteScannerOptions): ThreatScanner {
  const { fetch, sleep, monotonic } = options.system ?? system;
  const engine = options.engine ?? createThreatEngine();
  const endpoint = options.endpoint.replace(/\/$/, "");
  const service: Service = { endpoint, fetch, ...(options.token && { token: options.token }) };
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  let remoteVersion = "not asked yet";
  let oldUntil = Number.NEGATIVE_INFINITY;

  const ask = async (parts: readonly PromptPart[], session: string | undefined, signal: AbortSignal) => {
    if (monotonic() >= oldUntil) {
      const answer = await askService(service, "/v1/scan", scanBody(parts, session), signal);
      if (answer.known) {
        const { detectorVersion, findings } = readScanAnswer(answer.value, parts);
        remoteVersion = detectorVersion;
        return findings;
      }
      oldUntil = monotonic() + oldServiceMs;
    }
    const prompt = parts.map(({ text }) => text).join("\n");
    const answer = await askService(service, "/api/analyze", { prompt, agent_id: "infershield-proxy" }, signal);
    if (!answer.known) {
      oldUntil = Number.NEGATIVE_INFINITY;
      throw new ThreatClientError(
        "SCANNER_UNAVAILABLE",
        "Nothing at the address of the detection service scans texts.",
      );
    }
    remoteVersion = "api/analyze";
    return readAnalysis(answer.value, prompt);
  };

  return {
    get version() {
      return remoteVersion;
    },
    scan: async (parts, { session, signal }) => {
      const stop = new AbortController();
      const either = AbortSignal.any(signal === undefined ? [stop.signal] : [stop.signal, signal]);
      const askAll = async (): Promise<readonly Finding[]> => {
        const found: (readonly Finding[])[] = [];
        for (const slice of sliceParts(parts)) found.push(await ask(slice, session, either));
        return found.flat();
      };
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
        return await Promise.race([askAll(), timeout]);
      } catch (error) {
        throw error instanceof ThreatClientError
          ? error
          : new ThreatClientError("SCANNER_UNAVAILABLE", "The detection service cannot be reached.", {
              cause: error,
              hint: `Check that it runs at ${endpoint}, or unset FIREWALL_ENDPOINT to use the embedded detectors.`,
            });
      } finally {
        timer.abort();
      }
    },
    answerScanner: (answerOptions) => createAnswerScanner(engine, answerOptions),
  };
}

function scanBody(parts: readonly PromptPart[], session: string | undefined): unknown {
  return {
    parts: parts.map(({ role, path, text, tool }, index) => ({
      id: String(index),
      role,
      path,
      text,
      ...(tool !== undefined && { tool }),
    })),
    ...(session !== undefined && { session }),
  };
}
