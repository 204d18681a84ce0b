import { createHash, hash } from "node:crypto";
import type { PromptPart } from "@infershield/core";

/** Remembers how tools were described. */
export interface ToolPins {
  /**
   * Compares the request's tools with those of earlier requests, and remembers them as they are now.
   *
   * @returns the first part of each tool that is described differently than before
   */
  check(parts: readonly PromptPart[]): readonly PromptPart[];
}

const mostTools = 512;

/** Pins for one conversation; at most 512 tools, each as a digest. The tools longest not sent are forgotten first. */
export function createToolPins(): ToolPins {
  const known = new Map<string, string>();
  let lastList: string | undefined;
  return {
    check: (parts) => {
      const definitions = parts.filter(({ role, tool }) => role === "tool_definition" && tool !== undefined);
      // A client sends the same list with every turn: one digest of all tells it.
      const list = hash("sha256", definitions.map(({ path, tool, text }) => `${path}\0${tool}\0${text}`).join("\0"));
      if (list === lastList) return [];
      lastList = list;
      const tools = Map.groupBy(definitions, ({ tool }) => tool ?? "");
      const changed: PromptPart[] = [];
      for (const [tool, definition] of tools) {
        // A name is a piece of the body and would keep all of it.
        const name = hash("sha256", tool);
        const digest = digestOf(definition);
        const before = known.get(name);
        const [first] = definition;
        if (before !== undefined && before !== digest && first !== undefined) changed.push(first);
        known.delete(name);
        known.set(name, digest);
      }
      for (const name of known.keys()) {
        if (known.size <= mostTools) break;
        known.delete(name);
      }
      return changed;
    },
  };
}

/** The texts of one tool, whatever their order and the tool's number in the list. */
function digestOf(definition: readonly PromptPart[]): string {
  const lines = definition.map(({ path, text }) =>
    JSON.stringify([path.replace(/^#?\/\w{1,40}\/\d{1,6}\//, ""), text]),
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("base64");
}
