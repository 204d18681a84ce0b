import { Secret, system } from "@infershield/core";
import { generateRawKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import { issueToken, planGrant, planUser } from "@infershield/identity";
import { decidePut, macKey, sealSecrets, secretsOf, withRowMac } from "@infershield/token-store/driver";
import { grantTable } from "../src/grant-table.ts";
import { openTeamStore, type TeamStore } from "../src/open-team-store.ts";
import { tokenStatements } from "../src/token-statements.ts";
import { userTable } from "../src/user-table.ts";

/** A team with many people, each with an InferShield token and a login at a provider. */
export interface FilledTeam {
  readonly store: TeamStore;
  readonly ids: readonly string[];
  readonly tokens: readonly Secret[];
}

const together = 1000;

/** Makes such a team in an empty folder: some thousand people in one transaction, since one each would take the time of a hundred. */
export async function filledTeam(folder: string, people: number): Promise<FilledTeam> {
  const home = await openHome(folder, { create: true });
  const store = await openTeamStore({ home, masterKey: { value: generateRawKey() }, create: true });
  const { database, keyring } = store;
  const [users, grants, logins] = [
    userTable(database.connection),
    grantTable(database.connection),
    tokenStatements(database.connection),
  ];
  const ids: string[] = [];
  const tokens: Secret[] = [];
  const addOne = (index: number): void => {
    const user = planUser({ email: `person${index}@example.com` }, { id: `usr_${index}`, now: 0 });
    users.insert(keyring, user);
    const plan = planGrant({ userId: user.id, name: "laptop" }, system.now());
    const { token, row } = issueToken(plan, { lookup: keyring.lookup, system });
    grants.insert(row);
    const login = loginOf(user.id);
    const columns = decidePut([], login, { expectedGeneration: 0, now: 0, newId: `tok_${index}`, floor: 0 });
    const sealed = sealSecrets(keyring.sealer, columns, secretsOf(login));
    logins.write(withRowMac(macKey(keyring), { ...columns, sealed }));
    ids.push(user.id);
    tokens.push(token);
  };
  for (let index = 0; index < people; ) {
    const end = Math.min(people, index + together);
    await database.change(() => {
      for (; index < end; index++) addOne(index);
    });
  }
  return { store, ids, tokens };
}

/** A login at a provider with tokens of the usual length. */
function loginOf(userId: string) {
  return {
    tenant: "default",
    userId,
    provider: "openai",
    account: "work",
    kind: "oauth",
    state: "active",
    scopes: ["openid", "offline_access"],
    accessToken: new Secret("a".repeat(1000)),
    refreshToken: new Secret("r".repeat(200)),
  } as const;
}
