import type { Principal } from "@infershield/core";
import { type BodyShape, type Dialect, type FramingName, framingOf } from "@infershield/llm-wire";
import type { Operation, Provider, ProviderCatalog } from "@infershield/providers";
import { holdsCredential, keyInUrl } from "./presented.ts";
import { ProxyError, unknownPath } from "./proxy-error.ts";
import type { Exchange } from "./receive.ts";
import { type Names, noNames, type Rule, ruleOf } from "./served-paths.ts";

/** Where a request goes. */
export interface Route {
  readonly provider: Provider;
  readonly dialect: Dialect;
  readonly operation: Operation;
  /** How the body is read and the answer scanned; absent for requests without a body. */
  readonly shape?: BodyShape;
  /** How a stream of answers is framed: Gemini sends one JSON array unless the query asks for events. */
  readonly framing: FramingName;
  /** The model that the path names; most dialects name it in the body. */
  readonly model?: string;
  /** Origin of the upstream, such as `https://api.openai.com`. */
  readonly origin: string;
  /** Path and query at that origin. */
  readonly target: string;
}

/** The providers that there are, and which of them serves a dialect. */
export interface RouteOptions {
  readonly providers: ProviderCatalog;
  /** The provider of each dialect when neither path nor token names one. */
  readonly defaults: Readonly<Record<Dialect, string>>;
}

/**
 * Finds provider, operation and upstream address.
 *
 * @throws ProxyError `UNKNOWN_ROUTE`, `METHOD_NOT_ALLOWED`, `NOT_PERMITTED`, `BAD_REQUEST` for a key in the place of a model
 */
export function routeExchange(exchange: Exchange, principal: Principal, options: RouteOptions): Route {
  const { rule, names, named } = findRule(exchange, options.providers);
  const dialect = rule.operation === "models" && exchange.headers["anthropic-version"] ? "anthropic" : rule.dialect;
  const provider = named ?? chooseProvider(rule.operation, dialect, principal, options);
  if (principal.providers !== "all" && !principal.providers.includes(provider.name)) {
    throw new ProxyError("NOT_PERMITTED", `This InferShield token may not reach ${provider.displayName}.`, {
      reason: "provider",
    });
  }
  const path = provider.operations[rule.operation];
  if (path === undefined) throw unknownRoute(`${provider.displayName} does not serve this request.`);
  const model = names["model"] === undefined ? undefined : decodeURIComponent(names["model"]);
  if (model !== undefined && holdsCredential(model)) throw keyInUrl();
  const url = names === noNames ? addressOf(provider, path) : new URL(provider.baseUrl + fillPath(path, names));
  const isArray = names["method"] === "streamGenerateContent" && !asksForEvents(exchange.query);
  return {
    provider,
    dialect,
    operation: rule.operation,
    framing: isArray ? "json_array" : rule.shape === undefined ? "sse" : framingOf(rule.shape),
    origin: url.origin,
    target: url.pathname + forwardedQuery(exchange.query),
    ...(rule.shape && { shape: rule.shape }),
    ...(model !== undefined && { model }),
  };
}

function asksForEvents(query: string): boolean {
  return /[?&]alt=sse(?:&|$)/.test(query);
}

/** Parameters that say something about the request and nothing about who asks. */
const forwardedParameters: ReadonlySet<string> = new Set([
  "after",
  "after_id",
  "alt",
  "api-version",
  "before",
  "before_id",
  "beta",
  "client_version",
  "limit",
  "order",
  "pageSize",
  "pageToken",
]);

/** The parameters that are listed, spelled as they came; names that are spelled otherwise have two readings and stay here too. */
function forwardedQuery(query: string): string {
  const kept = query
    .slice(1)
    .split("&")
    .filter((pair) => forwardedParameters.has(pair.split("=", 1)[0] ?? ""));
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

/** Puts the names of the client's path into the provider's; a model without a place of its own follows at the end. */
function fillPath(path: string, names: Names): string {
  const { model, method = "" } = names;
  if (path.includes("{model}")) return path.replace("{model}", model ?? "").replace("{method}", method);
  return model === undefined ? path : `${path}/${model}`;
}

/** The addresses of operations: to take one apart costs more than all else here. */
const addresses = new WeakMap<Provider, Map<string, URL>>();

function addressOf(provider: Provider, path: string): URL {
  const known = addresses.get(provider) ?? new Map<string, URL>();
  const address = known.get(path) ?? new URL(provider.baseUrl + path);
  known.set(path, address);
  addresses.set(provider, known);
  return address;
}

interface FoundRule {
  readonly rule: Rule;
  readonly names: Names;
  /** The provider that the path names. */
  readonly named?: Provider;
}

/** Whether a model route has this path, whatever its method. */
export function isModelPath(path: string, providers: ProviderCatalog): boolean {
  const isKnown = (some: string): boolean => ruleOf(some) !== undefined;
  const end = path.indexOf("/", 1);
  return isKnown(path) || (end > 0 && providers.find(path.slice(1, end)) !== undefined && isKnown(path.slice(end)));
}

function findRule({ method, path }: Exchange, providers: ProviderCatalog): FoundRule {
  const direct = matchRule(method, path);
  if (direct) return direct;
  const end = path.indexOf("/", 1);
  const named = end < 0 ? undefined : providers.find(path.slice(1, end));
  const prefixed = named && matchRule(method, path.slice(end));
  if (!prefixed) throw unknownPath();
  return { ...prefixed, named };
}

/** @throws ProxyError `METHOD_NOT_ALLOWED` when the path is known for another method */
function matchRule(method: string, path: string): FoundRule | undefined {
  const found = ruleOf(path);
  if (found === undefined || found.rule.method === method) return found;
  const allow = found.rule.method;
  throw new ProxyError("METHOD_NOT_ALLOWED", `Use ${allow} for this path.`, { reason: "method", allow });
}

/** The token's only provider for this operation, else the configured one: never silently another. */
function chooseProvider(
  operation: Operation,
  dialect: Dialect,
  principal: Principal,
  { providers, defaults }: RouteOptions,
): Provider {
  if (principal.providers !== "all") {
    const serving = principal.providers
      .map((name) => providers.find(name))
      .filter((provider) => provider?.operations[operation] !== undefined);
    const [only, ...others] = serving;
    if (only !== undefined && others.length === 0) return only;
  }
  const name = defaults[dialect];
  const provider = providers.find(name);
  if (provider === undefined) throw unknownRoute(`The provider ${name} is not configured.`);
  return provider;
}

function unknownRoute(message: string): ProxyError {
  return new ProxyError("UNKNOWN_ROUTE", message, { reason: "unknown_route" });
}
