import { createHash, hash } from "node:crypto";
import type { PromptPart, Sleep } from "@infershield/core";

/** Characters that are digested between two turns of the event loop: about 2 ms. */
const sliceLength = 1_048_576;

/** Detector version, role, tool and SHA-256 of the text: what a part's findings depend on. */
export function partKey(version: string, part: PromptPart): string {
  return keyOf(version, part, hash("sha256", part.text, "base64url"));
}

/** The same for a long text, letting others run in between. Its keys are no other part's {@link partKey}. */
export async function longPartKey(version: string, part: PromptPart, sleep: Sleep): Promise<string> {
  // UTF-16, so that a character cut by a slice keeps both its halves.
  const digest = createHash("sha256");
  for (let at = 0; at < part.text.length; at += sliceLength) {
    if (at > 0) await sleep(0);
    digest.update(part.text.slice(at, at + sliceLength), "utf16le");
  }
  return keyOf(version, part, `utf16:${digest.digest("base64url")}`);
}

/** Only a tool's name can hold a space. The text is digested by itself: putting anything before it would copy it. */
function keyOf(version: string, { role, tool = "" }: PromptPart, digest: string): string {
  return `${version} ${role} ${tool} ${digest}`;
}
