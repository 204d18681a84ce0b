import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { checkPrivateFile } from "@infershield/home";
import { type Config, inspectTeam } from "@infershield/instance";
import { counted } from "../counted.ts";
import { openTokensFor } from "../keys/open-tokens-for.ts";
import { type Check, look, ok, warning } from "./check.ts";

/** Looks at a team's database and at what opens it; changes nothing, not even an older schema. */
export async function checkTeam(config: Config, databaseFile: string): Promise<readonly Check[]> {
  if (!existsSync(databaseFile)) {
    return [ok("database", `${databaseFile} is made with the first account: infershield admin create-user`)];
  }
  const database = await look("database", () => checkDatabase(config, databaseFile));
  if (database.status !== "ok") return [database];
  return [
    database,
    await look("logins", () => checkLogins(config)),
    await look("master key", async () => checkKeyPlace(config, databaseFile)),
  ];
}

async function checkDatabase(config: Config, databaseFile: string): Promise<Check> {
  checkPrivateFile(databaseFile);
  const { version, knownVersion, users, logins } = await inspectTeam(config);
  if (version < knownVersion) {
    return warning(
      "database",
      `It has version ${version} of the schema; whatever opens it next brings it to ${knownVersion}, for good.`,
      "Copy it first: infershield db backup FILE",
    );
  }
  return ok("database", `is whole: ${counted(users, "account")}, ${counted(logins, "login")}, schema ${version}`);
}

/** Opening everything shows that the key fits, and that nobody altered a row. */
function checkLogins(config: Config): Promise<Check> {
  return openTokensFor(config, async ({ keys, tokens }) => {
    const { fields } = await keys.verify();
    const ended = (await tokens.list()).filter(({ state }) => state === "reauthentication_required");
    const others = ended.length === 0 ? "" : `; ${ended.length} wait for their people to sign in again`;
    return ok(
      "logins",
      `${counted(fields, "sealed value")} open, accounts and policies are as they were written${others}`,
    );
  });
}

function checkKeyPlace({ masterKeyFile }: Config, databaseFile: string): Check {
  return masterKeyFile !== undefined && dirname(masterKeyFile) === dirname(databaseFile)
    ? warning(
        "master key",
        "It lies beside the database: a copy of the folder opens everything.",
        "Move it to another folder, and set INFERSHIELD_MASTER_KEY_FILE to it.",
      )
    : ok("master key", "does not lie beside the database");
}
