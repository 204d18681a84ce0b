import { existsSync } from "node:fs";
import { access, constants, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { verifyAuditLog } from "@infershield/audit";
import { checkPrivateFolder } from "@infershield/home";
import { readTokenGrants } from "@infershield/identity";
import { type Config, openAuditSource } from "@infershield/instance";
import { auditFolder } from "../audit/check-audit.ts";
import { counted } from "../counted.ts";
import { keyLiesBesideTokens } from "../keys/key-beside-tokens.ts";
import { openTokensFor } from "../keys/open-tokens-for.ts";
import { type Check, look, ok, problem, warning } from "./check.ts";
import { checkTeam } from "./team-checks.ts";

const scarceBytes = 200_000_000;
/** A page of records, a checkpoint and a rewritten tokens.json. */
const neededBytes = 1_000_000;

/** Looks at everything that lies in the home; changes nothing. */
export async function checkHome(config: Config): Promise<readonly Check[]> {
  const { homePath } = config;
  const folder = await look("home", () => checkFolder(homePath));
  if (folder.status !== "ok" || !existsSync(homePath)) return [folder];
  const { databaseFile } = config;
  return [
    folder,
    await look("disk space", async () => {
      const { bavail, bsize } = await statfs(homePath);
      return diskSpace(bavail * bsize);
    }),
    ...(databaseFile === undefined ? await checkFiles(config) : await checkTeam(config, databaseFile)),
    await look("audit trail", async () => {
      if (!existsSync(databaseFile ?? auditFolder(config))) return noTrail;
      const result = await verifyAuditLog({ source: await openAuditSource(config) });
      if (result.ok) {
        const held = `${counted(result.records, "record")} hold`;
        return config.audit.failMode === "open"
          ? warning("audit trail", `${held}; ${unrecorded}`, failClosed)
          : ok("audit trail", held);
      }
      const { seq, kind } = result.firstBad;
      return problem("audit trail", `Broken at record ${seq} (${kind}).`, "Run: infershield audit verify");
    }),
  ];
}

/** Whether what is left on the disk of the home is enough. */
export function diskSpace(freeBytes: number): Check {
  if (freeBytes >= scarceBytes) return ok("disk space", "there is room");
  return freeBytes < neededBytes
    ? problem("disk space", "The disk is full: no request can be recorded, so none is forwarded.", "Free some space.")
    : warning("disk space", "Less than 200 MB are left.", "Free some: without room no request is forwarded.");
}

async function checkFolder(homePath: string): Promise<Check> {
  const isThere = existsSync(homePath);
  if (isThere) checkPrivateFolder(homePath);
  const written = isThere ? homePath : nearestFolder(homePath);
  try {
    await access(written, constants.W_OK);
  } catch {
    return problem("home", `Nothing can be written to ${written}.`, "Set INFERSHIELD_HOME to a folder of yours.");
  }
  return ok("home", isThere ? `${homePath} belongs to you alone` : `${homePath} is made at the first login`);
}

/** The folder that is there already, in which others are made. */
function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

const unrecorded = "requests pass that cannot be recorded (audit.failMode: open)";
const failClosed = "Set audit.failMode: closed, unless requests matter more to you than records.";
const noTrail = ok("audit trail", "begins with the first act");

async function checkFiles(config: Config): Promise<readonly Check[]> {
  const { homePath, tokenFile } = config;
  return [
    await look("tokens", async () => {
      if (!existsSync(tokenFile)) return ok("tokens", "nothing is stored yet");
      const { fields } = await openTokensFor(config, ({ keys }) => keys.verify());
      return ok("tokens", `${counted(fields, "sealed value")} open`);
    }),
    await look("InferShield tokens", async () => {
      const grants = await readTokenGrants(join(homePath, "identity.json"));
      return ok("InferShield tokens", `${grants.length} known`);
    }),
    await look("master key", async () => keyPlace(await keyLiesBesideTokens(config))),
  ];
}

function keyPlace(isBeside: boolean): Check {
  return isBeside
    ? warning(
        "master key",
        "It lies beside the tokens: a copy of the home opens them.",
        "Move it away: infershield keys rewrap --keyring, or --key-file FILE.",
      )
    : ok("master key", "does not lie beside the tokens");
}
