import { type System, system } from "@infershield/core";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import type { Credential } from "../src/credential.ts";
import { type Custody, createCustody } from "../src/custody.ts";
import type { CustodyEvent } from "../src/events.ts";
import { type Leases, leasesOfOneHome, type Moment, mortalStore } from "./mortal-store.ts";
import { person, providerAt, signInOf } from "./people.ts";
import { type RotatingServer, type RotatingServerOptions, startRotatingServer } from "./rotating-server.ts";

/** What several processes share: the store, its leases, the provider, and a clock that the test moves. */
export interface SharedHome {
  readonly server: RotatingServer;
  readonly store: TokenStore;
  readonly leases: Leases;
  readonly events: CustodyEvent[];
  now: number;
}

/** A home with one sign-in that has just expired. */
export async function openSharedHome(options: Pick<RotatingServerOptions, "grace" | "rotates">): Promise<SharedHome> {
  const server = await startRotatingServer(options);
  const store = memoryTokenStore();
  const now = 1_760_000_000_000;
  await store.put(signInOf(server.issue(), { expiresAt: now - 1 }), { expectedGeneration: 0 });
  return { server, store, leases: leasesOfOneHome(), events: [], now };
}

/** One more process on the home; `dies` is asked at each moment of its refreshes. */
export function startProcess(at: SharedHome, dies: (moment: Moment) => boolean = () => false): Custody {
  const clock: System = { ...system, now: () => at.now };
  const store = mortalStore(at.store, at.leases, dies);
  const onEvent = (event: CustodyEvent): number => at.events.push(event);
  return createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: clock, onEvent });
}

/** A request of the person who is signed in. */
export function ask(at: SharedHome, custody: Custody): Promise<Credential> {
  return custody.credentialFor({ principal: person(), provider: providerAt(at.server.url), operation: "responses" });
}

/** Lets a process begin a refresh and die at a moment. */
export async function dieAt(at: SharedHome, moment: Moment): Promise<void> {
  const died = Promise.withResolvers<void>();
  const custody = startProcess(at, (reached) => {
    if (reached === moment) died.resolve();
    return reached === moment;
  });
  ask(at, custody).catch(() => undefined);
  await died.promise;
}
