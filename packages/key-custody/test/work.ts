import { type System, system } from "@infershield/core";
import { openHome } from "@infershield/home";
import { openTokenFile } from "@infershield/token-store";
import { createCustody } from "../src/custody.ts";
import { type Moment, mortalStore } from "./mortal-store.ts";
import { keyFor, person, providerAt } from "./people.ts";
import type { WorkerOrder, WorkerReport } from "./worker-order.ts";

/** What one process does on a home: asks for a credential, or reports each one as refused, or dies in the middle. */
export async function work(order: WorkerOrder): Promise<WorkerReport> {
  const home = await openHome(order.homePath);
  const file = await openTokenFile({ home, masterKey: { home, source: "file" }, create: false });
  let passed = 0;
  // Each round takes three minutes, so that refusals of renewed tokens do not add up to an end (contracts 7.7).
  const clock: System = { ...system, monotonic: () => system.monotonic() + passed };
  const store = mortalStore(file.store, undefined, (moment) => moment === order.dieAt && die(moment));
  const custody = createCustody({
    keyMode: "server",
    store,
    environmentKeys: new Map(),
    system: clock,
    timeoutMs: 60_000,
  });
  const request = {
    principal: person(),
    provider: providerAt(order.issuer, order.provider),
    operation: "responses",
  } as const;
  const values: string[] = [];
  const failures: string[] = [];
  for (let round = 0; round < order.rounds; round++) {
    try {
      const asked = Array.from({ length: order.parallel }, () => custody.credentialFor(request));
      const credentials = await Promise.all(asked);
      if (!order.refuse) values.push(...credentials.map(({ value }) => value.reveal()));
      const [first] = credentials;
      if (order.refuse && first) await custody.refreshAfterUnauthorized(first, request);
    } catch (error) {
      failures.push(error instanceof Error && "code" in error ? String(error.code) : String(error));
    }
    passed += 3 * 60_000;
  }
  await custody.close();
  const state = (await file.store.get(keyFor()))?.state;
  await file.close();
  return { values: [...new Set(values)], failures, ...(state && { state }) };
}

function die(_moment: Moment): boolean {
  process.kill(process.pid, "SIGKILL");
  return true;
}
