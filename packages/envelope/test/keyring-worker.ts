// node keyring-worker.ts HOME: keeps a master key in the keyring of the session, finds it again, replaces it, and deletes it; prints what happened.

import { system } from "@infershield/core";
import { openHome } from "@infershield/home";
import { AsyncEntry } from "@napi-rs/keyring";
import { generateRawKey, resolveMasterKey } from "../src/master-key.ts";
import { storeInKeyring } from "../src/os-keyring.ts";

const home = await openHome(process.argv[2] ?? "", { create: true });
const options = { source: "keyring", home } as const;
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
const before = await resolveMasterKey(options).catch(codeOf);
const made = await resolveMasterKey({ ...options, create: true });
const found = await resolveMasterKey(options);
const fresh = generateRawKey();
const replaced = await storeInKeyring(home.path, fresh, { system }).then(
  async () => (await resolveMasterKey(options)).secret.reveal() === fresh.reveal(),
  codeOf,
);
const deleted = await new AsyncEntry("infershield", home.path).deletePassword().catch(() => "no keyring");
const after = await resolveMasterKey(options).catch(codeOf);
const report = {
  before,
  source: made.source,
  warnings: made.warnings,
  isSame: found.secret.reveal() === made.secret.reveal(),
  replaced,
  deleted,
  after,
};
process.stdout.write(JSON.stringify(report));
