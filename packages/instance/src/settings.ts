import { z } from "zod";
import { sinkSchema } from "./sink-settings.ts";

const megabyte = 1_000_000;
const port = z.int().min(0).max(65_535);
const positive = z.int().min(1);

/** Settings of one provider: for a built-in provider these fields change its data, any other name defines a provider of its own. */
const provider = z.record(z.string(), z.unknown());

/**
 * `infershield.yaml`, with every default. Unknown keys are errors. Each key `a.bC` can also be set as `INFERSHIELD_A_B_C`.
 *
 * @see docs/configuration.md
 */
export const settingsSchema = z.strictObject({
  mode: z.enum(["single-user", "multi-user"]).default("single-user"),
  host: z.string().min(1).default("127.0.0.1"),
  port: port.default(8000),
  adminPort: port.default(8001),
  /** Another one than loopback needs `tls` or `behindProxy`, as `host` does. */
  adminHost: z.string().min(1).default("127.0.0.1"),
  /** How tools of other machines reach the proxy, when that is not `host` and `port`. */
  publicUrl: z.url().optional(),
  tls: z.strictObject({ cert: z.string().optional(), key: z.string().optional() }).prefault({}),
  /** A reverse proxy in front terminates TLS. */
  behindProxy: z.boolean().default(false),
  /** Host names (with port) that the guard accepts beside the loopback names. */
  allowedHosts: z.array(z.string()).default([]),
  allowedOrigins: z.array(z.string()).default([]),
  keyMode: z.enum(["server", "passthrough", "auto"]).default("server"),
  /** Refuse requests without an InferShield token even where only the environment key would be spent. */
  requireToken: z.boolean().default(false),
  keySource: z.enum(["env", "file", "keyring", "auto"]).optional(),
  masterKeyFile: z.string().optional(),
  tokenPath: z.string().optional(),
  databaseUrl: z.string().optional(),
  enforcement: z.enum(["enforce", "monitor"]).default("enforce"),
  /** Score from which an attack is blocked. */
  riskThreshold: z.int().min(0).max(100).default(80),
  /** Rules beside the built-in policy. */
  policyFile: z.string().optional(),
  audit: z
    .strictObject({
      /** What becomes of a request that cannot be recorded: it is refused, or it passes and the gap is recorded afterwards. */
      failMode: z.enum(["closed", "open"]).default("closed"),
      /** What is kept of texts, redacted and encrypted for each person: nothing, 500 characters a direction, or 4,000. */
      excerpts: z.enum(["off", "redacted", "full"]).default("redacted"),
      /** How long records are kept: 30 days to 7 years. */
      retention: z
        .string()
        .regex(/^(?:[3-9]\d|[1-9]\d\d|1\d{3}|2[0-4]\d\d|25[0-4]\d|255[0-7])d$/, "30d to 2557d")
        .default("180d"),
      /** Other systems that get every record. */
      sinks: z
        .array(sinkSchema)
        .refine((sinks) => new Set(sinks.map(({ name }) => name)).size === sinks.length, "each needs a name of its own")
        .default([]),
    })
    .prefault({}),
  firewallEndpoint: z.url().optional(),
  /** Where the detection service listens; without a port 5000, or a free one. */
  firewall: z.strictObject({ host: z.string().min(1).default("127.0.0.1"), port: port.optional() }).prefault({}),
  /** Exact origins that may be plain http or a private address, such as `http://127.0.0.1:11434`. */
  allowPrivateUpstream: z.array(z.string()).default([]),
  /** The provider that serves a dialect when neither the path nor the token names one. */
  defaults: z
    .strictObject({
      openai: z.string().default("openai"),
      anthropic: z.string().default("anthropic"),
      gemini: z.string().default("google"),
      ollama: z.string().default("ollama"),
      cohere: z.string().default("cohere"),
    })
    .prefault({}),
  providers: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), provider).default({}),
  log: z
    .strictObject({
      level: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    })
    .prefault({}),
  limits: z
    .strictObject({
      bodyBytes: positive.default(32 * megabyte),
      /** Of all requests together, from their first byte until their provider's answer begins. */
      bodiesBytes: positive.default(256 * megabyte),
      requestsPerUser: positive.default(256),
      /** In flight, of all members together; none unless set, as the next ones. */
      requestsPerTeam: positive.optional(),
      requestsPerMinutePerUser: positive.optional(),
      requestsPerMinutePerTeam: positive.optional(),
      /** Tokens that providers count, of requests and answers together. */
      tokensPerMinutePerUser: positive.optional(),
      tokensPerMinutePerTeam: positive.optional(),
      requestsTotal: positive.default(4_000),
      connections: positive.default(10_000),
      headersTimeoutMs: positive.default(10_000),
      keepAliveMs: positive.default(65_000),
      upstreamConnectMs: positive.default(10_000),
      upstreamHeadersMs: positive.default(600_000),
      /** Longest silence between two bytes of a stream. */
      streamIdleMs: positive.default(330_000),
      streamTotalMs: positive.default(60 * 60_000),
      streamLineBytes: positive.default(megabyte),
      answerBytes: positive.default(64 * megabyte),
      /** What the detection service may take for a request. */
      scanMs: positive.default(5_000),
      drainMs: positive.default(30_000),
    })
    .prefault({}),
});

/** The settings with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
