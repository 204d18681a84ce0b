/** The part of oidc-provider 9 that the sandbox uses; the package ships no types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  /** The request context: a Koa context with oidc-provider's own member. */
  export interface ProviderContext {
    body: unknown;
    type: string;
    status: number;
    set(header: string, value: string): void;
    readonly oidc: {
      readonly result?: { readonly consent?: { readonly grantId?: string } };
      readonly session: { readonly state: { readonly secret: string } };
      readonly provider: Provider;
      urlFor(route: string): string;
    };
  }

  export interface DeviceCode {
    readonly clientId: string;
    readonly isExpired: boolean;
    readonly params: { readonly scope?: string };
    readonly inFlight?: boolean;
    accountId?: string;
    authTime?: number;
    error?: string;
    errorDescription?: string;
    grantId?: string;
    scope?: string;
    save(): Promise<string>;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string };
    readonly params: { readonly client_id: string; readonly scope?: string };
    readonly session?: { readonly accountId: string };
    readonly deviceCode?: string;
  }

  export interface AccessToken {
    readonly accountId: string;
    readonly isExpired: boolean;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    readonly AccessToken: { find(value: string): Promise<AccessToken | undefined> };
    readonly DeviceCode: {
      find(
        value: string,
        options: { ignoreExpiration: boolean; ignoreSessionBinding: boolean },
      ): Promise<(DeviceCode & { userCode: string }) | undefined>;
      findByUserCode(userCode: string, options?: { ignoreExpiration: boolean }): Promise<DeviceCode | undefined>;
    };
    readonly Grant: {
      new (options: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
  }
}
