import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { renderUnicodeCompact } from "uqr";

/** How a sign-in in a browser is shown: to a person, or as NDJSON events. */
export interface BrowserLoginView {
  /** The address to visit; it stops to count at `expiresAt` (epoch milliseconds). */
  visit(sign: { readonly url: string; readonly expiresAt: number }): void;
  /** Waits for the address at which a browser on another machine ended. It never ends when there is nobody to ask. */
  paste(signal: AbortSignal): Promise<string>;
}

const question = "Is your browser on another machine? Paste the address at which it ended here, then press Enter.";

/** One JSON object a line, for programs that drive the login; such a program can write the address to standard input. */
export function jsonBrowserView(print: (event: object) => void, input: Readable): BrowserLoginView {
  let back: string | undefined;
  return {
    visit: ({ url, expiresAt }) => {
      back = returnAddress(url);
      const expires_at = new Date(expiresAt).toISOString();
      print({ event: "visit", authorization_uri: url, redirect_uri: back, expires_at });
    },
    paste: (signal) => pastedAddress(input, { fits: (line) => isReturn(line, back), signal }),
  };
}

/** Text for a person: the address on `out`, warnings and the question on `err`. */
export function textBrowserView(options: {
  readonly out: (line: string) => void;
  readonly err: Pick<Writable, "write">;
  readonly input: Readable;
  readonly qr: boolean;
  /** Opens the address; absent where there is no browser, or none is wanted. */
  readonly open?: ((url: string) => void) | undefined;
}): BrowserLoginView {
  const { out, err, input, qr, open } = options;
  let back: string | undefined;
  return {
    visit: ({ url }) => {
      back = returnAddress(url);
      if (qr) out(renderUnicodeCompact(url));
      out(`Visit: ${url}`);
      err.write(`Only continue if you started this login yourself.\n${question}\n`);
      open?.(url);
    },
    paste: (signal) =>
      pastedAddress(input, {
        fits: (line) => isReturn(line, back),
        signal,
        onMismatch: () => err.write(`That is not the address. It begins with ${back}\n`),
      }),
  };
}

function returnAddress(url: string): string | undefined {
  return new URL(url).searchParams.get("redirect_uri") ?? undefined;
}

function isReturn(line: string, back: string | undefined): boolean {
  return back !== undefined && line.startsWith(`${back}?`);
}

interface PasteOptions {
  readonly fits: (line: string) => boolean;
  readonly signal: AbortSignal;
  readonly onMismatch?: () => void;
}

/** The first line that is the address asked for; whatever else is typed is asked for again. */
function pastedAddress(input: Readable, { fits, signal, onMismatch }: PasteOptions): Promise<string> {
  return new Promise((resolve) => {
    const lines = createInterface({ input });
    signal.addEventListener("abort", () => lines.close(), { once: true });
    lines.on("line", (line) => {
      const text = line.trim();
      if (fits(text)) resolve(text);
      else if (text !== "") onMismatch?.();
    });
  });
}
