import { type System, system } from "@infershield/core";
import { openTeamWithKeyFile, order, tell } from "./open-team.ts";

/**
 * Told HOME: changes keys in every way, over and over, until it is killed. Told HOME STEP: once, and dies the STEP-th time that it asks for
 * time, randomness or a pause, which it does before each transaction and each file.
 */
const [homePath = "", step] = await order();

let calls = 0;
function counted<Arguments extends unknown[], Result>(
  call: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  return (...given) => {
    calls += 1;
    if (String(calls) === step) process.kill(process.pid, "SIGKILL");
    return call(...given);
  };
}
const mortal: System = {
  ...system,
  now: counted(system.now),
  monotonic: counted(system.monotonic),
  sleep: counted(system.sleep),
  randomBytes: counted(system.randomBytes),
};

const team = await openTeamWithKeyFile(homePath, mortal);
calls = 0;
tell("ready");
do {
  await team.keys.rotate("seal");
  await team.keys.reencrypt({ batch: 2 });
  for (const { status, uses, kid } of (await team.keys.status()).keys) {
    if (status === "enabled" && uses === 0) await team.keys.destroy(kid);
  }
  await team.keys.rewrap("new_key_file");
  tell("round");
} while (step === undefined);
await team.close();
