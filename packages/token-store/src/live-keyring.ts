import type { KeyedDigest } from "@infershield/core";
import { EnvelopeError, type Keyring } from "@infershield/envelope";

/**
 * A keyring that follows the keyset of the file: a key which another process added is found by the first value made with it.
 *
 * @param given.known - The keyring as it was last read.
 * @param given.current - The keyring as it is on disk now.
 */
export function liveKeyring(given: {
  readonly known: () => Keyring;
  readonly current: () => Keyring;
  readonly close: () => void;
}): Keyring {
  const { known, current } = given;
  const digestOf = (purpose: "lookup" | "audit" | "rowMac"): KeyedDigest => ({
    get kid() {
      return known()[purpose].kid;
    },
    digest: (value) => known()[purpose].digest(value),
    digestWith: (kid, value) => known()[purpose].digestWith(kid, value) ?? current()[purpose].digestWith(kid, value),
  });
  return {
    storeId: known().storeId,
    sealer: {
      seal: (plaintext, context) => known().sealer.seal(plaintext, context),
      open: (sealed, context) => {
        try {
          return known().sealer.open(sealed, context);
        } catch (error) {
          if (!(error instanceof EnvelopeError) || error.code !== "UNKNOWN_KEY") throw error;
          return current().sealer.open(sealed, context);
        }
      },
    },
    lookup: digestOf("lookup"),
    audit: digestOf("audit"),
    rowMac: digestOf("rowMac"),
    signer: {
      publicKey: known().signer.publicKey,
      sign: (message) => known().signer.sign(message),
    },
    close: given.close,
  };
}
