import { parentPort } from "node:worker_threads";
import type { PromptPart } from "@infershield/core";
import { createThreatEngine } from "@infershield/threat-engine";
import { packFindings } from "./packed-findings.ts";

// The program of the thread that `createLongPartScanner` starts.
const engine = createThreatEngine();
parentPort?.on("message", (part: PromptPart) => {
  const packed = packFindings(engine.scanParts([part]));
  parentPort?.postMessage(packed, [packed.numbers.buffer]);
});
