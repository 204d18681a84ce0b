import type { DecidedFinding, Finding, Verdict } from "@infershield/core";
import type { Prompt } from "@infershield/llm-wire";
import { type DecisionContext, decideFinding, type Policy, verdictOf } from "@infershield/policy";
import type { ConversationTurn, Placeholders } from "@infershield/threat-engine";
import { answerHeaders } from "./answer-headers.ts";
import { authenticate, type Caller } from "./authenticate.ts";
import { blockAnswer, heedable } from "./block-answer.ts";
import type { BodyPlace } from "./body-room.ts";
import type { Client } from "./client.ts";
import { decideRequest } from "./decide.ts";
import { type ErrorAnswer, errorAnswer } from "./errors.ts";
import { listenToAnswer, requestExcerpt } from "./excerpt.ts";
import type { UpstreamResponse } from "./forward.ts";
import { forwardWithCredential } from "./forward-with-credential.ts";
import type { Gateway } from "./gateway.ts";
import { answeredFacts, refusalFacts, relayFacts } from "./outcome.ts";
import { recordable } from "./presented.ts";
import { readRequest } from "./read.ts";
import type { Exchange } from "./receive.ts";
import { conversationName, deriveConversationKey, redactBody, sessionOf } from "./redact.ts";
import { relayAnswer } from "./relay.ts";
import { sendError } from "./reply.ts";
import { watchRevocation } from "./revocation.ts";
import { type Route, routeExchange } from "./route.ts";
import { guarded, guardedScanner, scanPrompt } from "./scan.ts";
import type { Timings } from "./timings.ts";
import { openTrail, type Trail, verdictFacts } from "./trail.ts";
import { watchLogout } from "./watch-logout.ts";

/**
 * One request from its head to the last byte of its answer: the steps of the architecture, in their order.
 *
 * @throws ProxyError, IdentityError, HomeError only while it is unknown who asks; later failures are answered and recorded here
 */
export async function handleExchange(
  client: Client,
  exchange: Exchange,
  gateway: Gateway,
  timings: Timings,
): Promise<void> {
  const { audit, config, directory, policies } = gateway.instance;
  const caller = await authenticate(exchange, directory, gateway.authentication);
  const { principal } = caller;
  const trail = openTrail(exchange, principal, { audit, system: gateway.system });
  const enforced = config.enforcement === "enforce";
  const served = { client, exchange, gateway, timings, caller, policy: policies.of(principal), enforced, trail };
  try {
    const refused = await serveCaller(served).catch(failed(served, answerHeaders(exchange.id)));
    if (refused) await refuse(served, refused);
  } finally {
    gateway.metrics.exchange(trail.facts, timings, gateway.system.monotonic() - exchange.startedAt);
    gateway.usage?.count(principal, trail.facts);
    gateway.callerLimits.spendTokens(principal, (trail.facts.tokensIn ?? 0) + (trail.facts.tokensOut ?? 0));
  }
}

/** One exchange whose caller is known, and what its steps share. */
interface Served {
  readonly client: Client;
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly timings: Timings;
  readonly caller: Caller;
  readonly policy: Policy;
  /** False in monitor mode: what is decided is told and recorded, and nothing is held back. */
  readonly enforced: boolean;
  readonly trail: Trail;
}

/** What the scan of an answer has to know of its request. */
interface Asked {
  readonly route: Route;
  readonly asked: Pick<Prompt, "shape" | "stream"> | undefined;
  readonly context: DecisionContext;
  readonly verdict: Verdict;
  readonly placeholders: Placeholders | undefined;
  readonly judgeCall: ConversationTurn["judgeCall"] | undefined;
  /** Headers of ours, for whatever is answered. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that may leave. */
interface Judged {
  readonly answer?: undefined;
  readonly about: Asked;
  readonly body: Uint8Array | undefined;
}

/** A request that has left. */
interface Sent {
  readonly answer?: undefined;
  readonly about: Asked;
  readonly upstream: UpstreamResponse;
}

/** What the client is told instead of the provider's answer. */
interface Refused {
  readonly answer: ErrorAnswer;
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns what is to be answered when it was refused */
async function serveCaller(served: Served): Promise<Refused | undefined> {
  const leave = served.gateway.callerLimits.enter(served.caller.principal);
  try {
    const sent = await judgeAndSend(served);
    if (sent.answer !== undefined) return sent;
    return await passAnswer(served, sent).catch(failed(served, sent.about.headers));
  } finally {
    leave();
  }
}

/** Everything that a body is needed for. */
async function judgeAndSend(served: Served): Promise<Sent | Refused> {
  const place = served.gateway.bodies.enter();
  try {
    const judged = await judgeRequest(served, place);
    if (judged.answer !== undefined) return judged;
    return await sendRequest(served, judged).catch(failed(served, judged.about.headers));
  } finally {
    place.leave();
  }
}

/**
 * From the route to the body that may leave. Of its text nothing is kept longer, since a provider may think for minutes; but where there are
 * tools: a call of the answer is judged by what the conversation said.
 */
async function judgeRequest(served: Served, place: BodyPlace): Promise<Judged | Refused> {
  const { client, exchange, gateway, timings, policy, enforced, trail } = served;
  const { config, providers, keyring, trail: kept } = gateway.instance;
  const { scanner } = gateway;
  const { principal } = served.caller;
  const route = routeExchange(exchange, principal, { providers, defaults: config.defaults });
  const session = sessionOf(exchange.headers);
  trail.note({
    action: route.operation,
    provider: route.provider.name,
    ...(session !== undefined && { sessionId: recordable(session) }),
  });

  const prompt = await readRequest(client, route, gateway, place);
  const asked = prompt && { shape: prompt.shape, stream: prompt.stream };
  const model = prompt?.model ?? route.model;
  const context = { provider: route.provider.name, now: exchange.receivedAt, ...(model !== undefined && { model }) };
  const scanFor = { tenant: principal.tenant, signal: client.signal, ...(session !== undefined && { session }) };
  let inParts: readonly Finding[] = [];
  if (prompt) {
    timings.begin();
    inParts = await scanPrompt(prompt.parts, scanner, { ...scanFor, identifiers: prompt.identifiers });
    timings.end("scan");
  }
  const turn =
    prompt && gateway.conversations.begin(principal, () => conversationName(prompt, session), prompt.parts, inParts);
  const findings = turn === undefined ? inParts : [...inParts, ...turn.findings];
  const verdict = decideRequest(findings, prompt, policy, context);
  const headers = answerHeaders(exchange.id, verdict, prompt, enforced);
  trail.note({
    ...verdictFacts(verdict, enforced),
    policyId: policy.id,
    policyHash: policy.hash,
    detectorVersion: scanner.version,
    ...(model !== undefined && { model: recordable(model) }),
    ...(prompt && { bytesIn: prompt.document.bytes.length }),
    ...(prompt?.partial && { partial: true }),
  });
  trail.quote(prompt && requestExcerpt(prompt.parts, findings, kept.excerptCharacters));
  if (enforced && verdict.action === "block")
    return { answer: heedable(blockAnswer(verdict, "request"), asked), headers };
  const redacted =
    prompt && enforced && verdict.action === "redact"
      ? await guarded(redactBody(prompt, verdict, deriveConversationKey(keyring.lookup, principal, prompt, session)))
      : undefined;
  const { placeholders } = redacted ?? {};
  return {
    about: { route, asked, context, verdict, placeholders, judgeCall: turn?.judgeCall, headers },
    body: redacted?.bytes ?? prompt?.document.bytes,
  };
}

/** From the intent to the head of the answer. The body is not kept longer: an answer may go on for an hour, and a body holds megabytes. */
async function sendRequest(served: Served, { about, body }: Judged): Promise<Sent> {
  const { client, exchange, gateway, timings, caller, trail } = served;
  const { directory, tokens } = gateway.instance;
  const { principal } = caller;
  const { route } = about;
  timings.begin();
  await trail.intend();
  timings.end("audit");
  watchRevocation(client, caller, directory, gateway.ticker);
  const upstream = await forwardWithCredential({ headers: exchange.headers, ...(body && { body }) }, caller, route, {
    custody: gateway.custody,
    upstreams: gateway.upstreams,
    timings,
    signal: client.signal,
    onCredential: (credential) =>
      watchLogout(
        client,
        { credential, principal, provider: route.provider },
        { tokens, ticker: gateway.ticker, loginCommand: gateway.loginCommand },
      ),
  });
  trail.note({ upstreamStatus: upstream.status });
  return { about, upstream };
}

/** From the head of the answer to its last byte. @returns what is to be answered in its place when it is blocked as a whole */
async function passAnswer(
  { client, exchange, gateway, timings, policy, enforced, trail }: Served,
  { about, upstream }: Sent,
): Promise<Refused | undefined> {
  const { route, asked, context, verdict, placeholders, judgeCall, headers } = about;
  const { config, trail: kept } = gateway.instance;
  const decide = (finding: Finding): DecidedFinding => decideFinding(finding, policy, "answer", context);
  const answer = listenToAnswer(
    guardedScanner(
      gateway.scanner.answerScanner({
        decide: enforced ? decide : (finding) => ({ ...decide(finding), action: "log" }),
        judgeCall,
        ...(placeholders && { placeholders }),
      }),
    ),
    kept.excerptCharacters,
  );
  const relayed = await relayAnswer(upstream, {
    outgoing: client.outgoing,
    signal: client.signal,
    dialect: route.dialect,
    framing: route.framing,
    scanner: answer.scanner,
    headers: { ...headers, "server-timing": timings.header() },
    blockError: (decided) => ({ ...blockAnswer(verdictOf(decided), "answer"), requestId: exchange.id }),
    settle: (result) => {
      trail.quote(answer.read());
      return trail.close(relayFacts(result, verdict, { decide, enforced }));
    },
    limits: config.limits,
    ticker: gateway.ticker,
    requestId: exchange.id,
    ...(route.shape && { shape: route.shape }),
  });
  if (relayed.sent) return undefined;
  trail.note(answeredFacts(relayed.blocked, verdict, { decide, enforced }));
  return { answer: heedable(blockAnswer(verdictOf(relayed.blocked), "answer"), asked), headers };
}

/** Makes of a failure what the client is told of it. */
function failed({ exchange, gateway }: Served, headers: Readonly<Record<string, string>>): (error: unknown) => Refused {
  return (error) => {
    const answer = errorAnswer(error);
    if (answer.status >= 500 && answer.reason !== "client_gone")
      gateway.logger.warn({ err: error, requestId: exchange.id, code: answer.code }, "exchange failed");
    return { answer, headers };
  };
}

/** Closes the trail, then answers: a refusal that cannot be recorded says so instead. */
async function refuse({ client, exchange, trail }: Served, { answer, headers }: Refused): Promise<void> {
  let told = answer;
  try {
    await trail.close(refusalFacts(answer));
  } catch (error) {
    told = errorAnswer(error);
  }
  const { id, dialect } = exchange;
  sendError(client.incoming, client.outgoing, told, { dialect, requestId: id, headers });
}
