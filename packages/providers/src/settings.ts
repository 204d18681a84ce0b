import { z } from "zod";
import { type ProviderDialect, providerDialects } from "./dialects.ts";
import { ProviderError } from "./error.ts";
import {
  type CredentialKind,
  type CredentialStyle,
  type Operation,
  operations,
  type SignIn,
  type SignInDeviations,
  type TokenExchange,
} from "./provider.ts";

/** What an operator may change about a provider; in `infershield.yaml` under its name, the first five also as variables. */
export interface ProviderOverride {
  readonly baseUrl?: string | undefined;
  /** An enterprise's own host, such as `octocorp.ghe.com`, where the provider has such hosts. */
  readonly host?: string | undefined;
  readonly clientId?: string | undefined;
  /** Another authorization server, found by discovery unless both endpoints are given. */
  readonly issuer?: string | undefined;
  readonly deviceEndpoint?: string | undefined;
  readonly tokenEndpoint?: string | undefined;
  readonly revocationEndpoint?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly verificationHosts?: readonly string[] | undefined;
  readonly requestHeaders?: Readonly<Record<string, string>> | undefined;
  readonly exchange?: TokenExchange | undefined;
  /** The provider approved this installation for use beyond one machine. */
  readonly remoteApproved?: boolean | undefined;
}

/** A provider of the operator's own. */
export interface CustomProvider extends ProviderOverride {
  readonly name: string;
  readonly baseUrl: string;
  readonly displayName?: string | undefined;
  /** Default `openai`; gives operations and credential headers. */
  readonly dialect?: ProviderDialect | undefined;
  readonly operations?: Readonly<Partial<Record<Operation, string>>> | undefined;
  readonly credentials?: Readonly<Partial<Record<CredentialKind, CredentialStyle>>> | undefined;
  readonly environmentVariables?: readonly string[] | undefined;
  /** Default `device`. A `browser` sign-in with fixed endpoints has an `authorizationEndpoint` instead of a `deviceEndpoint`. */
  readonly flow?: SignIn["flow"] | undefined;
  readonly authorizationEndpoint?: string | undefined;
  readonly requiredScopes?: readonly string[] | undefined;
  readonly introduction?: Readonly<Record<string, string>> | undefined;
  readonly installationField?: string | undefined;
  readonly redirectPath?: string | undefined;
  readonly localOnly?: boolean | undefined;
  readonly deviations?: SignInDeviations | undefined;
  readonly terminalRefreshErrors?: readonly string[] | undefined;
  readonly manageUrl?: string | undefined;
}

/** Headers that the proxy or HTTP itself owns. */
const reservedHeaders =
  /^(?:(?:host|cookie|connection|transfer-encoding|te|trailer|upgrade|expect|via)$|content-|proxy-|x-forwarded-|x-infershield-)/;
const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, "must be a lower-case header name")
  .refine((name) => !reservedHeaders.test(name), "must not be a header that HTTP or InferShield owns");
/** Headers beside the credential; none that could carry another one. */
const plainHeader = headerName.refine(
  (name) => !/^(authorization|x-api-key|x-goog-api-key|api-key)$/.test(name),
  "must not be a credential",
);
const visible = z.string().regex(/^[\x20-\x7e]{1,1024}$/, "must be printable ASCII");
const word = z.string().regex(/^[\x21-\x7e]{1,256}$/, "must be printable ASCII without spaces");
const hostName = z.string().regex(/^[a-z0-9.-]{1,253}$/, "must be a host name");
const url = z.string().max(2048);
const words = z.array(word).max(64);
const texts = z.record(word, visible);
const httpStatus = z.int().min(200).max(599);

const operation = z.enum(operations);
const path = z.string().regex(/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._{}:-]+)+$/, "must be a plain path");
const call = z.enum(["metadata", "device_authorization", "token", "device_poll", "revocation"]);

const credentialStyle = z.strictObject({
  header: headerName,
  prefix: z.string().regex(/^(?:[A-Za-z]{1,16} )?$/, 'must be empty or a scheme such as "Bearer "'),
  serves: z.union([z.literal("all"), z.array(operation)]),
});

const deviations = z.strictObject({
  jsonRequests: z.array(call).exactOptional(),
  requestHeaders: z.record(plainHeader, visible).exactOptional(),
  clientAuthentication: z.enum(["post", "basic"]).exactOptional(),
  pkce: z.boolean().exactOptional(),
  fieldAliases: texts.exactOptional(),
  errorAliases: texts.exactOptional(),
  pendingStatuses: z.array(httpStatus).exactOptional(),
  slowDownStatuses: z.array(httpStatus).exactOptional(),
  verificationUri: url.exactOptional(),
  defaultExpiresInSeconds: z.int().min(30).max(3600).exactOptional(),
  codeExchange: z.strictObject({ pollEndpoint: url, redirectUri: url }).exactOptional(),
  issuedClientId: z.strictObject({ insteadOf: word }).exactOptional(),
  revocationBody: z.enum(["token", "credentials"]).exactOptional(),
});

const fieldPath = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}(?:\.[A-Za-z_][A-Za-z0-9_]{0,63}){0,3}$/, "must be a field's name");
const exchange = z.strictObject({
  url,
  prefix: z.string().regex(/^(?:[A-Za-z]{1,16} )?$/, 'must be empty or a scheme such as "token "'),
  headers: z.record(plainHeader, visible),
  fields: z.strictObject({ token: fieldPath, expiresAt: fieldPath, refreshIn: fieldPath, apiBase: fieldPath }),
  apiHosts: z.array(hostName).max(16),
});

const override = z.strictObject({
  baseUrl: url.optional(),
  host: hostName.optional(),
  clientId: word.optional(),
  issuer: url.optional(),
  deviceEndpoint: url.optional(),
  tokenEndpoint: url.optional(),
  revocationEndpoint: url.optional(),
  scopes: words.optional(),
  parameters: texts.optional(),
  verificationHosts: z.array(hostName).max(16).optional(),
  requestHeaders: z.record(plainHeader, visible).optional(),
  exchange: exchange.optional(),
  remoteApproved: z.boolean().optional(),
});

const custom = override.extend({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "must be a lower-case name"),
  displayName: visible.optional(),
  baseUrl: url,
  dialect: z.enum(providerDialects).optional(),
  operations: z.partialRecord(operation, path).optional(),
  credentials: z.partialRecord(z.enum(["oauth", "api_key", "environment", "client"]), credentialStyle).optional(),
  environmentVariables: z.array(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "must be a variable's name")).optional(),
  flow: z.enum(["device", "browser"]).optional(),
  authorizationEndpoint: url.optional(),
  requiredScopes: words.optional(),
  introduction: texts.optional(),
  installationField: word.optional(),
  redirectPath: path.optional(),
  localOnly: z.boolean().optional(),
  deviations: deviations.optional(),
  terminalRefreshErrors: words.optional(),
  manageUrl: url.optional(),
});

/** @throws ProviderError `INVALID_PROVIDER`, naming the field and the rule, never the value */
export function parseOverride(name: string, value: unknown): ProviderOverride {
  return check(name, override.safeParse(value));
}

/** @throws ProviderError `INVALID_PROVIDER`, naming the field and the rule, never the value */
export function parseCustomProvider(value: unknown): CustomProvider {
  const named = z.object({ name: z.string().max(64) }).safeParse(value);
  return check(named.success ? named.data.name : "without a name", custom.safeParse(value));
}

function check<T>(name: string, result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join(".") ?? "";
  const rule =
    issue?.code === "unrecognized_keys" ? `unknown field ${issue.keys.join(", ")}` : `${field}: ${issue?.message}`;
  throw new ProviderError("INVALID_PROVIDER", `Provider ${JSON.stringify(name)}: ${rule}.`, {
    hint: "Correct it in infershield.yaml or in the provider's variables.",
  });
}
