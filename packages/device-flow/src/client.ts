import type { Fetch, Secret } from "@infershield/core";
import type { Deviations } from "./deviations.ts";

/** Where an authorization server answers: the part of its metadata (RFC 8414) that a client needs. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly deviceAuthorizationEndpoint?: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string;
  readonly authorizationEndpoint?: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  /** The server names itself in every answer to a browser (RFC 9207), so one without `iss` is refused. */
  readonly issParameter?: boolean;
}

/** One registered client at one authorization server. */
export interface OAuthClient {
  readonly server: AuthorizationServer;
  readonly clientId: string;
  /** Absent for a public client, which is what a program on a person's machine is. */
  readonly clientSecret?: Secret;
  readonly deviations?: Deviations;
  /** Lets endpoints on a loopback address use plain http; default false. Nothing lets any other address do so. */
  readonly allowInsecureLoopback?: boolean;
  /** Replacement for the global `fetch`. */
  readonly fetch?: Fetch;
  /** Time limit of one request, in milliseconds; default 15,000. */
  readonly timeoutMs?: number;
}

/** Time limit of one request unless the client sets another. */
export const defaultTimeoutMs = 15_000;
