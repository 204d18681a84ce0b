import { Pool } from "undici";
import { tellOtherWork } from "./bench/busy.ts";
import { launchContestant, launchUpstream } from "./bench/contestants.ts";
import { ask, closedLoop, openLoop } from "./bench/load.ts";
import { chatBody } from "./bench/prompts.ts";
import { median, quantile, quick, report } from "./bench/report.ts";

// What a caller waits longer because of InferShield, against the same requests sent to the provider itself.

const rounds = quick ? 5 : 20;
const json = { body: chatBody(2_000, 1), events: 0, headers: {} };
const stream = { ...json, events: 2 };

/** Milliseconds of the durable intent, as the answer tells them. */
function auditMs(timing: string): number {
  return Number(/\baudit;dur=([\d.]+)/.exec(timing)?.[1] ?? 0);
}

await tellOtherWork();
const upstream = await launchUpstream();
const infershield = await launchContestant("infershield", upstream.url);
const direct = new Pool(upstream.url);
const through = new Pool(infershield.url);
// Until Node's compilers have seen some thousand requests, they are what is measured.
for (const load of [json, stream]) await closedLoop(through, load, { connections: 16, requests: 4_000 });
const heads = { direct: [] as number[], through: [] as number[], withoutIntent: [] as number[] };
for (let round = -rounds; round < rounds; round += 1) {
  for (let request = 0; request < 20; request += 1) {
    const plain = await ask(direct, stream);
    const proxied = await ask(through, stream);
    if (round < 0) continue;
    heads.direct.push(plain.headMs);
    heads.through.push(proxied.headMs);
    heads.withoutIntent.push(proxied.headMs - auditMs(proxied.timing));
  }
}
const added = (times: readonly number[], share: number): number =>
  quantile(times, share) - quantile(heads.direct, share);
const title = "added time to the first byte of one stream";
report({
  row: `${title}, without the durable intent, p50`,
  ours: added(heads.withoutIntent, 0.5),
  unit: "ms",
  goal: 0.3,
});
report({ row: `${title}, p50`, ours: added(heads.through, 0.5), unit: "ms", goal: 0.6 });
report({ row: `${title}, p99`, ours: added(heads.through, 0.99), unit: "ms", goal: 5 });

const rate = { perSecond: 1_000, requests: quick ? 1_000 : 3_000 };
const differences: number[] = [];
for (let round = -2; round < (quick ? 2 : 5); round += 1) {
  const plain = median(await openLoop(direct, json, rate));
  const proxied = median(await openLoop(through, json, rate));
  if (round >= 0) differences.push(proxied - plain);
}
report({
  row: "added latency at 1,000 requests a second, open loop, p50",
  ours: median(differences),
  unit: "ms",
  goal: 0.6,
});

await Promise.all([direct.close(), through.close()]);
infershield.stop();
upstream.stop();
