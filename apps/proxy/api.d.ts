// What @infershield/proxy promises; written by `pnpm api`.

// admin/actor.d.ts
import { type Scope } from "@infershield/core";
import { type Permission, type Role, type TokenGrant } from "@infershield/identity";
import { ProxyError } from "../proxy-error.ts";
/** Who administers: a person by a token, or whoever holds the database and its key. */
export interface Actor {
    /** Id of the account; `local` for the holder of the database. */
    readonly userId: string;
    readonly role: Role;
    readonly scopes: readonly Scope[];
    /** The token that was presented. */
    readonly grant?: TokenGrant;
    /** Address of the client. */
    readonly peer?: string;
}
/** Who runs a command on the machine of the database: there is nothing that they could not do without us. */
export declare const operator: Actor;
/** @throws ProxyError `NOT_PERMITTED` unless role and token both include the permission */
export declare function requirePermission(actor: Actor, permission: Permission): void;
/**
 * Only a device's own token, or an administrator's, changes tokens and logins: what a single tool holds may leak through that tool, and must
 * not be worth more than it. With it, somebody could make tokens that outlive it, or sign the person in with an account of their own.
 *
 * @throws ProxyError `NOT_PERMITTED`
 */
export declare function requireDevice({ grant }: Actor): void;
/** Only owners touch owners, whatever else a role includes. @throws ProxyError `NOT_PERMITTED` */
export declare function requireRank(actor: Actor, target: Role): void;
/** @throws ProxyError `NOT_PERMITTED` */
export declare function requireManager(actor: Actor, target: Role): void;
/** The refusal of what somebody known may not do. */
export declare function notPermitted(message: string, options: {
    readonly reason: string;
    readonly hint?: string;
}): ProxyError;

// admin/admin-route.d.ts
import type { Permission } from "@infershield/identity";
import { z } from "zod";
import type { Actor } from "./actor.ts";
import type { SignIns } from "./sign-ins.ts";
import type { Team } from "./team.ts";
/** What the admin API does its work with. */
export interface AdminContext {
    readonly team: Team;
    readonly signIns: SignIns;
    /** Where tools reach the gateway. */
    readonly proxyUrl: string;
}
/** A body that is told as it is made, or an object that becomes JSON. */
export type AdminReply = {
    readonly json: object;
} | {
    readonly text: AsyncIterable<string>;
    readonly type: string;
};
/** One endpoint. Its act checks what else the caller needs; `needs` alone lets nobody in who has nothing to do there. */
export interface AdminRoute {
    readonly method: "GET" | "POST";
    readonly path: string;
    /** The least that a caller needs: one of these permissions; or a one-time code in the body instead of a token. */
    readonly needs: readonly Permission[] | "code";
    /** Shape of the query (GET) or the body (POST). */
    readonly input: z.ZodType;
    /** Most bytes of the body, where the usual 64 KiB are too few. */
    readonly maxBodyBytes?: number;
    /** Parses query (GET) or body (POST) and answers. @throws ZodError for a request of another shape */
    answer(caller: Caller, input: unknown, context: AdminContext): Promise<AdminReply>;
}
/** Who asks; a device that brings a code is nobody yet. */
export interface Caller {
    readonly actor: Actor | undefined;
    readonly peer?: string | undefined;
    /** Values of the path's `:id`. */
    readonly id: string;
}
type Known = Caller & {
    readonly actor: Actor;
};
/** An endpoint for callers who are known. */
export declare function route<Input>(where: `${"GET" | "POST"} /admin/${string}`, needs: readonly Permission[], schema: z.ZodType<Input>, act: (caller: Known, input: Input, context: AdminContext) => Promise<AdminReply>): AdminRoute;
/** An answer that is one object. */
export declare const json: (object: object) => AdminReply;
/** A name, an address, an id: what people write. */
export declare const text: z.ZodString;
type Defined<T> = {
    [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
    [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};
/** Without the members that are undefined, as optional members want it. */
export declare function defined<T extends object>(object: T): Defined<T>;
export {};

// admin/administer-locally.d.ts
import { type System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { AdminReply } from "./admin-route.ts";
/** The admin API without a server: for whoever holds the database and its key. */
export interface LocalAdministration {
    /**
     * @param endpoint - As the server has it: `POST /admin/users`.
     * @param input - Query or body.
     * @throws ProxyError, IdentityError, ProviderError, CustodyError, AuditError
     */
    call(endpoint: string, input: unknown): Promise<AdminReply>;
}
/** Administers an opened team. @throws ProxyError `UNKNOWN_ROUTE` for a home in single-user mode */
export declare function administerLocally(instance: Instance, system?: System): LocalAdministration;

// admin/enrol.d.ts
import { type CreatedToken, type User } from "@infershield/identity";
import type { Team } from "./team.ts";
/** What a device gets for its code. */
export interface EnrolledDevice {
    readonly user: User;
    /** The device's own token, for its tools. */
    readonly device: CreatedToken;
    /** A second one for whoever administers, so that no tool holds it. */
    readonly administration?: CreatedToken;
}
/**
 * Turns a one-time code into the tokens of a device.
 *
 * @param device - Name of the machine.
 * @throws IdentityError `INVALID_CODE`, `INVALID_NAME`; AuditError
 */
export declare function enrolDevice(team: Team, { code, device, peer }: {
    readonly code: string;
    readonly device: string;
    readonly peer?: string;
}): Promise<EnrolledDevice>;

// admin/people.d.ts
import { type Secret } from "@infershield/core";
import { type Role, type User, type UserChange, type Team as UserTeam } from "@infershield/identity";
import { type Actor } from "./actor.ts";
import type { Team } from "./team.ts";
/** A one-time code that a device turns into its token. */
export interface Invitation {
    readonly user: User;
    readonly code: Secret;
    /** Epoch milliseconds. */
    readonly expiresAt: number;
}
/**
 * Makes an account and a one-time code for its first device.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `USER_EXISTS`, `INVALID_EMAIL`, `INVALID_NAME`, `INVALID_ROLE`, `NOT_FOUND` (the team); AuditError
 */
export declare function createUser(team: Team, actor: Actor, input: {
    readonly email: string;
    readonly role?: Role;
    readonly name?: string;
    readonly team?: string;
}): Promise<Invitation>;
/** Makes a code for one more device. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `USER_DISABLED`; AuditError */
export declare function inviteDevice(team: Team, actor: Actor, name: string): Promise<Invitation>;
/** A page of accounts, in the order of their addresses. @throws ProxyError `NOT_PERMITTED` */
export declare function listUsers({ users }: Team, actor: Actor, page?: {
    readonly after?: string;
    readonly limit?: number;
    readonly team?: string;
}): Promise<readonly User[]>;
/**
 * Changes an account: role, team, name; or disables it and enables it again.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `CONFLICT`, `LAST_OWNER`, `INVALID_NAME`; AuditError
 */
export declare function changeUser(team: Team, actor: Actor, name: string, { expectedVersion, ...change }: UserChange & {
    readonly expectedVersion?: number;
}): Promise<User>;
/** An account that is gone. */
export interface DeletedUser {
    readonly user: User;
    /** Whether nobody can read excerpts of what the person wrote any more. */
    readonly shredded: boolean;
}
/**
 * Deletes an account with everything stored for it. Its logins are revoked at their providers first, as far as those answer. What the
 * audit trail recorded stays, without an address; excerpts in it stay readable unless they are shredded.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `LAST_OWNER`; AuditError, `HELD` for excerpts under a legal hold: then
 * nothing is done
 */
export declare function deleteUser(team: Team, actor: Actor, { user: name, shred }: {
    readonly user: string;
    readonly shred?: boolean;
}): Promise<DeletedUser>;
/** @throws ProxyError `NOT_PERMITTED`; IdentityError `TEAM_EXISTS`, `INVALID_NAME`; AuditError */
export declare function createTeam(team: Team, actor: Actor, input: {
    readonly id: string;
    readonly name?: string;
}): Promise<UserTeam>;
/** @throws ProxyError `NOT_PERMITTED` */
export declare function listTeams({ users }: Team, actor: Actor): Promise<readonly UserTeam[]>;
/** Its members stay, without a team. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`; AuditError */
export declare function deleteTeam(team: Team, actor: Actor, id: string): Promise<UserTeam>;

// admin/policies.d.ts
import type { PolicyVersion } from "@infershield/instance";
import { type Policy, type PolicyLayer, type PolicyLevel } from "@infershield/policy";
import { type Actor } from "./actor.ts";
import type { Team } from "./team.ts";
/** Whose layer: the organisation's, a team's or a person's by id. */
interface Place {
    readonly level: PolicyLevel;
    readonly name: string;
}
/** What became of a change. */
export interface PolicyChanged {
    readonly version: PolicyVersion;
    /** False while something else in the database keeps this server to the policies it has. */
    readonly inForce: boolean;
}
/** The policy that decides for one person, the caller when nobody is named. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND` */
export declare function effectivePolicy(team: Team, actor: Actor, name?: string): Promise<Policy>;
/** The layers in force. @throws ProxyError `NOT_PERMITTED`; DatabaseError */
export declare function listPolicies({ policies }: Team, actor: Actor): Promise<readonly PolicyVersion[]>;
/** Versions of one layer or of all, the newest first. @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; IdentityError `NOT_FOUND`; DatabaseError */
export declare function policyHistory(team: Team, actor: Actor, { layer, ...page }: {
    readonly layer?: string;
    readonly before?: number;
    readonly limit?: number;
}): Promise<readonly PolicyVersion[]>;
/** One version of a layer, the newest without a number. @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; PolicyError `NOT_FOUND`; IdentityError `NOT_FOUND` */
export declare function readPolicy(team: Team, actor: Actor, { layer, version }: {
    readonly layer: string;
    readonly version?: number;
}): Promise<PolicyVersion>;
/**
 * Puts a layer in force. Its name is that of a team, or of a person by id or address.
 *
 * @param wish.version - The version that the caller saw, 0 for none.
 * @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; PolicyError `CONFLICT`; IdentityError `NOT_FOUND`; AuditError
 */
export declare function setPolicy(team: Team, actor: Actor, { document, version }: {
    readonly document: unknown;
    readonly version?: number;
}): Promise<PolicyChanged>;
/** Takes a layer away. @throws ProxyError `NOT_PERMITTED`, `BAD_REQUEST`; PolicyError `CONFLICT`, `NOT_FOUND`; IdentityError `NOT_FOUND`; AuditError */
export declare function removePolicy(team: Team, actor: Actor, { layer, version }: {
    readonly layer: string;
    readonly version?: number;
}): Promise<PolicyChanged>;
/** Takes the layer of a person or team away that is about to be deleted. The caller records it. @throws DatabaseError */
export declare function forgetPolicy({ policies }: Team, actor: Actor, place: Place): Promise<void>;
/**
 * Takes the layers of policy files over into a database that never had a policy: all of them or none.
 *
 * @throws PolicyError `DUPLICATE_LAYER`, `CONFLICT` when another server was faster; IdentityError `NOT_FOUND` for a layer of somebody
 * without an account; AuditError; DatabaseError
 */
export declare function importPolicies(team: Team, layers: readonly PolicyLayer[]): Promise<void>;
export {};

// admin/policy-wire.d.ts
import type { PolicyVersion } from "@infershield/instance";
import { type Policy, type PolicyLayer } from "@infershield/policy";
import type { PolicyChanged } from "./policies.ts";
import type { Team } from "./team.ts";
/** One version of a layer of policy. */
export interface PolicyVersionJson {
    /** Counts all changes of all layers. */
    readonly change: number;
    /** `org`, `team:blue` or `user:kim@example.com`; an account that was deleted stands by its id. */
    readonly layer: string;
    readonly version: number;
    /** SHA-256 of the document; null for a version that took the layer away. */
    readonly hash: string | null;
    /** Address, or the id of an account that was deleted; `local` for whoever holds the database. */
    readonly author: string;
    /** Since when it is, or from when it was, in force. */
    readonly created_at: string;
}
/** A version with its document. */
export interface PolicyDocumentJson extends PolicyVersionJson {
    readonly document: Readonly<Record<string, unknown>> | null;
}
/** A version that was just made. */
export interface PolicyChangedJson extends PolicyDocumentJson {
    /** False when the server keeps to the policies it had: something in its database cannot be trusted. */
    readonly in_force: boolean;
}
/** What decides for one person. */
export interface PolicyJson {
    readonly id: string;
    /** As audit records name it. */
    readonly hash: string;
    readonly risk_threshold: number;
    readonly unscannable: Policy["unscannable"];
    readonly layers: readonly {
        readonly level: string;
        readonly name: string;
        readonly rules: PolicyLayer["rules"];
    }[];
}
/** {@link PolicyVersionJson} of some versions. */
export declare function policyVersionsJson(team: Pick<Team, "users">, versions: readonly PolicyVersion[]): Promise<readonly PolicyVersionJson[]>;
/** {@link PolicyDocumentJson} of a version. */
export declare function policyDocumentJson(team: Pick<Team, "users">, version: PolicyVersion): Promise<PolicyDocumentJson>;
/** {@link PolicyChangedJson} of a change. */
export declare function policyChangedJson(team: Pick<Team, "users">, { version, inForce }: PolicyChanged): Promise<PolicyChangedJson>;
/** {@link PolicyJson} of a policy. */
export declare function policyJson({ id, hash, riskThreshold, unscannable, layers }: Policy): PolicyJson;

// admin/run-sign-in.d.ts
import type { Actor } from "./actor.ts";
import { type SignInPrompt, type SignInWish } from "./sign-in.ts";
import type { Team } from "./team.ts";
/** A sign-in as the person who started it sees it. */
export interface SignInView {
    readonly id: string;
    readonly provider: string;
    readonly account: string;
    readonly status: "waiting" | "done" | "failed";
    readonly prompt?: SignInPrompt;
    /** Name of the account at the provider, once it is known. */
    readonly name?: string;
    readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly hint?: string;
    };
}
/** A sign-in that was started in this server. */
export interface RunningSignIn {
    readonly id: string;
    /** The user who started it. */
    readonly startedBy: string;
    /** As it is now. */
    view(): SignInView;
    /** Resolves when there is something to do for the person, or when it ended without. */
    readonly shown: Promise<void>;
    /** Hands over where the browser came back to. */
    resume(returned: string): void;
    cancel(): void;
    /** Resolves when it ended and that is recorded, however it ended. */
    readonly over: Promise<void>;
    /** On the monotonic clock; undefined while it runs. */
    endedAt(): number | undefined;
}
/** Starts a sign-in, and records it. */
export declare function runSignIn(team: Team, actor: Actor, wish: SignInWish): RunningSignIn;

// admin/sign-in.d.ts
import type { Provider } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
import type { Team } from "./team.ts";
/** Whose sign-in where. */
export interface SignInWish {
    readonly userId: string;
    readonly provider: Provider;
    readonly account: string;
    /** Where the browser comes back to on the person's machine; for a sign-in in a browser. */
    readonly redirectUri?: string;
}
/** What a person is shown while a sign-in waits for them. */
export type SignInPrompt = {
    readonly flow: "device";
    readonly userCode: string;
    readonly verificationUri: string;
    readonly verificationUriComplete?: string;
    readonly expiresAt: number;
} | {
    readonly flow: "browser";
    readonly url: string;
    readonly state: string;
    readonly expiresAt: number;
};
/** The person's part of a sign-in. */
export interface SignInSteps {
    /** Called once, before the wait. */
    readonly show: (prompt: SignInPrompt) => void;
    /** The address that the browser came back to, when it has. */
    readonly returned: Promise<string>;
    readonly signal: AbortSignal;
}
/**
 * Signs a person in at a provider and stores the tokens here. Nothing of them leaves this process but to the provider.
 *
 * @throws DeviceFlowError, CustodyError
 */
export declare function signIn(team: Team, wish: SignInWish, steps: SignInSteps): Promise<TokenRecord>;

// admin/sign-ins.d.ts
import type { Ticker } from "../ticker.ts";
import type { Actor } from "./actor.ts";
import { type SignInView } from "./run-sign-in.ts";
import type { Team } from "./team.ts";
/** Sign-ins that run in this server. They are forgotten some minutes after they ended, and all of them when the server stops. */
export interface SignIns {
    /**
     * Starts one and waits until there is something to show.
     *
     * @param wish.user - Whom it is for; the caller without it.
     * @throws ProxyError `NOT_PERMITTED`, `TOO_MANY_REQUESTS_IN_FLIGHT`; IdentityError `NOT_FOUND`; ProviderError `UNKNOWN_PROVIDER`
     */
    start(actor: Actor, wish: {
        readonly provider: string;
        readonly account: string;
        readonly user?: string;
        readonly redirectUri?: string;
    }): Promise<SignInView>;
    /** @throws ProxyError `NOT_FOUND`, also for somebody else's */
    view(actor: Actor, id: string): SignInView;
    /** Hands over where the browser came back to. @throws ProxyError `NOT_FOUND` */
    resume(actor: Actor, id: string, returned: string): void;
    /** @throws ProxyError `NOT_FOUND` */
    cancel(actor: Actor, id: string): void;
    /** Ends all of them and waits for their records. */
    close(): Promise<void>;
}
/** Starts with none. */
export declare function createSignIns(team: Team, ticker: Ticker): SignIns;

// admin/team.d.ts
import type { AuditLog, AuditSource, Excerpts } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { UserDirectory } from "@infershield/identity";
import type { Instance, Policies, PolicyTable } from "@infershield/instance";
import type { ProviderCatalog } from "@infershield/providers";
import type { TokenStore } from "@infershield/token-store";
/** The policies of a team. */
export interface TeamPolicies {
    /** All versions of all layers. */
    readonly table: PolicyTable;
    readonly inForce: Policies;
    /** Puts what was changed in force in this process at once; others notice within a second. @returns false when it is not in force */
    readonly follow: () => Promise<boolean>;
}
/** What administration works on. */
export interface Team {
    readonly users: UserDirectory;
    readonly tokens: TokenStore;
    readonly providers: ProviderCatalog;
    readonly audit: AuditLog;
    readonly auditSource: AuditSource;
    readonly excerpts: Pick<Excerpts, "shred">;
    readonly usage: NonNullable<Instance["usage"]>;
    readonly policies: TeamPolicies;
    /** Id of the token store, for providers that tell installations apart. */
    readonly storeId: string;
    readonly system: System;
}
/**
 * @param follow - Puts changed policies in force.
 * @returns undefined in single-user mode: there is no team to administer
 */
export declare function teamOf(instance: Instance, system: System, follow: TeamPolicies["follow"]): Team | undefined;

// admin/wire.d.ts
import type { CreatedToken, TokenGrant, User, Team as UserTeam } from "@infershield/identity";
import type { TokenSummary } from "@infershield/token-store";
import type { UsageRow } from "../usage-meter.ts";
import type { EnrolledDevice } from "./enrol.ts";
import type { DeletedUser, Invitation } from "./people.ts";
import type { SignInView } from "./run-sign-in.ts";
/** An account. */
export interface UserJson {
    readonly id: string;
    readonly email: string;
    readonly name: string | null;
    readonly role: User["role"];
    readonly team: string | null;
    readonly state: User["state"];
    readonly created_at: string;
    readonly version: number;
}
/** An account that was deleted. */
export interface DeletedUserJson extends UserJson {
    /** Whether excerpts of what the person wrote were made unreadable. */
    readonly excerpts_shredded: boolean;
}
/** An account with a one-time code for a device. */
export interface InvitationJson {
    readonly user: UserJson;
    /** Shown here and never again. */
    readonly code: string;
    readonly code_expires_at: string;
}
/** People who share limits and policy. */
export interface TeamJson {
    readonly id: string;
    readonly name: string;
    readonly created_at: string;
}
/** What is known of an InferShield token; never the token. */
export interface TokenJson {
    readonly id: string;
    readonly name: string;
    /** Id of the account. */
    readonly user: string;
    readonly kind: TokenGrant["kind"];
    readonly device: string | null;
    readonly last4: string;
    readonly path: boolean;
    readonly scopes: readonly string[];
    readonly providers: "all" | readonly string[];
    readonly created_at: string;
    readonly expires_at: string;
    readonly last_used_at: string | null;
    readonly revoked_at: string | null;
}
/** A new token. */
export interface NewTokenJson extends TokenJson {
    /** Shown here and never again. */
    readonly token: string;
}
/** What a device gets for its code. */
export interface DeviceJson {
    readonly user: UserJson;
    /** Where the device's tools reach the proxy. */
    readonly proxy_url: string;
    readonly device: NewTokenJson;
    /** For whoever administers: a token that no tool needs. */
    readonly administration: NewTokenJson | null;
}
/** A login at a provider; nothing secret. */
export interface LoginJson {
    readonly provider: string;
    readonly account: string;
    readonly name: string | null;
    readonly kind: TokenSummary["kind"];
    readonly state: TokenSummary["state"];
    readonly selected: boolean;
    readonly expires_at: string | null;
}
/** What one person used of one model on one day. */
export interface UsageJson {
    readonly day: string;
    /** Id of the account. */
    readonly user: string;
    /** Null for an account that was deleted since. */
    readonly email: string | null;
    readonly provider: string;
    readonly model: string;
    readonly requests: number;
    readonly tokens_in: number;
    readonly tokens_out: number;
}
/** What a person is to do for a sign-in. */
export type PromptJson = {
    readonly flow: "device";
    readonly user_code: string;
    readonly verification_uri: string;
    readonly verification_uri_complete: string | null;
    readonly expires_at: string;
} | {
    readonly flow: "browser";
    readonly url: string;
    readonly state: string;
    readonly expires_at: string;
};
/** A sign-in that runs in the server. */
export interface SignInJson {
    readonly id: string;
    readonly provider: string;
    readonly account: string;
    readonly status: SignInView["status"];
    readonly name: string | null;
    readonly prompt: PromptJson | null;
    readonly error: {
        readonly code: string;
        readonly message: string;
        readonly hint?: string;
    } | null;
}
/** {@link UserJson} of an account. */
export declare function userJson({ id, email, name, role, team, state, createdAt, version }: User): UserJson;
/** {@link DeletedUserJson} of an account that is gone. */
export declare function deletedUserJson({ user, shredded }: DeletedUser): DeletedUserJson;
/** {@link InvitationJson} of an invitation. */
export declare function invitationJson({ user, code, expiresAt }: Invitation): InvitationJson;
/** {@link TeamJson} of a team. */
export declare function teamJson({ id, name, createdAt }: UserTeam): TeamJson;
/** {@link TokenJson} of a grant. */
export declare function tokenJson(grant: TokenGrant): TokenJson;
/** {@link NewTokenJson} of a token that was just made. */
export declare function newTokenJson({ token, grant }: CreatedToken): NewTokenJson;
/** {@link DeviceJson} of a device that was just enrolled. */
export declare function deviceJson({ user, device, administration }: EnrolledDevice, proxyUrl: string): DeviceJson;
/** {@link LoginJson} of a stored login. */
export declare function loginJson({ provider, account, displayName, kind, state, selected, expiresAt, }: Omit<TokenSummary, "has">): LoginJson;
/** {@link UsageJson} of a sum. */
export declare function usageJson(row: UsageRow, email: string | undefined): UsageJson;
/** {@link SignInJson} of a sign-in. */
export declare function signInJson({ id, provider, account, status, prompt, name, error }: SignInView): SignInJson;

// index.d.ts
export type { AdminReply } from "./admin/admin-route.ts";
export { administerLocally, type LocalAdministration } from "./admin/administer-locally.ts";
export type { PolicyChangedJson, PolicyDocumentJson, PolicyJson, PolicyVersionJson } from "./admin/policy-wire.ts";
export type { DeletedUserJson, DeviceJson, InvitationJson, LoginJson, NewTokenJson, PromptJson, SignInJson, TeamJson, TokenJson, UsageJson, UserJson, } from "./admin/wire.ts";
export { ProxyError, type ProxyErrorCode, type ProxyErrorOptions } from "./proxy-error.ts";
export { type RunningProxy, type StartProxyOptions, startProxy } from "./start-proxy.ts";
export type { Egress } from "./upstreams.ts";

// proxy-error.d.ts
import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";
/** What can go wrong in the proxy itself; failures of other packages keep their own classes and codes. */
export type ProxyErrorCode = "NO_CREDENTIAL" | "TLS_NOT_VERIFIED" | "BAD_REQUEST" | "HEADERS_TOO_LARGE" | "AMBIGUOUS_CREDENTIALS" | "MISSING_TOKEN" | "MISSING_CLIENT_KEY" | "INVALID_TOKEN" | "ORIGIN_FORBIDDEN" | "NOT_PERMITTED" | "UNKNOWN_ROUTE" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "REQUEST_TIMEOUT" | "BODY_TOO_LARGE" | "UNSUPPORTED_ENCODING" | "UNSUPPORTED_MEDIA_TYPE" | "WRONG_HOST" | "UPGRADE_REQUIRED" | "RATE_LIMITED" | "TOO_MANY_REQUESTS_IN_FLIGHT" | "SHUTTING_DOWN" | "UPSTREAM_ERROR" | "UPSTREAM_UNAUTHORIZED" | "UPSTREAM_TIMEOUT" | "CLIENT_GONE";
/** What is told of an error beside its code and message. */
export interface ProxyErrorOptions extends InferShieldErrorOptions {
    /** Why, as a coded word for the audit record; the answer to the client never carries it. */
    readonly reason?: string;
    /** Seconds after which another try makes sense. */
    readonly retryAfterSeconds?: number;
    /** Methods that the path does serve, for `METHOD_NOT_ALLOWED`. */
    readonly allow?: string;
}
/** Thrown by `startProxy` (`NO_CREDENTIAL`, `TLS_NOT_VERIFIED`) and, inside, by every step of an exchange that refuses or fails. */
export declare class ProxyError extends InferShieldError<ProxyErrorCode> {
    readonly reason: string | undefined;
    readonly retryAfterSeconds: number | undefined;
    readonly allow: string | undefined;
    constructor(code: ProxyErrorCode, message: string, options?: ProxyErrorOptions);
}
/** The refusal of a path that is not served. */
export declare function unknownPath(): ProxyError;
/** What cannot be read of an answer is the provider's fault, not the client's. Other errors stay as they are. */
export declare function unreadable(error: unknown): unknown;

// receive.d.ts
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Secret, type System } from "@infershield/core";
import type { Dialect } from "@infershield/llm-wire";
/** One request as plain data, without its body. A path token has been taken out of the path: no log, audit record or error shows it. */
export interface Exchange {
    readonly id: string;
    /** Epoch milliseconds. */
    readonly receivedAt: number;
    /** Monotonic milliseconds. */
    readonly startedAt: number;
    readonly method: string;
    /** Without path token and query. */
    readonly path: string;
    /** With its question mark; empty when there is none. */
    readonly query: string;
    /** Lower-case names. The guard has refused second ones where they matter. */
    readonly headers: IncomingHttpHeaders;
    /** Address of the client's end of the connection. */
    readonly peer: string;
    /** The dialect in which errors are told, also when the route is unknown. */
    readonly dialect: Dialect;
    readonly pathToken?: Secret;
}
/** Reads the head of a request, before the guard has judged it. */
export declare function receiveExchange(incoming: IncomingMessage, { requestId, system }: {
    readonly requestId: () => string;
    readonly system: Pick<System, "now" | "monotonic">;
}): Exchange;

// start-proxy.d.ts
import { type System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { ThreatScanner } from "@infershield/threat-client";
import type { Logger } from "pino";
import type { Egress } from "./upstreams.ts";
/** The home to serve, and what tests put in the place of the real thing. */
export interface StartProxyOptions {
    /** An opened home, served as its `config` says; it stays the caller's to close, after the proxy. */
    readonly instance: Instance;
    /** Default: the detection service that is configured, else the detectors in this process. */
    readonly scanner?: ThreatScanner;
    /** Default: JSON lines on stderr at the configured level. */
    readonly logger?: Logger;
    /** The company's way out, from `HTTPS_PROXY` and `NO_PROXY`. */
    readonly egress?: Egress;
    readonly system?: System;
}
/** A proxy that accepts requests. */
export interface RunningProxy {
    /** Base address for clients, such as `http://127.0.0.1:8000`. */
    readonly url: string;
    readonly host: string;
    readonly port: number;
    /** Where `/metrics` is served, and `/admin/…` for a team; absent when the configured port was taken. */
    readonly adminUrl?: string;
    readonly adminPort?: number;
    /** Refuses new requests, lets running ones end for `graceMs` (default: `limits.drainMs`), then cuts them off. */
    close(options?: {
        readonly graceMs?: number;
    }): Promise<void>;
}
/**
 * Starts the gateway.
 *
 * @throws ConfigError `PORT_IN_USE`; ProxyError `NO_CREDENTIAL`, `TLS_NOT_VERIFIED`; TokenStoreError when the logins cannot be read; for a team with
 * policy files that its database does not have yet, PolicyError, ConfigError and IdentityError `NOT_FOUND`
 */
export declare function startProxy(options: StartProxyOptions): Promise<RunningProxy>;

// ticker.d.ts
import type { System } from "@infershield/core";
/** One clock beat a second for everything that has to be looked at now and then, instead of a timer each. */
export interface Ticker {
    /** Calls `check` at every beat until the returned function is called. A check must not throw. */
    watch(check: (monotonicMs: number) => void): () => void;
    stop(): void;
}
/** Starts the beat; it runs until `stop`. */
export declare function startTicker(system: Pick<System, "sleep" | "monotonic">): Ticker;

// trail.d.ts
import type { AuditEvent, AuditLog } from "@infershield/audit";
import type { Principal, System, Verdict } from "@infershield/core";
import type { Exchange } from "./receive.ts";
/** What is known about an exchange by the time something is recorded about it. */
export type TrailFacts = Partial<Pick<AuditEvent, "action" | "sessionId" | "provider" | "model" | "decision" | "blocked" | "riskScore" | "threats" | "policyId" | "policyHash" | "detectorVersion" | "enforced" | "partial" | "bytesIn" | "status" | "upstreamStatus" | "tokensIn" | "tokensOut" | "bytesOut" | "outcome" | "reason">>;
/**
 * The audit records of one authenticated exchange: an intent before anything leaves and one outcome, or one terminal record when
 * nothing left.
 */
export interface Trail {
    /** What is known by now. */
    readonly facts: TrailFacts;
    /** Adds what later records will tell. */
    note(facts: TrailFacts): void;
    /** Gives the next record, and no later one, some of the text: the request's belongs to the intent, the answer's to the outcome. */
    quote(excerpt: string | undefined): void;
    /** Resolves when the intent is durable. @throws AuditError */
    intend(): Promise<void>;
    /** Writes the last record; only the first call does. @throws AuditError */
    close(facts: TrailFacts): Promise<void>;
}
/** Starts the trail of an exchange whose caller is known. */
export declare function openTrail(exchange: Exchange, principal: Principal, { audit, system }: {
    readonly audit: AuditLog;
    readonly system: Pick<System, "monotonic">;
}): Trail;
/** What a record tells about a verdict. */
export declare function verdictFacts(verdict: Verdict, enforced: boolean): TrailFacts;

// upstreams.d.ts
import { type Provider } from "@infershield/providers";
import type { Dispatcher } from "undici";
/** Keeps one pool of connections for each upstream origin. */
export interface Upstreams {
    /** The pool for an origin of a provider; made on first use. */
    pool(provider: Pick<Provider, "allowPrivateAddress">, origin: string): Dispatcher;
    /** Ends all connections at once. */
    close(): Promise<void>;
}
/** What `HTTPS_PROXY` and `NO_PROXY` say. */
export interface Egress {
    readonly httpsProxy: string;
    readonly noProxy?: string;
}
/** How long a provider may take, and the way to it. */
export interface UpstreamOptions {
    readonly limits: {
        readonly upstreamConnectMs: number;
        readonly upstreamHeadersMs: number;
        readonly streamIdleMs: number;
    };
    /** The way out of a company's network; it resolves the names, so addresses are not checked here. */
    readonly egress?: Egress;
}
/** Creates the pools; nothing is connected yet. */
export declare function createUpstreams({ limits, egress }: UpstreamOptions): Upstreams;

// usage-meter.d.ts
import type { Principal, System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { Ticker } from "./ticker.ts";
import type { TrailFacts } from "./trail.ts";
/** Where the sums are kept. */
export type UsageStore = NonNullable<Instance["usage"]>;
/** What one person used of one model of one provider on one day (UTC, `2026-11-22`). */
export type UsageRow = Awaited<ReturnType<UsageStore["read"]>>[number];
/** Counts answered requests and their tokens, and keeps the sums in batches: a request never waits for it. */
export interface UsageMeter {
    /** Counts an exchange that is over; one that never reached a provider counts nothing. */
    count(principal: Principal, facts: TrailFacts): void;
    /** The sums as they are kept, with what was counted a moment ago. */
    readonly store: UsageStore;
    /** Keeps what was counted since. @throws what the store throws; the counts are kept for the next time */
    flush(): Promise<void>;
}
/** @param options.onFailure - Told once a failed batch. */
export declare function createUsageMeter(options: {
    readonly store: UsageStore;
    readonly ticker: Ticker;
    readonly system: Pick<System, "now" | "monotonic">;
    readonly onFailure: (error: unknown) => void;
}): UsageMeter;
