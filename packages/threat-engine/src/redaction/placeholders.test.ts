import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createPlaceholders } from "./placeholders.ts";
import { takenPlaceholders } from "./taken-placeholders.ts";

it("keep nothing of the bodies that the values stood in", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const bodyLength = 1_000_000;
  const all: object[] = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 20; at += 1) {
    const secret = `sk_live_${"0123456789".repeat(4)}${at}`;
    const body = `${secret} IFSX_API_KEY_ABCDEFGHIJKLMNOP_X ${Buffer.alloc(bodyLength, "x").toString("latin1")}`;
    const taken = takenPlaceholders([body]);
    const placeholders = createPlaceholders({ key: Buffer.alloc(32), isTaken: (candidate) => taken.has(candidate) });
    const placeholder = placeholders.placeholderFor("secret.stripe_key", body.slice(0, secret.length));
    expect([placeholders.original(placeholder), taken.size]).toEqual([secret, 1]);
    all.push(placeholders);
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((all.length * bodyLength) / 4);
});
