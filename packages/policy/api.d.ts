// What @infershield/policy promises; written by `pnpm api`.

// built-in.d.ts
import type { DecidedTrait, Decision, Side } from "./decision.ts";
/** Default of `RISK_THRESHOLD`: the score from which an attack is blocked (contracts 7.1). */
export declare const defaultRiskThreshold = 80;
/**
 * The built-in policy: what happens to one finding when no policy file says otherwise. `docs/policy.md` gives the reasons.
 *
 * @param riskThreshold - Block line for attacks, 0–100.
 */
export declare function builtInDecision(finding: DecidedTrait, side: Side, riskThreshold: number): Decision;

// decision.d.ts
import type { DecidedFinding, Finding } from "@infershield/core";
/** Which way the text goes: what the client sends, or what the model answers. */
export type Side = "request" | "answer";
/** What policy looks at in a finding; recorded findings carry no more. */
export type DecidedTrait = Pick<Finding, "rule" | "category" | "severity" | "score" | "role">;
/** The action for one finding and, for a redaction, what stands in its place. */
export type Decision = Pick<DecidedFinding, "action" | "replacement">;
/** Whether one decision takes more away than the other; a notice for a whole part is stricter than a placeholder for a span. */
export declare function isStricter(one: Decision, other: Decision): boolean;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * - `INVALID_POLICY`: a policy document or threshold is not valid; the message names the place
 * - `LAYER_ORDER`: layers are not in the order org, team, user
 * - `DUPLICATE_LAYER`: two layers are for the same organisation, team or person
 * - `CONFLICT`: somebody else changed a stored policy since it was seen
 * - `NOT_FOUND`: there is no such policy
 */
export type PolicyErrorCode = "INVALID_POLICY" | "LAYER_ORDER" | "DUPLICATE_LAYER" | "CONFLICT" | "NOT_FOUND";
/** Thrown by every function of this package, and by stores of policies. Switch on `code`, not on `message`. */
export declare class PolicyError extends InferShieldError<PolicyErrorCode> {
}

// hours.d.ts
/** Days as they are written in a policy file. */
export declare const weekdays: readonly ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** One of {@link weekdays}. */
export type Weekday = (typeof weekdays)[number];
/** A part of the week in one time zone. `to` is exclusive; when it is not after `from` the span runs past midnight. */
export interface Hours {
    /** `HH:MM`. */
    readonly from: string;
    readonly to: string;
    /** On which days the span begins; every day without it. */
    readonly days?: readonly Weekday[];
    /** IANA name, such as `Europe/Berlin`. */
    readonly timeZone: string;
}
/** Whether a moment (epoch milliseconds) lies in the span, by the wall clock of its time zone. */
export declare function isWithinHours(hours: Hours, now: number): boolean;

// index.d.ts
export { defaultRiskThreshold } from "./built-in.ts";
export { type DecidedTrait, type Decision, isStricter, type Side } from "./decision.ts";
export { PolicyError, type PolicyErrorCode } from "./error.ts";
export type { Hours, Weekday } from "./hours.ts";
export { placeText } from "./place.ts";
export { builtInPolicy, decide, decideFinding, layeredPolicy, type Policy, type PolicyLayer, type PolicyLevel, type Unscannable, } from "./policy.ts";
export { type PolicyBook, type PolicySubject, policyBook } from "./policy-book.ts";
export { type PolicyCase, type PolicyCaseResult, parsePolicyCases, runPolicyCases } from "./policy-cases.ts";
export { parsePolicy, policyDocument } from "./policy-file.ts";
export type { Conditions, DecisionContext, PolicyRule } from "./rule.ts";
export { policySchema } from "./schema.ts";
export { type RecordedDecision, type RecordedFinding, type SimulatedChange, type Simulation, simulatePolicy, } from "./simulate.ts";
export { decideVerdict, verdictOf } from "./verdict.ts";

// place.d.ts
import type { PolicyLayer } from "./policy.ts";
/**
 * Whose layer it is, as text: `org`, `team:blue`, `user:kim@example.com`. The organisation has one layer, whatever that is called; no two others
 * have one text.
 */
export declare function placeText({ level, name }: Pick<PolicyLayer, "level" | "name">): string;

// policy-book.d.ts
import { type Policy, type PolicyLayer } from "./policy.ts";
/** Whose request it is, as far as policy asks. */
export interface PolicySubject {
    readonly userId: string;
    readonly team?: string;
}
/** All layers of an installation: the organisation's, and those of teams and users by name. */
export interface PolicyBook {
    readonly layers: readonly PolicyLayer[];
    /** SHA-256 in hex over everything in it; changes when anybody's policy does. */
    readonly hash: string;
    /** The policy of one person: the organisation's layer, then the team's, then the person's own. */
    of(subject: PolicySubject): Policy;
}
/**
 * Binds layers together. A team's layer is for the team of its name, a user's for the person of its name.
 *
 * @throws PolicyError `INVALID_POLICY` for a threshold outside 0–100; `DUPLICATE_LAYER` for two layers of the same level and name, or two
 * of the organisation
 */
export declare function policyBook(layers: readonly PolicyLayer[], options?: {
    readonly riskThreshold?: number;
}): PolicyBook;

// policy-cases.d.ts
import type { FindingAction } from "@infershield/core";
import type { DecidedTrait, Side } from "./decision.ts";
import { type Policy } from "./policy.ts";
/** One expectation about a policy, as it lies in the repository of policies. */
export interface PolicyCase {
    readonly name: string;
    readonly side?: Side;
    readonly rule?: string;
    readonly category: DecidedTrait["category"];
    readonly severity?: DecidedTrait["severity"];
    readonly role?: DecidedTrait["role"];
    readonly score?: number;
    readonly provider?: string;
    readonly model?: string;
    readonly tool?: string;
    readonly expect: FindingAction;
}
/** How one case came out. */
export interface PolicyCaseResult {
    readonly name: string;
    readonly ok: boolean;
    readonly expected: FindingAction;
    readonly actual: FindingAction;
}
/**
 * Checks a list of cases.
 *
 * @throws PolicyError `INVALID_POLICY`
 */
export declare function parsePolicyCases(document: unknown): readonly PolicyCase[];
/** Runs cases against a policy. What a case does not say is a request's user text with a high severity and a score of 100. */
export declare function runPolicyCases(policy: Policy, list: readonly PolicyCase[]): readonly PolicyCaseResult[];

// policy-file.d.ts
import { type FindingAction, type FindingCategory, type Severity } from "@infershield/core";
import type { Side } from "./decision.ts";
import type { PolicyLayer, PolicyLevel, Unscannable } from "./policy.ts";
import type { Conditions, PolicyRule } from "./rule.ts";
/** The words a policy file may use. The published schema is made from the same lists. */
export declare const words: {
    readonly level: readonly PolicyLevel[];
    readonly unscannable: readonly Unscannable[];
    readonly side: readonly Side[];
    readonly category: readonly FindingCategory[];
    readonly severity: readonly Severity[];
    readonly role: NonNullable<Conditions["role"]>;
    readonly action: readonly FindingAction[];
    readonly replacement: readonly NonNullable<PolicyRule["replacement"]>[];
};
/**
 * Checks a policy document, such as a parsed YAML file.
 *
 * @param document - Plain data. An unknown key is an error: a misspelt condition would make a rule match everything.
 * @throws PolicyError `INVALID_POLICY`, whose message names up to ten places
 */
export declare function parsePolicy(document: unknown): PolicyLayer;
/** The document of a layer, as plain data: {@link parsePolicy} gives the layer again. */
export declare function policyDocument(layer: PolicyLayer): PolicyLayer & {
    readonly version: 1;
};

// policy.d.ts
import type { DecidedFinding, Finding } from "@infershield/core";
import { type DecidedTrait, type Decision, type Side } from "./decision.ts";
import { type DecisionContext, type PolicyRule } from "./rule.ts";
/** Whose rules a layer holds. Only the organisation may loosen the built-in policy; teams and users can only tighten. */
export type PolicyLevel = "org" | "team" | "user";
/** What happens to images, audio, files and encrypted reasoning, which no detector reads. */
export type Unscannable = "allow" | "block";
/** The rules of one level, checked. Nothing in it is specific to one request. */
export interface PolicyLayer {
    readonly level: PolicyLevel;
    readonly name: string;
    readonly riskThreshold?: number;
    readonly unscannable?: Unscannable;
    readonly rules: readonly PolicyRule[];
}
/** Everything that decides for one person. Plain data; `hash` is what an audit record names. */
export interface Policy {
    /** Name of the lowest layer, or `built-in`. */
    readonly id: string;
    /** SHA-256 in hex over the effective rules; equal rules have equal hashes. */
    readonly hash: string;
    /** Block line for attacks, 0–100. */
    readonly riskThreshold: number;
    readonly unscannable: Unscannable;
    /** From the organisation down to the user. */
    readonly layers: readonly PolicyLayer[];
}
/**
 * The policy in force without any policy file (contracts 7).
 *
 * @param options.riskThreshold - Block line for attacks, 0–100; default 80.
 * @throws PolicyError `INVALID_POLICY` for a threshold outside 0–100
 */
export declare function builtInPolicy(options?: {
    readonly riskThreshold?: number;
}): Policy;
/**
 * One person's policy from the layers above them. A lower layer's threshold counts only when it is stricter.
 *
 * @param layers - In the order org, team, user; any may be missing, several teams may follow one another.
 * @throws PolicyError `INVALID_POLICY` for a threshold outside 0–100, `LAYER_ORDER` for a layer out of place
 */
export declare function layeredPolicy(layers: readonly PolicyLayer[], options?: {
    readonly riskThreshold?: number;
}): Policy;
/**
 * What happens to one finding under a policy.
 *
 * @param context - The request's provider, model, tool and time; a rule that asks for one that is missing does not apply.
 */
export declare function decideFinding(finding: Finding, policy: Policy, side: Side, context?: DecisionContext): DecidedFinding;
/** {@link decideFinding} on what a recorded finding still tells. */
export declare function decide(finding: DecidedTrait, policy: Policy, side: Side, context?: DecisionContext): Decision;

// rule.d.ts
import type { Finding, FindingAction, FindingCategory, Severity } from "@infershield/core";
import type { DecidedTrait, Side } from "./decision.ts";
import { type Hours } from "./hours.ts";
/** What a rule asks of a finding and its request. All given conditions must hold; a list holds when one entry does. */
export interface Conditions {
    readonly side?: Side;
    /** Rule identifiers; a trailing `*` matches any ending. */
    readonly rule?: readonly string[];
    readonly category?: readonly FindingCategory[];
    readonly severity?: readonly Severity[];
    readonly role?: readonly Finding["role"][];
    /** Lowest score that matches, 0–100. */
    readonly minScore?: number;
    readonly provider?: readonly string[];
    /** Model names; a trailing `*` matches any ending. */
    readonly model?: readonly string[];
    /** Tool names; a trailing `*` matches any ending. */
    readonly tool?: readonly string[];
    readonly hours?: Hours;
}
/** One line of a policy file. */
export interface PolicyRule {
    readonly name: string;
    readonly when: Conditions;
    /** Exceptions: the rule does not apply where any of these holds. */
    readonly except?: readonly Conditions[];
    readonly action: FindingAction;
    /** For `redact`: what stands in place; without it the one the built-in policy would use. */
    readonly replacement?: "placeholder" | "notice";
}
/** What a finding does not tell but a rule may ask for. */
export interface DecisionContext {
    readonly provider?: string;
    readonly model?: string;
    readonly tool?: string;
    /** Epoch milliseconds of the request. */
    readonly now?: number;
}
/** Whether a rule says anything about a finding. */
export declare function ruleApplies(rule: PolicyRule, finding: DecidedTrait, side: Side, context: DecisionContext): boolean;

// schema.d.ts
/** JSON Schema (2020-12) of a policy file, for editors; {@link parsePolicy} is what decides. */
export declare const policySchema: object;

// simulate.d.ts
import type { Verdict } from "@infershield/core";
import type { DecidedTrait, Side } from "./decision.ts";
import { type Policy } from "./policy.ts";
import type { DecisionContext } from "./rule.ts";
/** A finding as an audit record keeps it. Old records may lack what a rule asks for. */
export type RecordedFinding = Pick<DecidedTrait, "rule" | "category" | "score"> & Partial<Pick<DecidedTrait, "severity" | "role">>;
/** What was recorded about one request or answer. */
export interface RecordedDecision {
    readonly requestId: string;
    readonly userId: string;
    readonly side: Side;
    readonly action: Verdict["action"];
    readonly findings: readonly RecordedFinding[];
    readonly context: DecisionContext;
}
/** One request that another policy would treat otherwise. */
export interface SimulatedChange {
    readonly requestId: string;
    readonly userId: string;
    readonly before: Verdict["action"];
    readonly after: Verdict["action"];
    /** Rules of the findings whose action decided. */
    readonly rules: readonly string[];
}
/** The effect a policy would have had. */
export interface Simulation {
    readonly decisions: number;
    /** How many would end otherwise, by `before→after`, such as `allow→block`. */
    readonly changes: Readonly<Record<string, number>>;
    /** The first of them. */
    readonly examples: readonly SimulatedChange[];
    /** Records whose findings lack a role or severity, so that no policy can be replayed on them. */
    readonly undecidable: number;
}
/**
 * Replays policies over recorded findings, without any text.
 *
 * @param recorded - In any order; read once.
 * @param policyOf - The policy to try for a request, such as the one of its person.
 */
export declare function simulatePolicy(recorded: AsyncIterable<RecordedDecision> | Iterable<RecordedDecision>, policyOf: (one: RecordedDecision) => Policy): Promise<Simulation>;

// verdict.d.ts
import type { DecidedFinding, Finding, Verdict } from "@infershield/core";
import type { Side } from "./decision.ts";
import { type Policy } from "./policy.ts";
import type { DecisionContext } from "./rule.ts";
/**
 * What happens to a request or an answer: the strictest action among its findings (contracts 7.1).
 *
 * @returns `riskScore` is the highest score whatever was decided; findings keep their order.
 */
export declare function decideVerdict(findings: readonly Finding[], policy: Policy, side: Side, context?: DecisionContext): Verdict;
/** The verdict of findings that are decided already, such as those an answer scanner handed over piece by piece. */
export declare function verdictOf(decided: readonly DecidedFinding[]): Verdict;
