import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { KeyedDigest, Signer } from "@infershield/core";

const kid = "c0c0c0c0c0c0c0c0";

/** A keyed digest that every run of the suite shares. */
export const suiteKey: KeyedDigest = {
  kid,
  digest: (value) => createHmac("sha256", "suite").update(value).digest(),
  digestWith: (asked, value) => (asked === kid ? createHmac("sha256", "suite").update(value).digest() : undefined),
};

/** A new Ed25519 signer. */
export function newSigner(): Signer {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}
