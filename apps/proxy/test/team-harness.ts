import { Secret } from "@infershield/core";
import type { NewUser, User, UserDirectory } from "@infershield/identity";
import { startTestProxy, type TestProxy, type TestProxyOptions } from "./harness.ts";

const masterKey = "0123456789abcdef".repeat(4);

/** An answer of the admin API. */
export interface AdminAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** One account with a device, and an administrator's token where its role has one. */
export interface Member {
  readonly user: User;
  readonly device: string;
  readonly administration: string;
}

/** A team's server on loopback. */
export interface TestTeam extends TestProxy {
  readonly users: UserDirectory;
  readonly adminUrl: string;
  /** Calls the admin API; a body makes it a POST. */
  admin(path: string, token?: string, body?: unknown): Promise<AdminAnswer>;
  /** Makes an account and enrols one device of it. */
  enrol(account: NewUser): Promise<Member>;
  /** Stores a login at OpenAI for an account. */
  loginOf(user: User, accessToken: string): Promise<void>;
}

/** Starts a proxy in multi-user mode, with nobody in it. */
export async function startTestTeam(options: TestProxyOptions = {}): Promise<TestTeam> {
  const env = { INFERSHIELD_MODE: "multi-user", INFERSHIELD_MASTER_KEY: masterKey, ...options.env };
  const proxy = await startTestProxy({ ...options, env });
  const { users } = proxy.instance;
  if (users === undefined) throw new Error("This is no team.");
  const adminUrl = `http://127.0.0.1:${proxy.proxy.adminPort ?? 0}`;
  return {
    ...proxy,
    users,
    adminUrl,
    admin: async (path, token, body) => {
      const response = await fetch(adminUrl + path, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
    },
    enrol: async (account) => {
      const user = await users.createUser(account);
      const { token: code } = await users.createEnrolment(user.id);
      const kind = account.role === "service" ? { kind: "s" as const } : {};
      const { token } = await users.redeemEnrolment(code, { device: "laptop", ...kind });
      const administers = account.role === "owner" || account.role === "admin" || account.role === "security";
      const second = administers
        ? await users.createToken({ userId: user.id, kind: "a", name: "administration", device: "laptop" })
        : undefined;
      return { user, device: token.reveal(), administration: (second?.token ?? new Secret("")).reveal() };
    },
    loginOf: (user, accessToken) => proxy.login(accessToken, { userId: user.id }),
  };
}
