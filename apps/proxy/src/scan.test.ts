import type { Finding, PromptPart } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { guardedScanner, scanPrompt } from "./scan.ts";

const part = (path: string, length: number): PromptPart => ({ role: "user", path, text: "x".repeat(length) });

function finding({ path }: PromptPart): Finding {
  const place = { role: "user", path, start: 0, end: 1, view: "text" } as const;
  return { rule: "r", category: "secret", severity: "low", score: 1, explanation: "e", ...place };
}

describe("scanPrompt", () => {
  it("keeps 200,000 findings of one part", async () => {
    const scan = async ([first = part("/a", 1)]: readonly PromptPart[]): Promise<readonly Finding[]> =>
      Array.from({ length: 200_000 }, () => finding(first));
    expect(await scanPrompt([part("/a", 1)], { scan }, { tenant: "default" })).toHaveLength(200_000);
  });

  it("counts secrets in identifiers, and nothing that they merely resemble", async () => {
    const scan = async (parts: readonly PromptPart[]): Promise<readonly Finding[]> =>
      parts.flatMap((it) => [finding(it), { ...finding(it), category: "prompt_injection" }]);
    const identifiers = new Set(["/id"]);
    const found = await scanPrompt([part("/id", 20), part("/a", 20)], { scan }, { tenant: "default", identifiers });
    expect(found.map(({ path, category }) => `${path} ${category}`)).toEqual([
      "/id secret",
      "/a secret",
      "/a prompt_injection",
    ]);
  });

  it("fails as a scanner that cannot be had, whatever the scanner threw", async () => {
    const broken = async (): Promise<readonly Finding[]> => {
      throw new TypeError("undefined is no function");
    };
    await expect(scanPrompt([part("/a", 1)], { scan: broken }, { tenant: "default" })).rejects.toMatchObject({
      code: "SCANNER_UNAVAILABLE",
    });
    const throwing = (): never => {
      throw new RangeError("out of range");
    };
    const answer = guardedScanner({ push: throwing, end: throwing });
    const channel = { kind: "text", id: "a" } as const;
    expect(() => answer.push(channel, "x")).toThrow(expect.objectContaining({ code: "SCANNER_UNAVAILABLE" }));
    expect(() => answer.end(channel)).toThrow(expect.objectContaining({ code: "SCANNER_UNAVAILABLE" }));
  });

  it("asks nothing of the scanner for a prompt without text", async () => {
    const scan = (): never => {
      throw new TypeError("asked");
    };
    expect(await scanPrompt([], { scan }, { tenant: "default" })).toEqual([]);
  });
});
