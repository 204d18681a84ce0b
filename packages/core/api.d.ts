// What @infershield/core promises; written by `pnpm api`.

// error.d.ts
/** What an {@link InferShieldError} carries beside its message. */
export interface InferShieldErrorOptions extends ErrorOptions {
    /** One line that tells a person what to do next. */
    readonly hint?: string;
}
/**
 * Base of every error that InferShield's packages throw. Each package has one subclass with its own union of codes.
 *
 * Switch on `code`, never on `message`. `message` and `hint` are for people and hold no secret, no prompt text and no token.
 */
export declare class InferShieldError<Code extends string = string> extends Error {
    readonly code: Code;
    readonly hint: string | undefined;
    constructor(code: Code, message: string, options?: InferShieldErrorOptions);
}

// finding.d.ts
import type { AnswerChannel, PromptRole } from "./prompt.ts";
/** Kinds of threat a detector can report. */
export declare const findingCategories: readonly ["secret", "personal_data", "prompt_injection", "exfiltration", "dangerous_tool_call", "sql_injection"];
/** See {@link findingCategories}. */
export type FindingCategory = (typeof findingCategories)[number];
/** How bad a threat is, from the least on. */
export declare const severities: readonly ["low", "medium", "high", "critical"];
/** See {@link severities}. */
export type Severity = (typeof severities)[number];
/** One thing a detector noticed: rule, severity and place. It never holds the matched text. */
export interface Finding {
    /** Identifier of the rule, such as `secret.github_token`; stable across versions. */
    readonly rule: string;
    readonly category: FindingCategory;
    readonly severity: Severity;
    /** 0–100: how likely and how bad. */
    readonly score: number;
    /** Role of the prompt part, or kind of the answer channel. */
    readonly role: PromptRole | AnswerChannel["kind"];
    /** JSON pointer of the part in the request, or the id of the answer's channel. */
    readonly path: string;
    /** UTF-16 offsets into the part's text or the channel's text, end exclusive. */
    readonly start: number;
    readonly end: number;
    /** How the text was decoded before the rule matched: `text`, or a chain such as `base64>text`. */
    readonly view: string;
    /** One sentence for people; never the matched text. */
    readonly explanation: string;
}
/** What policy says about one finding, from the mildest on. `allow`, `log` and `warn` leave the text as it is. */
export declare const findingActions: readonly ["allow", "log", "warn", "redact", "block"];
/** See {@link findingActions}. */
export type FindingAction = (typeof findingActions)[number];
/**
 * A finding with the action policy gave it.
 *
 * `replacement` tells what a redaction puts in place: a restorable `placeholder` for the span, or a fixed `notice` for the whole part
 * (an injection inside a tool result, contracts 7.2).
 */
export interface DecidedFinding {
    readonly finding: Finding;
    readonly action: FindingAction;
    readonly replacement: "placeholder" | "notice";
}
/** What happens to a request or an answer: the strictest action of its findings. */
export interface Verdict {
    readonly action: "allow" | "redact" | "block";
    /** 0–100: the highest score among the findings, 0 without any. */
    readonly riskScore: number;
    readonly decided: readonly DecidedFinding[];
}

// index.d.ts
export { InferShieldError, type InferShieldErrorOptions } from "./error.ts";
export { type DecidedFinding, type Finding, type FindingAction, type FindingCategory, findingActions, findingCategories, type Severity, severities, type Verdict, } from "./finding.ts";
export { defaultTenant, localUser, type Principal, type Scope } from "./principal.ts";
export { type AnswerChannel, type PromptPart, type PromptRole, promptRoles, type TextEdit } from "./prompt.ts";
export type { KeyedDigest, SealContext, SealedField, SealedValue, Sealer, Signer } from "./sealing.ts";
export { Secret } from "./secret.ts";
export { type Clock, type Fetch, type RandomBytes, type Sleep, type System, system } from "./system.ts";

// principal.d.ts
/** The only tenant of this version; every stored record and every audit event names it. */
export declare const defaultTenant = "default";
/** Owner of everything in single-user mode, unless `--user` names somebody else. */
export declare const localUser = "local";
/** What an InferShield token may be used for. */
export type Scope = "proxy:invoke" | "audit:read" | "admin:users" | "admin:policy" | "scim";
/** Who makes a request: a developer's or service's InferShield token, or nobody in particular on a loopback bind. */
export interface Principal {
    /** `anonymous` carries no InferShield token: it may spend the shared environment key or its own key, never a stored credential. */
    readonly kind: "token" | "anonymous";
    readonly tenant: string;
    /** `anonymous` for an anonymous principal. */
    readonly userId: string;
    /** Record id of the InferShield token, for audit and revocation; absent when anonymous. */
    readonly tokenId?: string;
    readonly device?: string;
    /** The team the person belongs to, where there are teams. */
    readonly team?: string;
    readonly scopes: readonly Scope[];
    /** Names of the providers it may reach; `all` without a restriction. */
    readonly providers: "all" | readonly string[];
}

// prompt.d.ts
/**
 * Whose words a piece of a request is, as the model will see it.
 *
 * `tool_result` is data that a tool brought in (the least trusted), `tool_call` are arguments the model wrote earlier,
 * `tool_definition` is the name, description or schema of a tool, `other` is text in a field no dialect reader knows.
 */
export declare const promptRoles: readonly ["system", "developer", "user", "assistant", "reasoning", "tool_call", "tool_result", "tool_definition", "other"];
/** See {@link promptRoles}. */
export type PromptRole = (typeof promptRoles)[number];
/** One string of a request body that the model will read. */
export interface PromptPart {
    readonly role: PromptRole;
    /** JSON pointer (RFC 6901) of the string in the request body; `#` before it for the name of a member, `@` for base64 data, read as text. */
    readonly path: string;
    /** The decoded string, UTF-16 as JavaScript has it. */
    readonly text: string;
    /** Name of the tool that a `tool_call`, `tool_result` or `tool_definition` belongs to, where the request tells. */
    readonly tool?: string;
}
/** A replacement inside one part: UTF-16 offsets into `PromptPart.text`, end exclusive; `replacement` is plain text, not JSON. */
export interface TextEdit {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    readonly replacement: string;
}
/** One sequence of text in an answer; streamed pieces of the same channel belong together. */
export interface AnswerChannel {
    readonly kind: "text" | "reasoning" | "tool_call";
    /** Stable within one answer, such as `choices/0/content`; also the path of its findings. */
    readonly id: string;
    /** Name of the called tool for `tool_call`, once the answer told it. */
    readonly tool?: string;
}

// sealing.d.ts
import type { Secret } from "./secret.ts";
/** Names of the fields that are stored sealed. */
export type SealedField = "access_token" | "refresh_token" | "id_token" | "api_key" | "excerpt" | "user_key" | "journal";
/** What a sealed value belongs to. It is authenticated with the ciphertext, so a value moved elsewhere does not open. */
export interface SealContext {
    readonly tenant: string;
    readonly userId: string;
    readonly provider: string;
    readonly recordId: string;
    readonly field: SealedField;
}
/** A sealed value as it is stored: record format v1, every field but `v` and `alg` base64url without padding (`kid` is hex). */
export interface SealedValue {
    readonly v: 1;
    readonly alg: "A256GCM";
    readonly kid: string;
    readonly salt: string;
    readonly com: string;
    readonly iv: string;
    readonly authTag: string;
    readonly ciphertext: string;
}
/** Seals and opens values under the current keyset. Both are synchronous and run no key-derivation for passwords. */
export interface Sealer {
    seal(plaintext: Secret, context: SealContext): SealedValue;
    /** @throws an error with a code when the value is malformed, was altered, or belongs to another context or key */
    open(sealed: unknown, context: SealContext): Secret;
}
/** A keyed digest (HMAC-SHA256) whose key never leaves the keyset. */
export interface KeyedDigest {
    /** Key id under which {@link digest} works. */
    readonly kid: string;
    /** 32 bytes under the primary key. */
    digest(value: string | Uint8Array): Uint8Array<ArrayBuffer>;
    /** 32 bytes under another enabled key; undefined when the keyset has no such key. */
    digestWith(kid: string, value: string | Uint8Array): Uint8Array<ArrayBuffer> | undefined;
}
/** Signs checkpoints with the store's Ed25519 key. */
export interface Signer {
    /** Raw public key, 32 bytes. */
    readonly publicKey: Uint8Array<ArrayBuffer>;
    /** Raw signature, 64 bytes. */
    sign(message: Uint8Array): Uint8Array<ArrayBuffer>;
}

// secret.d.ts
/**
 * A token, key or password in memory. Printing, inspecting, interpolating or serialising it gives `[redacted]`.
 * `reveal()` is called only where bytes leave the process or enter a cipher, so a search for it lists every such place.
 */
export declare class Secret {
    #private;
    constructor(value: string);
    /** The plain value. */
    reveal(): string;
    toString(): string;
    toJSON(): string;
}

// system.d.ts
/** Wall-clock time in epoch milliseconds. It may jump (sleep, NTP): never measure a duration with it. */
export type Clock = () => number;
/** Waits `ms` milliseconds; rejects with the signal's reason as soon as the signal aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;
/** Returns `size` bytes of cryptographic randomness. */
export type RandomBytes = (size: number) => Uint8Array<ArrayBuffer>;
/** The shape of the global `fetch`. */
export type Fetch = typeof globalThis.fetch;
/**
 * Everything a library needs from the outside world, so that tests can hand in their own.
 * Libraries default to {@link system} and reach for nothing global themselves.
 */
export interface System {
    readonly now: Clock;
    /** Milliseconds from an arbitrary start that never run backwards: for deadlines and durations. */
    readonly monotonic: Clock;
    readonly sleep: Sleep;
    readonly randomBytes: RandomBytes;
    readonly fetch: Fetch;
}
/** The real clock, timers, randomness and network of this process. */
export declare const system: System;
