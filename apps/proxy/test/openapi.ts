import { z } from "zod";
import type { AdminRoute } from "../src/admin/admin-route.ts";
import { adminRoutes } from "../src/admin/routes.ts";
import { type Rule, rules, spellings } from "../src/served-paths.ts";

/** What each operation of a provider's API is called. */
const modelSummaries: Readonly<Record<Rule["operation"], string>> = {
  chat_completions: "OpenAI chat completions",
  completions: "OpenAI completions",
  embeddings: "OpenAI embeddings",
  responses: "OpenAI responses",
  responses_compact: "OpenAI compaction of responses",
  models: "Models; Anthropic's with the header anthropic-version",
  messages: "Anthropic messages",
  count_tokens: "Anthropic token count",
  generate_content: "Gemini",
  gemini_models: "Gemini models",
  ollama_chat: "Ollama chat",
  cohere_chat: "Cohere chat",
  cohere_embed: "Cohere embeddings",
};

const geminiMethods = ["generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents"];

/** The ways to write a rule's path, with every method there is. */
function pathsOf(rule: Rule): readonly string[] {
  return spellings(rule).flatMap((path) =>
    path.includes("{method}") ? geminiMethods.map((method) => path.replace("{method}", method)) : [path],
  );
}

/** What each endpoint of the admin API does. A new endpoint without a sentence here fails the test. */
const adminSummaries: Readonly<Record<string, string>> = {
  "POST /admin/login": "Turn a one-time code into this device's token",
  "GET /admin/me": "Who the token belongs to",
  "GET /admin/users": "People, a page at a time",
  "POST /admin/users": "Add a person; answers a one-time code for the first device",
  "POST /admin/users/invite": "A one-time code for another device",
  "POST /admin/users/change": "Change role, name, team or state",
  "POST /admin/users/delete": "Delete a person: tokens and sign-ins end at once",
  "GET /admin/teams": "Teams",
  "POST /admin/teams": "Add a team",
  "POST /admin/teams/delete": "Delete a team",
  "GET /admin/tokens": "Tokens, one's own or a person's",
  "POST /admin/tokens": "Make a token; shown once",
  "POST /admin/tokens/rotate": "Replace a token by one with the same rights",
  "POST /admin/tokens/revoke": "End a token at once",
  "GET /admin/providers": "Providers, and how one signs in to them",
  "GET /admin/logins": "Sign-ins, without any token of theirs",
  "POST /admin/logins": "Keep an API key as a person's login",
  "POST /admin/logins/revoke": "Sign out at the provider and here",
  "POST /admin/sign-ins": "Begin to sign in; answers the code and where to enter it",
  "GET /admin/sign-ins/{id}": "How a sign-in stands",
  "POST /admin/sign-ins/{id}/return": "The address that the browser came back to",
  "POST /admin/sign-ins/{id}/cancel": "Give a sign-in up",
  "GET /admin/policies": "Layers of policy in force, with version, author and time",
  "GET /admin/policies/effective": "What decides for a person, oneself when nobody is named",
  "GET /admin/policies/history": "Versions, the newest first, of a layer (org, team:NAME, user:EMAIL) or of all",
  "GET /admin/policies/version": "One version of a layer with its document",
  "POST /admin/policies": "Put a layer in force; version is the one that was seen, 0 for none",
  "POST /admin/policies/remove": "Take a layer away",
  "GET /admin/usage": "Requests and tokens by person, provider, model and day",
  "GET /admin/audit": "Audit records, streamed",
};

const error = { $ref: "#/components/responses/Error" };
const bearer = [{ bearer: [] }];

function pathParameters(path: string): readonly object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function modelOperation(rule: Rule, path: string): object {
  const body = { required: true, content: { "application/json": { schema: { type: "object" } } } };
  return {
    tags: [rule.dialect],
    summary: modelSummaries[rule.operation],
    parameters: pathParameters(path),
    ...(rule.method === "POST" && { requestBody: body }),
    security: [{ bearer: [] }, { "x-api-key": [] }, { "x-goog-api-key": [] }, {}],
    responses: {
      "200": {
        description: "The provider's answer, JSON or a stream of events, as its own documentation has it.",
        headers: { "X-InferShield-Request-Id": { $ref: "#/components/headers/RequestId" } },
      },
      default: error,
    },
  };
}

/** A query's members one by one; a body as it is. */
function inputOf({ method, input }: AdminRoute): {
  readonly parameters: readonly object[];
  readonly requestBody?: object;
} {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  if (method === "POST") {
    return { parameters: [], requestBody: { required: true, content: { "application/json": { schema } } } };
  }
  const parameters = Object.entries(schema.properties ?? {}).map(([name, member]) => ({
    name,
    in: "query",
    required: schema.required?.includes(name) ?? false,
    schema: member,
  }));
  return { parameters };
}

function adminOperation(route: AdminRoute, path: string): object {
  const { parameters, ...body } = inputOf(route);
  const needs = route.needs === "code" ? "A one-time code in the body." : `Needs ${route.needs.join(" or ")}.`;
  return {
    tags: ["administration"],
    summary: adminSummaries[`${route.method} ${path}`],
    description: needs,
    servers: [{ url: "http://127.0.0.1:8001", description: "administration port" }],
    parameters: [...pathParameters(path), ...parameters],
    ...body,
    security: route.needs === "code" ? [] : bearer,
    responses: { "200": { description: "Done." }, default: error },
  };
}

type Paths = Record<string, Record<string, object>>;

function add(paths: Paths, path: string, method: string, operation: object): void {
  paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
}

/** The HTTP interface as OpenAPI 3.1, made from the tables that the program itself routes by. */
export function openApi(): object {
  const paths: Paths = {};
  for (const rule of rules) {
    for (const path of pathsOf(rule)) add(paths, path, rule.method, modelOperation(rule, path));
  }
  const lives = { "200": { description: "It does." } };
  add(paths, "/health", "GET", { tags: ["operation"], summary: "Whether the process lives", responses: lives });
  add(paths, "/ready", "GET", {
    tags: ["operation"],
    summary: "Whether it can serve: store, audit, policy, detectors",
    responses: { ...lives, "503": { description: "Not now; the body says why." } },
  });
  for (const route of adminRoutes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    add(paths, path, route.method, adminOperation(route, path));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "InferShield",
      version: "0.1.0",
      description:
        "The proxy's routes and the admin API. Each proxy route is also served behind `/{provider}` and, for tools that can set no header, behind `/t/{token}`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "http://127.0.0.1:8000", description: "proxy" }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An InferShield token, or in passthrough mode the provider's key.",
        },
        "x-api-key": { type: "apiKey", in: "header", name: "x-api-key" },
        "x-goog-api-key": { type: "apiKey", in: "header", name: "x-goog-api-key" },
      },
      headers: { RequestId: { description: "Also in the audit record and in errors.", schema: { type: "string" } } },
      responses: {
        Error: {
          description: "A coded error in the caller's dialect; the codes are in docs/troubleshooting.md.",
          content: { "application/json": { schema: { type: "object" } } },
        },
      },
    },
  };
}

/** Endpoints of the admin API that no sentence describes, and sentences about none. */
export function undescribed(): readonly string[] {
  const names = adminRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  return [
    ...names.filter((name) => !(name in adminSummaries)),
    ...Object.keys(adminSummaries).filter((name) => !names.includes(name)),
  ];
}

/** Model routes of the document as method and a path with values in it. */
export function modelExamples(): readonly {
  readonly method: Rule["method"];
  readonly path: string;
  readonly rule: Rule;
}[] {
  return rules.flatMap((rule) =>
    pathsOf(rule).map((path) => ({
      method: rule.method,
      path: path.replace("{model}", "model-1"),
      rule,
    })),
  );
}
