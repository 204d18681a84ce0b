import type { Principal } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { describe, expect, test } from "vitest";
import { type CredentialQuestion, decideCredential, type KeyMode } from "./decide-credential.ts";

const person: Principal = {
  kind: "token",
  tenant: "default",
  userId: "alex",
  scopes: ["proxy:invoke"],
  providers: "all",
};
const anonymous: Principal = {
  kind: "anonymous",
  tenant: "default",
  userId: "anonymous",
  scopes: [],
  providers: "all",
};
const bearer = { header: "authorization", prefix: "Bearer ", serves: "all" } as const;
const provider: Provider = {
  name: "acme",
  displayName: "Acme",
  baseUrl: "https://api.acme.example/v1",
  operations: { responses: "/responses", chat_completions: "/chat/completions" },
  credentials: { oauth: { ...bearer, serves: ["responses"] }, api_key: bearer, environment: bearer, client: bearer },
  environmentVariables: ["ACME_API_KEY"],
  signIn: {
    flow: "device",
    clientId: "abc",
    scopes: [],
    verificationHosts: [],
    deviations: {},
    terminalRefreshErrors: ["invalid_grant"],
  },
};

type Oauth = "none" | "active" | "ended";

interface Row {
  readonly keyMode: KeyMode;
  readonly who: "person" | "anonymous";
  readonly oauth: Oauth;
  readonly apiKey: boolean;
  readonly foreign: boolean;
  readonly environment: boolean;
  readonly operation: "responses" | "chat_completions";
}

function ask(row: Row, change: Partial<CredentialQuestion> = {}): string {
  const { keyMode, who, oauth, apiKey, foreign, environment, operation } = row;
  const state = oauth === "ended" ? "reauthentication_required" : "active";
  const stored = { oauth: oauth !== "none", apiKey, ...(oauth !== "none" && ({ state } as const)) };
  const principal = who === "person" ? person : anonymous;
  const decision = decideCredential({
    keyMode,
    principal,
    provider,
    operation,
    stored,
    foreign,
    environment,
    ...change,
  });
  return "use" in decision ? decision.use : decision.refuse;
}

const flags = [false, true];
const rows: Row[] = (["server", "passthrough", "auto"] as const).flatMap((keyMode) =>
  (["person", "anonymous"] as const).flatMap((who) =>
    (["none", "active", "ended"] as const).flatMap((oauth) =>
      (["responses", "chat_completions"] as const).flatMap((operation) =>
        flags.flatMap((apiKey) =>
          flags.flatMap((foreign) =>
            flags.map((environment) => ({ keyMode, who, oauth, apiKey, foreign, environment, operation })),
          ),
        ),
      ),
    ),
  ),
);

/** The table of contracts, section 3, as an order of preference; the first that is there and serves the operation is used. */
const order = {
  "server person": ["oauth", "api_key", "environment"],
  "server anonymous": ["environment"],
  "passthrough person": ["client"],
  "passthrough anonymous": ["client"],
  "auto person": ["oauth", "api_key", "client", "environment"],
  "auto anonymous": ["client", "environment"],
} as const;

function expected(row: Row): string {
  const there = {
    oauth: row.oauth !== "none" && row.operation === "responses",
    api_key: row.apiKey,
    client: row.foreign,
    environment: row.environment,
  };
  const first = order[`${row.keyMode} ${row.who}`].find((kind) => there[kind]);
  if (first === "oauth" && row.oauth === "ended") return "REAUTHENTICATION_REQUIRED";
  if (first !== undefined) return first;
  if (row.keyMode === "passthrough") return "MISSING_CLIENT_KEY";
  if (row.who === "anonymous")
    return row.oauth !== "none" || row.apiKey ? "MISSING_TOKEN" : "UPSTREAM_KEY_NOT_CONFIGURED";
  return row.operation === "responses" ? "REAUTHENTICATION_REQUIRED" : "UPSTREAM_KEY_NOT_CONFIGURED";
}

test("all 288 rows of the KEY_MODE table decide as written", () => {
  expect(rows).toHaveLength(288);
  expect(rows.map((row) => [row, ask(row)])).toEqual(rows.map((row) => [row, expected(row)]));
});

const base: Row = {
  keyMode: "server",
  who: "person",
  oauth: "none",
  apiKey: false,
  foreign: false,
  environment: false,
  operation: "responses",
};

describe("in words", () => {
  test.each<[string, Partial<Row>, string]>([
    ["a stored sign-in comes before the environment key", { oauth: "active", environment: true }, "oauth"],
    [
      "a sign-in that does not serve the operation is skipped",
      { oauth: "active", apiKey: true, operation: "chat_completions" },
      "api_key",
    ],
    [
      "an ended sign-in does not fall through to the shared key",
      { oauth: "ended", environment: true },
      "REAUTHENTICATION_REQUIRED",
    ],
    [
      "in auto an ended sign-in does not fall through to the caller's key",
      { keyMode: "auto", oauth: "ended", foreign: true },
      "REAUTHENTICATION_REQUIRED",
    ],
    ["nobody's token: the environment key", { who: "anonymous", environment: true, foreign: true }, "environment"],
    ["nobody's token never spends what is stored", { who: "anonymous", oauth: "active" }, "MISSING_TOKEN"],
    ["nothing at all", { who: "anonymous" }, "UPSTREAM_KEY_NOT_CONFIGURED"],
    ["a person who never signed in or logged out", {}, "REAUTHENTICATION_REQUIRED"],
    [
      "passthrough ignores what is stored",
      { keyMode: "passthrough", oauth: "active", environment: true },
      "MISSING_CLIENT_KEY",
    ],
    ["passthrough uses the caller's own", { keyMode: "passthrough", foreign: true, oauth: "active" }, "client"],
    ["auto prefers what is stored", { keyMode: "auto", oauth: "active", foreign: true }, "oauth"],
    ["auto takes the caller's before the shared key", { keyMode: "auto", foreign: true, environment: true }, "client"],
  ])("%s", (_title, change, decided) => {
    expect(ask({ ...base, ...change })).toBe(decided);
  });

  test("a token for other providers, or without the right to invoke, is not permitted", () => {
    const row = { ...base, oauth: "active" } as const;
    expect(ask(row, { principal: { ...person, providers: ["openai"] } })).toBe("NOT_PERMITTED");
    expect(ask(row, { principal: { ...person, providers: ["acme"] } })).toBe("oauth");
    expect(ask(row, { principal: { ...person, scopes: ["audit:read"] } })).toBe("NOT_PERMITTED");
  });

  test("an operation the provider does not have is not permitted, with any credential", () => {
    expect(ask({ ...base, oauth: "active", environment: true }, { operation: "messages" })).toBe("NOT_PERMITTED");
  });

  test("a provider that takes no credential of a caller's is not permitted in passthrough, and gets another in auto", () => {
    const { client: _, ...credentials } = provider.credentials;
    const change = { provider: { ...provider, credentials } };
    const row = { ...base, foreign: true, environment: true };
    expect(ask({ ...row, keyMode: "passthrough" }, change)).toBe("NOT_PERMITTED");
    expect(ask({ ...row, keyMode: "auto" }, change)).toBe("environment");
  });

  test("without a configured sign-in the missing key is named instead", () => {
    const { signIn: _, ...keysOnly } = provider;
    expect(ask(base, { provider: keysOnly })).toBe("UPSTREAM_KEY_NOT_CONFIGURED");
  });
});
