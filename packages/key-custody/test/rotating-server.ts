import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "@infershield/testkit";

/** An answer of the scripted kind; `reset` cuts the connection, `hang` never answers. */
export type Fault =
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  | "reset"
  /** The token is spent, but the answer never arrives. */
  | "lose_answer";

export interface RotatingServerOptions {
  /** Seconds. */
  readonly expiresIn?: number | string | null;
  /** false: answers carry no refresh token and the old one stays good. */
  readonly rotates?: boolean;
  /** The spent token before the current one still works once more, as some servers allow. */
  readonly grace?: boolean;
  /** What the `Date` header says, epoch milliseconds; none is sent by default. */
  readonly date?: number;
}

/** A fake authorization server with rotating refresh tokens that revokes the whole family when a spent one comes back. */
export interface RotatingServer {
  readonly url: string;
  /** Starts a family. */
  issue(name?: string): { readonly accessToken: string; readonly refreshToken: string };
  /** Refresh calls that arrived. */
  readonly calls: number;
  /** Successful refreshes of one family. */
  refreshes(name: string): number;
  /** Families revoked because a spent token came back. */
  readonly familiesRevoked: number;
  readonly revocations: readonly { readonly token: string; readonly hint: string }[];
  isAlive(refreshToken: string): boolean;
  isCurrent(accessToken: string): boolean;
  /** Ends a family from the provider's side. */
  end(name: string): void;
  /** The next refresh calls are answered by these instead. */
  readonly faults: Fault[];
  /** Awaited before each refresh is answered. */
  gate: Promise<void> | undefined;
  close(): Promise<void>;
}

interface Family {
  alive: boolean;
  turn: number;
  refreshes: number;
}

export async function startRotatingServer(options: RotatingServerOptions = {}): Promise<RotatingServer> {
  const { expiresIn = 3600, rotates = true, grace = false, date } = options;
  const families = new Map<string, Family>();
  const faults: Fault[] = [];
  const revocations: { token: string; hint: string }[] = [];
  const state = { calls: 0, familiesRevoked: 0, gate: undefined as Promise<void> | undefined };

  const tokens = (name: string, family: Family) => ({
    accessToken: `at.${name}.${family.turn}`,
    refreshToken: rotates ? `rt.${name}.${family.turn}` : `rt.${name}.0`,
  });

  function refresh(token: string): { status: number; body: unknown } {
    const [, name = "", turn] = token.split(".");
    const family = families.get(name);
    const refused = { status: 400, body: { error: "invalid_grant" } };
    if (family === undefined || !family.alive) return refused;
    const age = rotates ? family.turn - Number(turn) : 0;
    if (age !== 0 && !(grace && age === 1)) {
      family.alive = false;
      state.familiesRevoked++;
      return refused;
    }
    family.turn++;
    family.refreshes++;
    const { accessToken, refreshToken } = tokens(name, family);
    return {
      status: 200,
      body: {
        access_token: accessToken,
        token_type: "Bearer",
        ...(expiresIn !== null && { expires_in: expiresIn }),
        ...(rotates && { refresh_token: refreshToken }),
      },
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await textOf(request));
    if (request.url === "/revoke") {
      const token = form.get("token") ?? "";
      revocations.push({ token, hint: form.get("token_type_hint") ?? "" });
      const family = families.get(token.split(".")[1] ?? "");
      if (family && token.startsWith("rt.")) family.alive = false;
      response.writeHead(200).end();
      return;
    }
    state.calls++;
    await state.gate;
    const fault = faults.shift();
    if (fault === "lose_answer") refresh(form.get("refresh_token") ?? "");
    if (fault === "reset" || fault === "lose_answer") {
      response.destroy();
      return;
    }
    if (fault !== undefined) {
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers }).end(fault.body);
      return;
    }
    const { status, body } = refresh(form.get("refresh_token") ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    response.sendDate = false;
    if (date !== undefined) response.setHeader("date", new Date(date).toUTCString());
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listenOnLoopback(server);

  return {
    url: `http://127.0.0.1:${port}`,
    issue(name = "alex") {
      const family = { alive: true, turn: 0, refreshes: 0 };
      families.set(name, family);
      return tokens(name, family);
    },
    get calls() {
      return state.calls;
    },
    refreshes: (name) => families.get(name)?.refreshes ?? 0,
    get familiesRevoked() {
      return state.familiesRevoked;
    },
    revocations,
    isAlive: (token) => {
      const [, name = "", turn] = token.split(".");
      const family = families.get(name);
      return family?.alive === true && (!rotates || Number(turn) === family.turn);
    },
    isCurrent: (token) => {
      const [, name = "", turn] = token.split(".");
      const family = families.get(name);
      return family?.alive === true && Number(turn) === family.turn;
    },
    end(name) {
      const family = families.get(name);
      if (family) family.alive = false;
    },
    faults,
    get gate() {
      return state.gate;
    },
    set gate(gate) {
      state.gate = gate;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
