import { describe } from "vitest";
import { describeTampering } from "./tampering.ts";

describe("tampering at full length", { timeout: 3_600_000 }, () => {
  describeTampering({ records: 1000, byteStride: 1, bytesOf: 20 });
});
