import { createHash, hash } from "node:crypto";
import type { PromptPart, Sleep } from "@infershield/core";

/** Characters that are digested between two turns of the event loop: about 2 ms. */
const sliceLength = 1_048_576;

/** SHA-256 of detector version, role, tool and text: what a part's findings depend on. */
export function partKey(version: string, part: PromptPart): string {
  return hash("sha256", head(version, part) + part.text, "base64url");
}

/** The same for a long text, letting others run in between. Its keys are no other part's {@link partKey}. */
export async function longPartKey(version: string, part: PromptPart, sleep: Sleep): Promise<string> {
  // UTF-16, so that a character cut by a slice keeps both its halves.
  const digest = createHash("sha256").update(head(version, part), "utf8");
  for (let at = 0; at < part.text.length; at += sliceLength) {
    if (at > 0) await sleep(0);
    digest.update(part.text.slice(at, at + sliceLength), "utf16le");
  }
  return `utf16:${digest.digest("base64url")}`;
}

/** The length keeps a name from reaching into the text's place. */
function head(version: string, { role, tool = "" }: PromptPart): string {
  return `${version}\0${role}\0${tool.length}\0${tool}`;
}
