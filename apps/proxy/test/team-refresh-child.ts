import { flushCompileCache } from "node:module";
import { homedir } from "node:os";
import { text } from "node:stream/consumers";
import { defaultTenant } from "@infershield/core";
import { loadConfig, openInstance } from "@infershield/instance";
import { createCustody } from "@infershield/key-custody";

// One of several processes on a team's database: asks for the same credential many times at once. Standard input: an order; output: "asking", then a report.
// A killed process would not keep what it compiled.
flushCompileCache();
const order: TeamOrder = JSON.parse(await text(process.stdin));
const instance = await openInstance(await loadConfig({ env: order.env, homedir: homedir() }), { create: false });
const custody = createCustody({ keyMode: "server", store: instance.tokens, environmentKeys: new Map() });
const request = {
  principal: {
    kind: "token",
    tenant: defaultTenant,
    userId: order.userId,
    scopes: ["proxy:invoke"],
    providers: "all",
  },
  provider: instance.providers.get("openai"),
  operation: "responses",
} as const;
// What is loaded when something is opened is compiled by now, too.
flushCompileCache();
process.stdout.write("asking\n");
const settled = await Promise.allSettled(Array.from({ length: order.parallel }, () => custody.credentialFor(request)));
const values = settled.map((each) => (each.status === "fulfilled" ? each.value.value.reveal() : String(each.reason)));
process.stdout.write(`${JSON.stringify({ values, at: Date.now() } satisfies TeamReport)}\n`);
await custody.close();
await instance.close();

/** What such a process does. */
export interface TeamOrder {
  readonly env: Record<string, string>;
  readonly userId: string;
  readonly parallel: number;
}

/** What came of it. */
export interface TeamReport {
  /** The credential of each request, or why there is none. */
  readonly values: readonly string[];
  /** When the last one was there, epoch milliseconds. */
  readonly at: number;
}
