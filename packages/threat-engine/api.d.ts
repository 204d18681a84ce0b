// What @infershield/threat-engine promises; written by `pnpm api`.

// aho-corasick.d.ts
/** Finds all given literals in a text that arrives in pieces, ignoring case. */
export interface LiteralMatcher {
    /** State before any text. */
    readonly start: number;
    /**
     * Reads `text` from index `from`.
     *
     * @param onHit - Called with the literal's index and the end offset (exclusive) of each occurrence, in the order of the ends.
     * @returns The state after the last character, to continue with later.
     */
    read(text: string, from: number, state: number, onHit: (literal: number, end: number) => void): number;
    /** Length of the longest suffix read so far that may still become a literal. */
    depth(state: number): number;
}
/**
 * Builds the automaton of Aho and Corasick (1975) as a full transition table; `literals` are lower case.
 * States without output have the lowest numbers, nearest to the start first: most steps stay in a few rows and end with one comparison.
 */
export declare function buildLiteralMatcher(literals: readonly string[]): LiteralMatcher;

// answer/answer-scanner.d.ts
import type { AnswerChannel, DecidedFinding, Finding } from "@infershield/core";
import type { ConversationTurn } from "../conversation/conversation-watch.ts";
import type { Placeholders } from "../redaction/placeholders.ts";
import type { ThreatEngine } from "../threat-engine.ts";
/** What may be handed on after a step. */
export interface ScannedText {
    /** May be released now: redacted, its placeholders restored; in tool-call channels it is JSON as before. */
    readonly text: string;
    /** Findings new since the last step; offsets count from the channel's beginning, in its text as it arrived. */
    readonly decided: readonly DecidedFinding[];
    /** Nothing more may be released, in any channel. */
    readonly blocked: boolean;
}
/** Scans the channels of one answer while they grow. */
export interface AnswerScanner {
    /** Takes the next piece of a channel. What may still become a match is held back. */
    push(channel: AnswerChannel, text: string): ScannedText;
    /** The channel is complete: gives the rest. */
    end(channel: AnswerChannel): ScannedText;
}
/**
 * Scans an answer piece by piece. However the text is split, the same text is released and the same findings are made.
 *
 * Held back are at most the suffix that can begin a rule, a match that is still open (16,384 characters at most, for a PEM key), and in
 * tool calls everything from the first placeholder on, since only the whole call shows whether it goes to the network.
 *
 * @param options.decide - gives each finding its action; called once a finding, in order
 * @param options.placeholders - those of the request; restored in text, reasoning and tool calls, never in URLs or network calls
 * @param options.judgeCall - that of the conversation's turn; asked once a tool call, when it is complete
 */
export declare function createAnswerScanner(engine: Pick<ThreatEngine, "answerRules">, options: {
    readonly decide: (finding: Finding) => DecidedFinding;
    readonly placeholders?: Placeholders | undefined;
    readonly judgeCall?: ConversationTurn["judgeCall"] | undefined;
}): AnswerScanner;

// conversation/conversation-watch.d.ts
import type { Finding, PromptPart } from "@infershield/core";
import { type RuleInfo } from "../rule.ts";
/** A finding about a whole tool call. */
export interface CallFinding {
    readonly rule: RuleInfo;
    readonly start: number;
    readonly end: number;
    readonly score: number;
}
/** One request of the conversation and the answer to it. */
export interface ConversationTurn {
    /** Tools that are described differently than before. */
    readonly findings: readonly Finding[];
    /** Judges a call of the answer by what came before it. */
    readonly judgeCall: (argumentsText: string, tool: string | undefined) => readonly CallFinding[];
}
/** What is remembered of one conversation, so that steps which are harmless alone are seen together. */
export interface ConversationWatch {
    /**
     * Takes the next request. A client that sends the whole history again changes nothing.
     *
     * @param findings - Those of the parts.
     */
    begin(parts: readonly PromptPart[], findings: readonly Finding[]): ConversationTurn;
}
/**
 * Watches one conversation in bounded memory (at most some 100 KB): eight stretches of tool results with suspected orders, the names of 64 files made
 * from credentials, digests of 512 tools. Nothing of it is written anywhere.
 */
export declare function createConversationWatch(): ConversationWatch;

// detector-rules.d.ts
import type { RuleInfo } from "./rule.ts";
/** Every rule that can appear in a finding, once, ordered by id. docs/detectors.md shows each with examples. */
export declare const detectorRules: readonly RuleInfo[];

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * `INVALID_KEY`: the conversation key is not 32 bytes. `TOO_MANY_PLACEHOLDERS`: no free placeholder was found for a value.
 * `TOO_MANY_FINDINGS`: a part holds more than 200,000; nothing is decided about it.
 */
export type ThreatErrorCode = "INVALID_KEY" | "TOO_MANY_PLACEHOLDERS" | "TOO_MANY_FINDINGS";
/** Thrown by this package. Switch on `code`, not on `message`. */
export declare class ThreatError extends InferShieldError<ThreatErrorCode> {
}

// index.d.ts
export type { LiteralMatcher } from "./aho-corasick.ts";
export { type AnswerScanner, createAnswerScanner, type ScannedText } from "./answer/answer-scanner.ts";
export { type CallFinding, type ConversationTurn, type ConversationWatch, createConversationWatch, } from "./conversation/conversation-watch.ts";
export { detectorRules } from "./detector-rules.ts";
export { ThreatError, type ThreatErrorCode } from "./error.ts";
export { type MaskStrategy, maskValue } from "./personal/mask-value.ts";
export { createPlaceholders, type Placeholders } from "./redaction/placeholders.ts";
export { planEdits } from "./redaction/plan-edits.ts";
export { spreadRedactions } from "./redaction/spread-redactions.ts";
export { takenPlaceholders } from "./redaction/taken-placeholders.ts";
export type { LiteralHit, LiteralRule, Match, MatchResult, RuleInfo } from "./rule.ts";
export type { RuleHit, RuleMatcher } from "./rule-matcher.ts";
export { createThreatEngine, detectorVersion, type ThreatEngine } from "./threat-engine.ts";

// personal/mask-value.d.ts
/** How a personal value is made unreadable where no placeholder is wanted. */
export type MaskStrategy = "mask" | "partial" | "hash" | "token" | "remove";
/**
 * Writes a value in a form that does not tell it: `mask` stars every letter and digit, `partial` keeps the last four of at least eight,
 * `hash` gives twelve hex digits of SHA-256 (guessable for short values: a name for joins, no protection), `token` names the kind,
 * `remove` gives nothing.
 *
 * @param rule - Such as `personal.ssn`; only `token` shows it.
 */
export declare function maskValue(value: string, options: {
    readonly strategy: MaskStrategy;
    readonly rule: string;
}): string;

// redaction/placeholders.d.ts
/** Replaces the sensitive values of one conversation and knows them again. Lives in memory only. */
export interface Placeholders {
    /**
     * The placeholder of a value: the same value gives the same one in every turn. The rule gives the visible kind, as in `IFSX_GITHUB_TOKEN_…_X`.
     *
     * @throws ThreatError `TOO_MANY_PLACEHOLDERS` when 1,000 candidates are taken
     */
    placeholderFor(rule: string, value: string): string;
    /** The value behind a placeholder of this conversation. */
    original(placeholder: string): string | undefined;
    /** How many values are known. */
    readonly size: number;
}
/** The fixed beginning of every placeholder. */
export declare const placeholderPrefix = "IFSX_";
/** Longest placeholder, in characters. */
export declare const longestPlaceholder = 64;
/** Every text of a placeholder's form: prefix, kind, 16 characters of base32, `_X`. */
export declare const placeholderForm: RegExp;
/**
 * Makes the placeholders of one conversation: HMAC-SHA-256 of rule and value under the conversation's key, 80 bits of it.
 *
 * @param options.key - 32 bytes, of this conversation alone
 * @param options.isTaken - whether a candidate occurs in the request by chance; the next counter is used then
 * @throws ThreatError `INVALID_KEY`
 */
export declare function createPlaceholders(options: {
    readonly key: Uint8Array;
    readonly isTaken: (candidate: string) => boolean;
}): Placeholders;

// redaction/plan-edits.d.ts
import type { DecidedFinding, PromptPart, TextEdit } from "@infershield/core";
import type { Placeholders } from "./placeholders.ts";
/**
 * Turns decided findings into replacements: overlapping ones become one edit, named after the strongest; a notice replaces its whole part
 * and swallows the other edits of that part.
 *
 * @param parts - The request's parts; findings of other paths are ignored.
 * @returns edits in the order of the parts and, inside a part, of their places; they never overlap
 */
export declare function planEdits(parts: readonly PromptPart[], decided: readonly DecidedFinding[], placeholders: Placeholders): readonly TextEdit[];
/** What stands in place of a part that was taken out (contracts 7.2); the same every turn. */
export declare function noticeFor(rule: string): string;
/** A stretch to replace, and the rule of the strongest finding in it. */
export interface MergedSpan {
    readonly start: number;
    readonly end: number;
    readonly rule: string;
    /** One of the findings asks for a notice. */
    readonly notice: boolean;
}
/** A merged span that may still grow. */
export interface GrowingSpan extends MergedSpan {
    readonly score: number;
}
/** Unites overlapping spans of findings; the result is ordered and free of overlaps. */
export declare function mergeSpans(group: readonly DecidedFinding[]): readonly MergedSpan[];
/**
 * Adds a finding to merged spans; it begins at or behind the beginning of the last of them.
 *
 * @param longest - A span of this length grows no more: what reaches beyond it is a span of its own, which begins where that one ends.
 */
export declare function appendSpan(merged: GrowingSpan[], { finding, replacement }: DecidedFinding, longest?: number): void;

// redaction/spread-redactions.d.ts
import type { DecidedFinding, PromptPart } from "@infershield/core";
/**
 * Adds the other places of each secret that is replaced: where a password stands without the name that told it (in a command that carried it,
 * in a file that it was restored to, in the person's own words) no rule would know it. Places about which something was decided stay as
 * they are.
 *
 * @param pause - Awaited now and then, so that others get their turn.
 */
export declare function spreadRedactions(parts: readonly PromptPart[], decided: readonly DecidedFinding[], pause: () => Promise<unknown>): Promise<readonly DecidedFinding[]>;

// redaction/taken-placeholders.d.ts
/** Every text of a placeholder's form that stands in the given texts, for `isTaken`: found in one pass, however many values follow. */
export declare function takenPlaceholders(texts: Iterable<string>): ReadonlySet<string>;

// rule-matcher.d.ts
import { type LiteralMatcher } from "./aho-corasick.ts";
import { type LiteralRule, type Match, type MatchResult } from "./rule.ts";
/** A match together with the rule that made it. */
export interface RuleMatch extends Match {
    readonly rule: LiteralRule;
}
/** A literal of one rule at one place. */
export interface RuleHit {
    readonly rule: LiteralRule;
    readonly start: number;
    readonly end: number;
}
/** Literal rules compiled into one automaton. */
export interface RuleMatcher {
    readonly literals: LiteralMatcher;
    /** Adds the hits that a literal's occurrence in `text` stands for; offsets are of `text`. */
    collectHits(text: string, literal: number, end: number, hits: RuleHit[]): void;
}
/** Compiles rules; several may share a literal. */
export declare function compileRules(rules: readonly LiteralRule[]): RuleMatcher;
/** Asks the hit's rule. */
export declare function matchHit(hit: RuleHit, text: string, ended: boolean): MatchResult;

// rule.d.ts
import type { FindingCategory, Severity } from "@infershield/core";
/** What a rule says about itself in every finding and in docs/detectors.md. */
export interface RuleInfo {
    /** Stable identifier, `category.name`. */
    readonly id: string;
    readonly category: FindingCategory;
    readonly severity: Severity;
    /** One sentence for people; never matched text. */
    readonly explanation: string;
}
/** A match inside one view: UTF-16 offsets, end exclusive; 0–100 says how likely and how bad. */
export interface Match {
    readonly start: number;
    readonly end: number;
    readonly score: number;
}
/** `more`: the text stops before this can be decided; never returned when `ended`. */
export type MatchResult = Match | "none" | "more";
/** The place where one of a rule's literals occurs. */
export interface LiteralHit {
    readonly text: string;
    readonly start: number;
    readonly end: number;
    /** No text follows; when false, a match that touches the end of `text` is not final. */
    readonly ended: boolean;
}
/**
 * A rule that begins at a literal and looks only at the characters from there on (and at one before it).
 * Its answer about a hit never changes when more text follows, unless it was `more`: streams and whole texts agree by construction.
 */
export interface LiteralRule extends RuleInfo {
    /** Lower case; found whatever the ASCII case. */
    readonly literals: readonly string[];
    /** A word character before the literal rules the hit out. */
    readonly wordStart: boolean;
    /** What may follow a literal: anything else, where more text is at hand, rules the hit out at once. A table as of `characterSet`. */
    readonly follow?: Uint8Array;
    /** At least so many of them follow every match's literal; 1 when left out. */
    readonly leastFollowing?: number;
    readonly match: (hit: LiteralHit) => MatchResult;
}
/** Reads characters of `set` from `from`, at most `limit`. @returns the end offset */
export declare function runEnd(text: string, from: number, set: Uint8Array, limit: number): number;
/** A table of 65,536 flags for the given characters and ranges, such as `a-z0-9_`. A minus stands first or last to be itself. */
export declare function characterSet(members: string): Uint8Array;
/** A table of every unit but the given characters and ranges. */
export declare function characterSetExcept(members: string): Uint8Array;
/** `[A-Za-z0-9_]`: what may not stand before or after a token. */
export declare const wordCharacters: Uint8Array;
/** Whether the character before `index` is part of a word. */
export declare function continuesWord(text: string, index: number): boolean;

// threat-engine.d.ts
import type { Finding, PromptPart } from "@infershield/core";
import type { RuleMatcher } from "./rule-matcher.ts";
/** Changes with every change of a detector: findings cached under another version are not used. */
export declare const detectorVersion = "2026.11-12";
/** The local detectors. Stateless once built: the same parts always give the same findings. */
export interface ThreatEngine {
    readonly version: string;
    /**
     * Scans each part by itself.
     *
     * @returns the findings in the order of the parts and, inside a part, of their places
     * @throws ThreatError `TOO_MANY_FINDINGS` when a part holds more than 200,000: none is ever dropped
     */
    scanParts(parts: readonly PromptPart[]): readonly Finding[];
    /** The compiled rules for answers, which `createAnswerScanner` uses. */
    readonly answerRules: RuleMatcher;
}
/** The detectors; what a role needs is compiled when it is first scanned, which takes some tens of milliseconds: keep one. */
export declare function createThreatEngine(): ThreatEngine;
