import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ThreatScanner } from "@infershield/threat-client";
import { offersTools } from "./answers.ts";
import type { Client } from "./client.ts";
import { installedAt } from "./install.ts";
import { runProgram } from "./run-program.ts";
import { callsOf, commonFaults, type Scenario, type Seen } from "./scenarios.ts";
import { openWorld } from "./world.ts";

/** What came of one client in one scenario. */
export interface Result {
  readonly client: string;
  readonly scenario: string;
  readonly faults: readonly string[];
  readonly ms: number;
  /** Exit status of the client; null when it had to be ended. */
  readonly status: number | null;
  readonly upstreamCalls: readonly string[];
  /** One line for each request of the client: call, status, verdict, score, scan. */
  readonly exchanges: readonly string[];
  /** `decision`, score and outcome of each last record. */
  readonly records: readonly string[];
  /** Rule, role, score and action of every finding. */
  readonly findings: readonly string[];
  /** Last lines of what the client wrote. */
  readonly output: string;
}

const clientLimitMs = 60_000;

/**
 * Runs a client once against a gateway and a provider of its own.
 *
 * @param cache - Folder with the installations; the first turn is written to `captures` in it.
 */
export async function tryClient(
  client: Client,
  scenario: Scenario,
  { cache, scanner }: { readonly cache: string; readonly scanner: ThreatScanner },
): Promise<Result> {
  const world = await openWorld(scanner);
  try {
    world.upstream.always((request) => scenario.answer(client, request));
    const { gateway, token, upstream, observer } = world;
    const ran = await runProgram(
      (home) =>
        client.program({ gateway, token, home, installed: installedAt(cache, client), prompt: scenario.prompt }),
      { limitMs: clientLimitMs },
    );
    const seen: Seen = {
      ran,
      exchanges: observer.exchanges,
      upstream: upstream.requests,
      records: (await world.records()).filter(({ event }) => event === "request"),
      token,
    };
    if (scenario.name === "answer") await capture(join(cache, "captures"), client, seen);
    return summarise(client, scenario, seen);
  } finally {
    await world.close();
  }
}

function summarise(client: Client, scenario: Scenario, seen: Seen): Result {
  const ended = seen.records.filter(({ phase }) => phase !== "intent");
  return {
    client: client.name,
    scenario: scenario.name,
    faults: [...commonFaults(seen), ...scenario.faults(client, seen)],
    ms: seen.ran.ms,
    status: seen.ran.status,
    upstreamCalls: callsOf(seen.upstream),
    exchanges: seen.exchanges.map(
      ({ method, target, status, headers }) =>
        `${method} ${target} ${status} ${headers["x-infershield-verdict"]} ${headers["x-infershield-risk-score"]} ${headers["x-infershield-scan"]}`,
    ),
    records: ended.map(({ decision, risk_score, outcome, reason }) =>
      `${decision} ${risk_score} ${outcome} ${reason ?? ""}`.trim(),
    ),
    findings: ended.flatMap(({ threats = [] }) =>
      threats.map(({ rule, role, score, action }) => `${rule} ${role} ${score} ${action}`),
    ),
    output: seen.ran.output.slice(-4_000),
  };
}

/** Writes each request of a first turn, body as it came: real texts on which no detector may fire. */
async function capture(folder: string, client: Client, { exchanges, token }: Seen): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, { method, target, requestHeaders, body }] of exchanges.entries()) {
    if (body.length === 0) continue;
    const turn = offersTools(body.toString("utf8")) ? "turn" : "side";
    const request = {
      client: client.name,
      version: client.version,
      method,
      target,
      rawHeaders: requestHeaders.map((value) => value.replaceAll(token, "[token]")),
      body: body.toString("utf8"),
    };
    await writeFile(join(folder, `${client.name}-${index}-${turn}.json`), JSON.stringify(request));
  }
}
