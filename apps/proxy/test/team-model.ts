import { Secret } from "@infershield/core";
import fc from "fast-check";
import { expect } from "vitest";
import { chatBody, environmentKey } from "./harness.ts";
import type { TestTeam } from "./team-harness.ts";

/** What has to be true of one account. */
interface ModelUser {
  readonly id: string;
  readonly email: string;
  active: boolean;
  /** Its API key at the provider. */
  key: string | undefined;
  /** Whether it has a layer of policy of its own, which blocks personal data. */
  strict: boolean;
  /** Whether it belongs to the only team there is. */
  inTeam: boolean;
}

/** What has to be true of one token. */
interface ModelToken {
  readonly id: string;
  readonly secret: string;
  readonly owner: ModelUser;
  readonly reachesOpenai: boolean;
  alive: boolean;
}

interface Model {
  readonly users: ModelUser[];
  readonly deleted: ModelUser[];
  readonly tokens: ModelToken[];
  /** Whether the team has such a layer. */
  teamIsStrict: boolean;
}

interface Real {
  readonly team: TestTeam;
  readonly owner: string;
  /** Distinguishes the accounts of this run from those of earlier ones. */
  readonly run: number;
}

let made = 0;

const teamName = "red";
const strictLayer = (level: "team" | "user", name: string) => ({
  version: 1,
  level,
  name,
  rules: [{ name: "no personal data", when: { category: "personal_data" }, action: "block" }],
});

type Step = fc.AsyncCommand<Model, Real>;

/** A step of which `pick` chooses the account or token among those there are. */
abstract class Chosen implements Step {
  protected readonly pick: number;
  constructor(pick: number) {
    this.pick = pick;
  }
  check(_model: Readonly<Model>): boolean {
    return true;
  }
  abstract run(model: Model, real: Real): Promise<void>;
  toString(): string {
    return `${this.constructor.name}(${this.pick})`;
  }
  protected of<T>(list: readonly T[]): T | undefined {
    return list[this.pick % Math.max(1, list.length)];
  }
}

class CreateUser extends Chosen {
  async run({ users }: Model, { team, owner, run }: Real): Promise<void> {
    made += 1;
    const email = `u${made}-${run}@example.com`;
    const { status, body } = await team.admin("/admin/users", owner, { email });
    expect(status).toBe(200);
    const { id } = body["user"] as { id: string };
    users.push({ id, email, active: true, key: undefined, strict: false, inTeam: false });
    // The same address again is refused.
    expect((await team.admin("/admin/users", owner, { email: email.toUpperCase() })).status).toBe(409);
  }
}

class SwitchUser extends Chosen {
  async run({ users }: Model, { team, owner }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    const state = user.active ? "disabled" : "active";
    const { status } = await team.admin("/admin/users/change", owner, { user: user.id, state });
    expect(status).toBe(200);
    user.active = !user.active;
  }
}

class DeleteUser extends Chosen {
  async run({ users, deleted, tokens }: Model, { team, owner }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    expect((await team.admin("/admin/users/delete", owner, { user: user.email })).status).toBe(200);
    users.splice(users.indexOf(user), 1);
    deleted.push(user);
    for (const token of tokens) if (token.owner === user) token.alive = false;
    expect(await team.instance.tokens.list({ userId: user.id })).toEqual([]);
  }
}

/** Gives a person a layer of policy, or takes it away. */
class SwitchPolicy extends Chosen {
  async run({ users }: Model, { team, owner }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    const [path, body] = user.strict
      ? ["/admin/policies/remove", { layer: `user:${user.email}` }]
      : ["/admin/policies", { document: strictLayer("user", user.email) }];
    expect((await team.admin(path, owner, body)).status).toBe(200);
    user.strict = !user.strict;
  }
}

class SwitchTeamPolicy extends Chosen {
  async run(model: Model, { team, owner }: Real): Promise<void> {
    const [path, body] = model.teamIsStrict
      ? ["/admin/policies/remove", { layer: `team:${teamName}` }]
      : ["/admin/policies", { document: strictLayer("team", teamName) }];
    expect((await team.admin(path, owner, body)).status).toBe(200);
    model.teamIsStrict = !model.teamIsStrict;
  }
}

class ChangeTeam extends Chosen {
  async run({ users }: Model, { team, owner }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    const change = { user: user.id, team: user.inTeam ? null : teamName };
    expect((await team.admin("/admin/users/change", owner, change)).status).toBe(200);
    user.inTeam = !user.inTeam;
  }
}

class StoreKey extends Chosen {
  async run({ users }: Model, { team }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    made += 1;
    const key = `sk-of-${user.id}-${made}`;
    const owned = { tenant: "default", userId: user.id, provider: "openai", account: "default" };
    const before = await team.instance.tokens.get(owned);
    await team.instance.tokens.put(
      { ...owned, kind: "api_key", state: "active", scopes: [], apiKey: new Secret(key) },
      { expectedGeneration: before?.generation ?? 0 },
    );
    user.key = key;
  }
}

class RevokeKey extends Chosen {
  async run({ users }: Model, { team, owner }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    const { status, body } = await team.admin("/admin/logins/revoke", owner, { user: user.id, provider: "openai" });
    expect([status, (body["signed_out"] as unknown[]).length]).toEqual([200, user.key === undefined ? 0 : 1]);
    user.key = undefined;
  }
}

class MakeToken extends Chosen {
  async run({ users, tokens }: Model, { team }: Real): Promise<void> {
    const user = this.of(users);
    if (user === undefined) return;
    const reachesOpenai = this.pick % 4 !== 0;
    const work = team.users.createToken({
      userId: user.id,
      name: "laptop",
      device: "laptop",
      ...(!reachesOpenai && { providers: ["anthropic"] }),
    });
    if (!user.active) {
      await expect(work).rejects.toMatchObject({ code: "USER_DISABLED" });
      return;
    }
    const { token, grant } = await work;
    tokens.push({ id: grant.id, secret: token.reveal(), owner: user, reachesOpenai, alive: true });
  }
}

class RevokeToken extends Chosen {
  async run({ tokens }: Model, { team, owner }: Real): Promise<void> {
    const token = this.of(tokens);
    if (token === undefined) return;
    const { status } = await team.admin("/admin/tokens/revoke", owner, { id: token.id });
    expect([200, 404]).toContain(status);
    token.alive = false;
  }
}

/** These tokens belong to devices: a single tool's is not exchanged. */
class RotateOwnToken extends Chosen {
  async run({ users, tokens }: Model, { team }: Real): Promise<void> {
    const token = this.of(tokens);
    if (token === undefined) return;
    const answer = await team.admin("/admin/tokens/rotate", token.secret, { id: token.id, overlap_ms: 0 });
    const isGood = token.alive && token.owner.active && users.includes(token.owner);
    if (!isGood) {
      expect([401, 429]).toContain(answer.status);
      return;
    }
    expect(answer.status).toBe(200);
    token.alive = false;
    tokens.push({ ...token, id: String(answer.body["id"]), secret: String(answer.body["token"]), alive: true });
  }
}

/** The one that matters: whose credential goes upstream for whose token and under whose policy, whatever else the request says. */
class Invoke extends Chosen {
  async run({ users, tokens, teamIsStrict }: Model, { team }: Real): Promise<void> {
    const token = this.of(tokens);
    if (token === undefined) return;
    const isPersonal = this.pick % 2 === 0;
    const text = isPersonal ? "Call me at +49 170 1234567." : "hi";
    const somebodyElse = users.find(({ id }) => id !== token.owner.id)?.id ?? "nobody";
    const before = team.upstream.requests.length;
    const response = await team.chat(chatBody(text, { user: somebodyElse, user_id: somebodyElse }), {
      authorization: `Bearer ${token.secret}`,
      "x-user-id": somebodyElse,
    });
    await response.text();
    const isGood = token.alive && token.owner.active && users.includes(token.owner);
    const { strict, inTeam } = token.owner;
    const isServed = isGood && token.reachesOpenai && !(isPersonal && (strict || (inTeam && teamIsStrict)));
    if (isGood) expect(response.status).toBe(isServed ? 200 : 403);
    else expect([401, 429]).toContain(response.status);
    const sent = team.upstream.requests.slice(before).map(({ headers }) => headers["authorization"]);
    const expected = isServed ? [`Bearer ${token.owner.key ?? environmentKey}`] : [];
    expect(sent).toEqual(expected);
  }
}

class SeeEverybody extends Chosen {
  async run({ users, deleted }: Model, { team }: Real): Promise<void> {
    for (const { id, email, active } of users) {
      expect(await team.users.findUser({ id })).toMatchObject({ email, state: active ? "active" : "disabled" });
    }
    for (const { id } of deleted) expect(await team.users.findUser({ id })).toBeUndefined();
  }
}

/** What a member tries to administer is refused, and changes nothing that later steps would notice. */
class Trespass extends Chosen {
  async run({ users, tokens }: Model, { team }: Real): Promise<void> {
    const token = this.of(tokens);
    const victim = users.find(({ id }) => id !== token?.owner.id);
    if (token === undefined || victim === undefined) return;
    const attempts = [
      ["/admin/users/delete", { user: victim.id }],
      ["/admin/users/change", { user: token.owner.id, role: "owner" }],
      ["/admin/logins/revoke", { user: victim.email, provider: "openai" }],
      ["/admin/tokens", { name: "theirs", user: victim.email }],
      ["/admin/policies", { document: strictLayer("user", victim.email) }],
      ["/admin/policies/remove", { layer: `team:${teamName}` }],
    ] as const;
    const [path, body] = attempts[this.pick % attempts.length] ?? attempts[0];
    expect([401, 403, 429]).toContain((await team.admin(path, token.secret, body)).status);
  }
}

const steps = [
  CreateUser,
  CreateUser,
  SwitchUser,
  DeleteUser,
  StoreKey,
  StoreKey,
  RevokeKey,
  MakeToken,
  MakeToken,
  MakeToken,
  RevokeToken,
  RotateOwnToken,
  SwitchPolicy,
  SwitchTeamPolicy,
  ChangeTeam,
  ...Array.from({ length: 10 }, () => Invoke),
  SeeEverybody,
  Trespass,
];

/** Two people with a key and a token each: most of what can go wrong needs two. */
const beginning: readonly Step[] = [0, 1].flatMap((pick) => [
  new CreateUser(pick),
  new StoreKey(pick),
  new MakeToken(2 * pick + 1),
]);

/**
 * Does random things with accounts, tokens, logins and policies, and holds the server against a model of a dozen lines after each.
 *
 * @param options.seed - The same one does the same things again.
 */
export async function holdAgainstModel(
  team: TestTeam,
  options: { readonly runs: number; readonly steps: number; readonly seed: number },
): Promise<void> {
  const owner = (await team.enrol({ email: `owner-${options.seed}@example.com`, role: "owner" })).administration;
  const chosen = steps.map((Step) => fc.nat({ max: 1_000 }).map((pick) => new Step(pick)));
  await team.admin("/admin/teams", owner, { id: teamName });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(chosen, { maxCommands: options.steps, size: "max" }), async (commands) => {
      run += 1;
      await team.admin("/admin/policies/remove", owner, { layer: `team:${teamName}` });
      const model: Model = { users: [], deleted: [], tokens: [], teamIsStrict: false };
      const setup = { model, real: { team, owner, run } };
      for (const step of beginning) await step.run(setup.model, setup.real);
      await fc.asyncModelRun(() => setup, commands);
    }),
    { numRuns: options.runs, seed: options.seed },
  );
}
