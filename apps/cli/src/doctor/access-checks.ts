import { readFile } from "node:fs/promises";
import { type Config, isLoopbackHost } from "@infershield/instance";
import { readTokenSummaries } from "@infershield/token-store";
import { type Check, look, ok, problem, warning } from "./check.ts";

/** Looks at who may spend which credential. */
export async function checkAccess(config: Config): Promise<readonly Check[]> {
  if (config.databaseFile !== undefined) return [accessOfTeam(config)];
  return [
    await look("credentials", () => checkCredentials(config)),
    await look("logins", () => checkLogins(config)),
    await look("other users", () => checkOtherUsers(config)),
  ];
}

/** Everybody brings a token; whose logins there are is looked at with the database. */
function accessOfTeam({ keyMode, environmentKeys }: Config): Check {
  const shared =
    environmentKeys.size === 0
      ? "people spend their own logins"
      : `people without a login spend ${environmentKeys.size} of your environment's API keys`;
  return ok("credentials", keyMode === "passthrough" ? passthrough : `KEY_MODE=${keyMode}: ${shared}`);
}

const passthrough = "KEY_MODE=passthrough: every tool sends its own key, nothing stored is used";

async function checkCredentials(config: Config): Promise<Check> {
  const { keyMode, environmentKeys, tokenFile } = config;
  if (keyMode === "passthrough") {
    return ok("credentials", passthrough);
  }
  const stored = (await readTokenSummaries(tokenFile)).length;
  if (stored + environmentKeys.size > 0 || keyMode === "auto") {
    return ok("credentials", `KEY_MODE=${keyMode}: ${stored} stored, ${environmentKeys.size} from the environment`);
  }
  return problem(
    "credentials",
    "KEY_MODE=server, but there is neither a login nor an API key in the environment.",
    "Run: infershield auth login, set OPENAI_API_KEY, or set KEY_MODE=passthrough.",
  );
}

async function checkLogins(config: Config): Promise<Check> {
  const logins = await readTokenSummaries(config.tokenFile);
  const [ended] = logins.filter(({ state }) => state === "reauthentication_required");
  if (ended) {
    const { provider, account } = ended;
    const again = `infershield auth login ${provider} --account ${account}`;
    return problem("logins", `The login to ${provider} (${account}) has ended.`, `Run: ${again}`);
  }
  const [failing] = logins.filter(({ refreshFailures }) => refreshFailures > 0);
  return failing
    ? warning(
        "logins",
        `Renewing ${failing.provider} failed ${failing.refreshFailures} times.`,
        `Run: infershield auth refresh ${failing.provider}`,
      )
    : ok("logins", `${logins.length} in order`);
}

/** The environment's key can be spent by anybody on this machine while no token is asked for (contracts 5). */
async function checkOtherUsers(config: Config): Promise<Check> {
  const open = config.environmentKeys.size > 0 && !config.requireToken && isLoopbackHost(config.host);
  if (!open || config.keyMode === "passthrough") return ok("other users", "need a token to spend your credentials");
  const people = countPeople(await readFile("/etc/passwd", "utf8").catch(() => ""));
  return people <= 1
    ? ok("other users", "nobody else has an account on this machine")
    : warning(
        "other users",
        `${people} people have accounts here, and each can spend the API key of your environment through the proxy.`,
        "Set INFERSHIELD_REQUIRE_TOKEN=true and give each tool a token.",
      );
}

/** Accounts of people: user ids from 1000, with a shell. */
function countPeople(passwd: string): number {
  return passwd.split("\n").filter((line) => {
    const fields = line.split(":");
    const [uid, shell = ""] = [Number(fields[2]), fields[6]];
    return uid >= 1000 && uid < 60_000 && shell.startsWith("/") && !/(?:nologin|false)$/.test(shell);
  }).length;
}
