import { InferShieldError, Secret } from "@infershield/core";
import { isInferShieldToken, mayUse } from "@infershield/identity";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Logger } from "pino";
import { z } from "zod";
import { errorAnswer } from "../errors.ts";
import { ProxyError } from "../proxy-error.ts";
import { slowedDown, type WrongTokens } from "../wrong-tokens.ts";
import { type Actor, notPermitted, requirePermission } from "./actor.ts";
import type { AdminContext, AdminReply, AdminRoute } from "./admin-route.ts";
import { badRequest } from "./bad-request.ts";
import { recordRefusal } from "./recorded.ts";
import { adminRoutes } from "./routes.ts";

/** What the server gives to the app with each request. */
export interface AdminBindings {
  /** Address of the client. */
  readonly peer: string | undefined;
}

/** What the app works with, and whom it tells of refusals. */
export interface AdminAppOptions extends AdminContext {
  readonly wrongTokens: WrongTokens;
  readonly logger: Logger;
  /** Told of each refusal of somebody unknown. */
  readonly onRefusal: (refusal: { readonly peer: string; readonly reason: string }) => void;
}

const usualBodyBytes = 64 * 1_024;

/** The admin API: each route of {@link adminRoutes}, and nothing else. */
export function createAdminApp(options: AdminAppOptions): Hono<{ Bindings: AdminBindings }> {
  const app = new Hono<{ Bindings: AdminBindings }>();
  for (const route of adminRoutes) {
    app.on(route.method, route.path, limitBody(route), async (context) => {
      const { peer } = context.env;
      const actor = await actorFor(route, context.req.header("authorization"), { ...options, peer });
      const id = context.req.param("id") ?? "";
      const input = route.method === "GET" ? context.req.query() : await readBody(() => context.req.json());
      try {
        return send(await route.answer({ actor, id, peer }, input, options));
      } catch (error) {
        if (actor !== undefined && error instanceof ProxyError && error.code === "NOT_PERMITTED") {
          await recordRefusal(options.team, actor, {
            event: "admin",
            action: actionOf(route),
            reason: error.reason ?? "not_permitted",
          });
        }
        throw error;
      }
    });
  }
  app.notFound(() =>
    refuse(new ProxyError("UNKNOWN_ROUTE", "There is no such endpoint.", { reason: "unknown_route" })),
  );
  app.onError((cause, context) => {
    const readable = cause instanceof z.ZodError ? badRequest(cause) : cause;
    const error = slowedDown(readable, context.env.peer ?? "", options.wrongTokens);
    const { status, code, reason = code } = errorAnswer(error);
    if (status === 401 || status === 429) options.onRefusal({ peer: context.env.peer ?? "", reason });
    if (status >= 500) options.logger.warn({ err: error, code }, "an administrative request failed");
    return refuse(error);
  });
  return app;
}

function limitBody({ maxBodyBytes = usualBodyBytes }: AdminRoute): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw new ProxyError("BODY_TOO_LARGE", "The body is too large.", { reason: "body_too_large" });
    },
  });
}

/**
 * Who asks, when they may ask for this at all.
 *
 * @returns undefined for a route that takes a code instead of a token
 * @throws ProxyError `MISSING_TOKEN`, `INVALID_TOKEN`, `NOT_PERMITTED`
 */
async function actorFor(
  { needs, method, path }: AdminRoute,
  authorization: string | undefined,
  { team, peer }: Pick<AdminContext, "team"> & AdminBindings,
): Promise<Actor | undefined> {
  if (needs === "code") return undefined;
  const actor = await authenticateActor(authorization, { team, peer });
  if (needs.some((permission) => mayUse(actor, permission))) return actor;
  const reason = "permission";
  await recordRefusal(team, actor, { event: "admin", action: actionOf({ method, path }), reason });
  throw notPermitted("This token may not be used for that.", {
    reason,
    hint: "Administration needs a role that includes it, and the administrator's token that `infershield login` keeps.",
  });
}

/**
 * Lets those see the metrics who may see what everybody uses.
 *
 * @throws ProxyError `MISSING_TOKEN`, `INVALID_TOKEN`, `NOT_PERMITTED`
 */
export async function requireMetricsReader(
  authorization: string | undefined,
  { team }: Pick<AdminContext, "team">,
): Promise<void> {
  const actor = await authenticateActor(authorization, { team, peer: undefined });
  requirePermission(actor, "usage:read");
}

async function authenticateActor(
  authorization: string | undefined,
  { team, peer }: Pick<AdminContext, "team"> & AdminBindings,
): Promise<Actor> {
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
  if (token === undefined || !isInferShieldToken(token)) {
    throw new ProxyError("MISSING_TOKEN", "An InferShield token is needed.", {
      reason: "missing_token",
      hint: "Run `infershield login`, or set INFERSHIELD_TOKEN.",
    });
  }
  const result = await team.users.authenticate(new Secret(token));
  if (!result.ok) throw invalidToken(result.reason);
  const { grant, principal, user } = result;
  // A path token stands in addresses that others may see.
  if (grant.path) throw invalidToken("wrong_place");
  const { role, id: userId } = user;
  return { userId, role, scopes: principal.scopes, grant, ...(peer !== undefined && { peer }) };
}

function actionOf({ method, path }: Pick<AdminRoute, "method" | "path">): string {
  return `${method} ${path}`.toLowerCase();
}

/** One answer for unknown, expired and revoked; the reason goes to the audit record only. */
function invalidToken(reason: string): ProxyError {
  return new ProxyError("INVALID_TOKEN", "The InferShield token is not valid.", { reason });
}

async function readBody(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof ProxyError) throw cause;
    throw new ProxyError("BAD_REQUEST", "The body is not JSON.", { reason: "body", cause });
  }
}

function send(reply: AdminReply): Response {
  const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  if ("json" in reply) return Response.json(reply.json, { headers });
  const bytes = ReadableStream.from(encoded(reply.text));
  return new Response(bytes, { headers: { ...headers, "content-type": reply.type } });
}

async function* encoded(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of text) yield encoder.encode(piece);
}

/** `{"error":{"code","message","hint"}}`. */
function refuse(error: unknown): Response {
  const { status, code, message, headers = {} } = errorAnswer(error);
  const plain = error instanceof InferShieldError && status < 500 ? error : undefined;
  const hint = plain?.hint;
  const body = { error: { code, message: plain?.message ?? message, ...(hint !== undefined && { hint }) } };
  return Response.json(body, {
    status: status as ContentfulStatusCode,
    headers: { ...headers, "cache-control": "no-store" },
  });
}
