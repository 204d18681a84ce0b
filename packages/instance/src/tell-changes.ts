import { InferShieldError } from "@infershield/core";

/** What became of changed policies. */
export type PolicyChange =
  | { readonly kind: "changed"; readonly hash: string }
  | { readonly kind: "refused"; readonly error: InferShieldError };

/** Puts changed policies in force, and tells each change and each refusal once. */
export interface ChangeTeller {
  /** Whether the last change was refused: then the policies before it are in force. */
  isRefused(): boolean;
  /** @throws what is no error of ours */
  take(): Promise<PolicyChange | undefined>;
}

/**
 * @param take - Puts what is stored now in force and gives its hash, or throws and leaves everything as it is.
 * @param hash - Of what is in force at the start.
 */
export function tellChanges(take: () => Promise<string>, hash: string): ChangeTeller {
  let inForce = hash;
  let refused: string | undefined;
  return {
    isRefused: () => refused !== undefined,
    take: async () => {
      try {
        const next = await take();
        const isNews = next !== inForce || refused !== undefined;
        inForce = next;
        refused = undefined;
        return isNews ? { kind: "changed", hash: next } : undefined;
      } catch (error) {
        if (!(error instanceof InferShieldError)) throw error;
        const isNews = refused !== error.message;
        refused = error.message;
        return isNews ? { kind: "refused", error } : undefined;
      }
    },
  };
}
