import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { PromptPart } from "@infershield/core";
import { expect, it } from "vitest";
import { createToolPins } from "./tool-pins.ts";

/** Parts whose strings are pieces of one long text, as those of a request body are. */
function partsOf(body: string): PromptPart[] {
  const name = body.slice(0, 40);
  return [{ role: "tool_definition", path: "/tools/0/function/description", text: body.slice(40, 90), tool: name }];
}

it("keeps nothing of the bodies whose tools it remembers", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const bodyLength = 1_000_000;
  const all = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 20; at += 1) {
    const pins = createToolPins();
    pins.check(partsOf(`tool ${at} ${Buffer.alloc(bodyLength, "x").toString("latin1")}`));
    all.push(pins);
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((all.length * bodyLength) / 4);
});
