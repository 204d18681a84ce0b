import { z } from "zod";

/** Names a file in the home and a variable. */
const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "lower case letters, digits and hyphens");
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** One system that gets every audit record: `audit.sinks` of `infershield.yaml`. */
export const sinkSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("file"), name, path: z.string().min(1) }),
  z.strictObject({ type: z.literal("stdout"), name }),
  z.strictObject({
    type: z.literal("syslog"),
    name,
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    /** TLS (RFC 5425); only loopback goes without. */
    tls: z.boolean().default(true),
    /** File with the certificate authority, PEM; else those that Node trusts. */
    ca: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("webhook"),
    name,
    url: z.url(),
    /** Header that carries the secret of the sink's variable. */
    header: headerName.default("authorization"),
  }),
  z.strictObject({ type: z.literal("otlp"), name, url: z.url(), header: headerName.default("authorization") }),
]);

/** A checked entry of `audit.sinks`. */
export type SinkSettings = z.output<typeof sinkSchema>;
