import { createHash, randomUUID } from "node:crypto";
import type { System } from "@infershield/core";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { chatCompletion } from "./chat-completions.ts";
import { readConversation } from "./model.ts";
import { openAiError } from "./openai-error.ts";

/** One request that reached the model API, as a test or a demonstration wants to see it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** SHA-256 of the bearer token in hex; absent when there was none. The token itself is never kept. */
  readonly credentialSha256?: string;
  /** Header names in lower case; `authorization` and `cookie` are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; empty for a GET. */
  readonly body: string;
  /** Whether the token was one of the sandbox's own and still valid. */
  readonly authorized: boolean;
}

/** What the model API needs from its surroundings. */
export interface ModelApiOptions {
  readonly isValidToken: (token: string) => Promise<boolean>;
  readonly record: (request: RecordedRequest) => void;
  readonly system: System;
}

/** Models that the list names; any other name is answered all the same. */
const models: readonly string[] = ["sandbox-small", "sandbox-large"];
const maxBodyBytes = 33_554_432;

/** A small API in OpenAI's form under `/v1`, open to tokens of the sandbox's own authorization server only. */
export function createModelApi({ isValidToken, record, system }: ModelApiOptions): Hono {
  const api = new Hono().basePath("/v1");
  api.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => openAiError(413, "The request is too large.", "invalid_request_error", "request_too_large"),
    }),
  );
  api.use(async (context, next) => {
    const { authorization, cookie: _, ...headers } = context.req.header();
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "")?.[1];
    const authorized = token !== undefined && (await isValidToken(token));
    record({
      method: context.req.method,
      path: context.req.path,
      receivedAt: system.now(),
      ...(token === undefined ? {} : { credentialSha256: createHash("sha256").update(token).digest("hex") }),
      headers,
      body: await context.req.text(),
      authorized,
    });
    if (authorized) return next();
    return openAiError(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key");
  });
  api.get("/models", () => Response.json({ object: "list", data: models.map(modelEntry) }));
  api.get("/models/:id", ({ req }) =>
    models.includes(req.param("id"))
      ? Response.json(modelEntry(req.param("id")))
      : openAiError(404, "There is no such model.", "invalid_request_error", "model_not_found"),
  );
  api.post("/chat/completions", async ({ req }) => {
    const conversation = readConversation(await readJson(req));
    if (conversation === undefined) {
      return openAiError(
        400,
        "A chat completion needs a model and messages.",
        "invalid_request_error",
        "invalid_request",
      );
    }
    return chatCompletion(conversation, { id: randomUUID(), created: Math.floor(system.now() / 1_000) });
  });
  api.notFound(() => openAiError(404, "Unknown request URL.", "invalid_request_error", "unknown_url"));
  return api;
}

function modelEntry(id: string): object {
  return { id, object: "model", created: 1_735_689_600, owned_by: "infershield-sandbox" };
}

async function readJson(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
