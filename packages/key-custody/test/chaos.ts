import { discoverAuthorizationServer, pollToken, requestDeviceAuthorization } from "@infershield/device-flow";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { expect } from "vitest";
import { createDiskHome } from "./disk-home.ts";
import type { Moment } from "./mortal-store.ts";
import { providerAt, signInOf } from "./people.ts";
import { startRotatingServer } from "./rotating-server.ts";
import { work } from "./work.ts";
import { dismissWorkers, prepareWorkers, runWorker } from "./worker-order.ts";

const hour = 60 * 60_000;

/** Four processes, each with `parallel` requests at once, find the same expired token, `rounds` times over. */
export async function raceOnExpiry({
  rounds,
  parallel,
}: {
  readonly rounds: number;
  readonly parallel: number;
}): Promise<void> {
  const home = await createDiskHome();
  for (let round = 0; round < rounds; round++) {
    const server = await startRotatingServer();
    await home.store(signInOf(server.issue(), { expiresAt: Date.now() - 1 }));
    const order = { homePath: home.path, issuer: server.url, rounds: 1, parallel };
    const reports = await Promise.all(Array.from({ length: 4 }, () => runWorker(order)));
    expect(reports).toEqual(
      Array.from({ length: 4 }, () => ({ values: ["Bearer at.alex.1"], failures: [], state: "active" })),
    );
    expect([server.calls, server.familiesRevoked]).toEqual([1, 0]);
    await server.close();
  }
  await home.remove();
}

/** Four processes that see each token refused, together until at least `refreshes` refreshes are made. @returns how many there were */
export async function raceOnRefusal(
  refreshes: number,
  onProgress: (calls: number, familiesRevoked: number) => void = () => undefined,
): Promise<number> {
  const home = await createDiskHome();
  const server = await startRotatingServer();
  await home.store(signInOf(server.issue(), { expiresAt: Date.now() + hour }));
  const rounds = Math.min(500, refreshes / 2);
  const order = { homePath: home.path, issuer: server.url, rounds, parallel: 3, refuse: true };
  while (server.calls < refreshes) {
    const reports = await Promise.all(Array.from({ length: 4 }, () => runWorker(order)));
    expect(reports).toEqual(Array.from({ length: 4 }, () => ({ values: [], failures: [], state: "active" })));
    onProgress(server.calls, server.familiesRevoked);
    expect(server.familiesRevoked).toBe(0);
  }
  expect(server.isAlive((await home.read())?.refreshToken?.reveal() ?? "")).toBe(true);
  await server.close();
  await home.remove();
  return server.calls;
}

/**
 * The same at oidc-provider, which revokes a family when a spent token comes back: four processes that see each token refused, together
 * until at least `refreshes` refreshes are made. @returns how many there were
 */
export async function raceAtRealServer(refreshes: number): Promise<number> {
  const home = await createDiskHome();
  const sandbox = await startSandbox();
  const { issuer, clientId } = sandbox;
  const provider = providerAt(issuer);
  if (provider.signIn === undefined) throw new Error("the provider of the tests has a sign-in");
  const server = { issuer, tokenEndpoint: `${issuer}/token`, revocationEndpoint: `${issuer}/token/revocation` };
  const signIn = { ...provider.signIn, server, clientId };
  const first = await home.store({ ...signInOf(await signInAt(sandbox), { expiresAt: Date.now() + hour }), clientId });
  const rounds = Math.min(500, refreshes / 2);
  const order = { homePath: home.path, issuer, provider: { signIn }, rounds, parallel: 3, refuse: true };
  // Each refresh is one put, and without a failure there is no other.
  const made = async (): Promise<number> => ((await home.read())?.generation ?? 0) - first.generation;
  while ((await made()) < refreshes) {
    const reports = await Promise.all(Array.from({ length: 4 }, () => runWorker(order)));
    expect(reports).toEqual(Array.from({ length: 4 }, () => ({ values: [], failures: [], state: "active" })));
  }
  const alive = (await home.read())?.accessToken?.reveal();
  const answer = await fetch(`${sandbox.apiBaseUrl}/models`, { headers: { authorization: `Bearer ${alive}` } });
  expect(answer.status).toBe(200);
  const refreshed = await made();
  await sandbox.close();
  await home.remove();
  return refreshed;
}

async function signInAt(sandbox: Sandbox): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  const server = await discoverAuthorizationServer(sandbox.issuer, { allowInsecureLoopback: true });
  const client = { server, clientId: sandbox.clientId, allowInsecureLoopback: true };
  const parameters = { prompt: "consent" };
  const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes, parameters });
  await sandbox.approve(authorization.userCode);
  const { accessToken, refreshToken } = await pollToken(client, authorization, { sleep: async () => undefined });
  return { accessToken: accessToken.reveal(), refreshToken: refreshToken?.reveal() ?? "" };
}

/** What became of sign-ins whose process was killed. */
export interface Deaths {
  readonly kills: number;
  readonly usable: number;
  readonly ended: number;
}

/** Kills a process with SIGKILL at a moment of a refresh, `times` times, and lets another one, this one, go on. */
export async function killAt(
  moment: Moment,
  { times, grace }: { readonly times: number; readonly grace: boolean },
): Promise<Deaths> {
  const home = await createDiskHome();
  let usable = 0;
  let ended = 0;
  for (let time = 0; time < times; time++) {
    const server = await startRotatingServer({ grace });
    await home.store(signInOf(server.issue(), { expiresAt: Date.now() - 1 }));
    const order = { homePath: home.path, issuer: server.url, rounds: 1, parallel: 1 };
    const dying = runWorker({ ...order, dieAt: moment });
    if (time + 2 < times) prepareWorkers(time === 0 ? 2 : 1);
    expect(await dying).toEqual({ signal: "SIGKILL" });
    const next = await work(order);
    const [value = ""] = next.values;
    if (server.isCurrent(value.slice("Bearer ".length)) && next.state === "active") usable++;
    if (next.failures.includes("REAUTHENTICATION_REQUIRED") && next.state === "reauthentication_required") ended++;
    // No loop: at most the call of the dead process and one more.
    expect(server.calls).toBeLessThanOrEqual(2);
    await server.close();
  }
  dismissWorkers();
  await home.remove();
  return { kills: times, usable, ended };
}
