import { expect, test } from "vitest";
import { createStreamScan } from "./stream-scan.ts";

/** Holds nothing back. */
const scanner = {
  push: (_: unknown, text: string) => ({ text, decided: [], blocked: false }),
  end: () => ({ text: "", decided: [], blocked: false }),
};
const scan = (framing: "sse" | "json_lines") =>
  createStreamScan({
    shape: framing === "sse" ? "chat_completions" : "ollama_chat",
    framing,
    scanner,
    maxLineBytes: 1_000_000,
    blockError: () => ({ status: 403, code: "firewall_block", message: "Blocked." }),
  });
const lines = Buffer.alloc(50_000, "\n");

test.each(["sse", "json_lines"] as const)(
  "a stream of %s is refused when it has more events than an answer of any length",
  (framing) => {
    const stream = scan(framing);
    const push = (): unknown => stream.push(lines);
    for (let count = 0; count < 20; count += 1) push();
    expect(push).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  },
);
