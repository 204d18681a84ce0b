/** Why each package that is not ours is there: what it does, and why we do not do it ourselves. */
export const dependencyReasons: Readonly<Record<string, string>> = {
  "@hono/node-server": "Serves Hono on node:http: the administration port, the detection service, the sandbox.",
  "@napi-rs/keyring":
    "The operating system's keyring for the master key. Optional: without it the key file is used, and it is said.",
  "@oclif/core": "Commands, flags and help of the command line.",
  "better-sqlite3": "SQLite for teams, with synchronous commits. Comes built; no install script.",
  hono: "Routes of the administration port, the detection service and the sandbox. The proxy's own port does without.",
  "oidc-provider":
    "The sandbox's authorization server: a certified implementation, so that the sandbox proves something.",
  "openid-client": "OAuth 2.0 and OpenID Connect. Protocol code that many others watch over.",
  pino: "Logs as JSON lines.",
  "prom-client": "The metrics page.",
  undici: "HTTP to the providers: dispatch with backpressure, pinned addresses, an outgoing proxy.",
  uqr: "The QR code of `auth login --qr`. No dependency of its own.",
  yaml: "Reads infershield.yaml and policies with places for messages. No dependency of its own.",
  zod: "Checks configuration, policies and bodies of administration. No dependency of its own.",
};
