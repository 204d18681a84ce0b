import type { Fetch } from "@infershield/core";
import { DeviceFlowError } from "./error.ts";

/** Largest answer that is read. Tokens, errors and metadata are a few kilobytes. */
export const maxAnswerBytes = 262_144;

/** An answer as it came, read whole within {@link maxAnswerBytes}. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What one request carries, as openid-client hands it to its `fetch`. */
export interface RequestInput {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * Sends one request and reads its answer, following no redirect: a token must reach the host it was meant for, or none.
 *
 * @throws DeviceFlowError `UNREACHABLE` without an answer, `INVALID_RESPONSE` for a redirect or a body that is too large or not UTF-8
 */
export async function exchange(fetch: Fetch, url: URL, request: RequestInput): Promise<RawAnswer> {
  try {
    const response = await fetch(url.href, {
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
      redirect: "manual",
      cache: "no-store",
      credentials: "omit",
      signal: request.signal,
    });
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      throw new DeviceFlowError("INVALID_RESPONSE", `${url.host} answered with a redirect, which is not followed.`);
    }
    return { status: response.status, headers: response.headers, text: await readText(response, url) };
  } catch (error) {
    if (error instanceof DeviceFlowError) throw error;
    throw new DeviceFlowError("UNREACHABLE", `${url.host} gave no answer.`, {
      cause: error,
      hint: "Check the network connection and the proxy settings, then try again.",
    });
  }
}

async function readText(response: Response, url: URL): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength;
    if (size > maxAnswerBytes) {
      await reader.cancel();
      throw new DeviceFlowError("INVALID_RESPONSE", `${url.host} answered with more than ${maxAnswerBytes} bytes.`);
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(size);
  let filled = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, filled);
    filled += chunk.byteLength;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DeviceFlowError("INVALID_RESPONSE", `${url.host} answered with bytes that are not UTF-8.`, { cause });
  }
}
